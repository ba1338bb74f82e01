'use strict';

// The specs of the document's programs.

const PUBLIC = { type: 'public', targetValue: null, operator: null, field: null, additionalValues: {}, idType: 'userID' };

const common = { salt: 'salt', enabled: true, idType: 'userID' };

const rule = (returnValue, rest = {}) => ({ name: 'rule', id: 'rule-1', salt: 'rule-salt', passPercentage: 100, returnValue, idType: 'userID', conditions: [PUBLIC], ...rest });

const gate = (name) => ({ ...common, name, type: 'feature_gate', entity: 'feature_gate', defaultValue: false, rules: [rule(true)] });

const config = (name, entity, value, rest = {}) => ({ ...common, name, type: 'dynamic_config', entity, defaultValue: {}, rules: [rule(value, rest)] });

const specs = {
  has_updates: true,
  time: 1_700_000_000_000,
  feature_gates: [gate('new_homepage_design'), gate('a_gate_name')],
  dynamic_configs: [
    config('awesome_product_details', 'dynamic_config', { product_name: 'Awesome Product v2', price: 12.5, discount: true }),
    config('new_user_promo_title', 'experiment', { title: 'Hello' }, { groupName: 'Test' }),
    config('new_user_promo_price', 'experiment', { discount: 0.25 }, { groupName: 'Test' }),
    config('a_config_or_experiment_name', 'experiment', { key: 'from the server' }),
  ],
  layer_configs: [
    config('user_promo_experiments', 'layer', { title: 'unused' }, { configDelegate: 'new_user_promo_title' }),
    config('a_layer_name', 'layer', { key: 'from the server' }),
  ],
  layers: { user_promo_experiments: ['new_user_promo_title'] },
};

module.exports = { specs };
