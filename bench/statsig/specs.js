'use strict';

// A project of 82 gates, 65 configs and 12 layers, of the kinds that dashboards make, among them those that are timed.

const condition = (type, rest = {}) => ({ type, targetValue: null, operator: null, field: null, additionalValues: {}, isDeviceBased: false, idType: 'userID', ...rest });

const PUBLIC = condition('public');

const field = (name, operator, targetValue) => condition('user_field', { field: name, operator, targetValue });

const agent = (name, targetValue) => condition('ua_based', { field: name, operator: 'any', targetValue });

const country = (...targetValue) => condition('ip_based', { field: 'country', operator: 'any', targetValue });

const passes = (gate) => condition('pass_gate', { targetValue: gate });

const fails = (gate) => condition('fail_gate', { targetValue: gate });

const bucket = (salt, operator, targetValue) => condition('user_bucket', { operator, targetValue, additionalValues: { salt } });

const rule = (id, conditions, returnValue, rest = {}) => ({
  name: id, id, salt: id, passPercentage: 100, conditions, returnValue, isDeviceBased: false, idType: 'userID', ...rest,
});

const spec = (name, type, entity, defaultValue, rules, rest = {}) => ({
  name, type, salt: `salt-of-${name}`, enabled: true, defaultValue, rules, isDeviceBased: false, idType: 'userID', entity, ...rest,
});

const gate = (name, rules, entity = 'feature_gate') => spec(name, 'feature_gate', entity, false, rules);

const holdout = rule('holdout', [passes('global_holdout')], false, { passPercentage: 0 });

/** Seventeen rules, of which users meet none but the last, or one near the end. */
const MANY_RULES = [
  [field('plan', 'any', ['trial'])],
  [field('ip', 'any', ['101.100.159.200', '101.110.112.111'])],
  [agent('os_name', ['Android'])],
  [agent('os_name', ['iOS'])],
  [field('email', 'str_contains_any', ['@statsig.com'])],
  [agent('browser_name', ['Opera', 'Opera Mobile'])],
  [condition('environment_field', { field: 'tier', operator: 'any', targetValue: ['test', 'testing'] })],
  [field('appVersion', 'version_eq', '1.1.1-beta')],
  [country('FR')],
  [fails('everybody')],
  [country('NZ'), agent('browser_name', ['Chrome', 'Chrome Mobile'])],
  [passes('half'), field('newUser', 'any', ['true'])],
  [passes('test_string_comparisons'), field('locale', 'any', ['xx'])],
  [field('userID', 'any', ['cool-user']), field('userID', 'none', ['uncool-user'])],
  [country('US'), field('email', 'str_contains_any', ['@gmail.com']), agent('browser_name', ['Firefox'])],
].map((conditions, index) => rule(`many-${index}`, conditions, true));

const TEXT_RULES = [
  holdout,
  rule('text-1', [field('email', 'str_contains_any', ['@statsig', '@stotseg'])], true, { passPercentage: 50 }),
  rule('text-2', [field('email', 'str_contains_none', ['@example', '@google'])], true, { passPercentage: 50 }),
  rule('text-3', [field('email', 'str_matches', 'doe\\.1[0-4].*mail')], true),
];

const parameters = (text, number) => ({
  a_string: text, another_string: 'layer_default', a_number: number, a_bool: false, an_object: { value: text }, an_array: [text], another_bool: true, another_number: number,
});

const assigned = Array.from({ length: 1_000 }, (_, index) => index).filter((index) => (index * 7919) % 1_000 < 900);

const experimentRules = (name) => [
  ...['control', 'test-1', 'test-2'].map((group) => rule(`${name}:${group}:id_override`, [field('userID', 'any', [`user-in-${group}`])], parameters(group, 1), { groupName: group })),
  rule('layerAssignment', [bucket(`layer-of-${name}`, 'none', assigned)], parameters('layer', 799), { salt: '' }),
  ...[333, 666, 1_000].map((limit, index) => rule(`${name}-${index}`, [bucket(`salt-of-${name}`, 'lt', limit)], parameters(`group-${index}`, index), { groupName: `Group ${index}`, isExperimentGroup: true })),
];

const experiment = (name) =>
  spec(name, 'dynamic_config', 'experiment', parameters('layer', 799), experimentRules(name), { isActive: true, hasSharedParams: true, explicitParameters: ['a_string', 'a_number', 'an_array'] });

const layer = (name, delegate) =>
  spec(name, 'dynamic_config', 'layer', parameters('layer', 799), [
    holdout,
    rule('experimentAssignment', [bucket(`layer-of-${delegate}`, 'any', assigned)], parameters('layer', 799), { salt: '', configDelegate: delegate }),
  ]);

/** One of the kinds of gates that projects have besides. @param {number} index */
const usualGate = (index) =>
  gate(`feature_${index}`, [
    [rule(`${index}-a`, [PUBLIC], true)],
    [rule(`${index}-a`, [PUBLIC], true, { passPercentage: 10 + index })],
    [rule(`${index}-a`, [field('email', 'str_ends_with_any', ['@example.com', '@example.org'])], true), rule(`${index}-b`, [country('US', 'CA')], true, { passPercentage: 50 })],
    [holdout, rule(`${index}-a`, [passes('half'), field('appVersion', 'version_gte', `1.${index % 10}.0`)], true)],
    [rule(`${index}-a`, [field('userID', 'any', Array.from({ length: 20 }, (_, id) => `employee-${index}-${id}`))], true)],
  ][index % 5]);

const usualConfig = (index) =>
  index % 3 === 0
    ? experiment(`experiment_${index}`)
    : spec(`config_${index}`, 'dynamic_config', 'dynamic_config', { limit: 0 }, [rule(`${index}-a`, [country('US')], { limit: index }), rule(`${index}-b`, [PUBLIC], { limit: 1 }, { passPercentage: 50 })]);

const GATES = [
  gate('global_holdout', [rule('global', [PUBLIC], true, { passPercentage: 1 })], 'holdout'),
  gate('everybody', [rule('all', [PUBLIC], true)]),
  gate('half', [rule('half', [PUBLIC], true, { passPercentage: 50 })]),
  gate('test_public', [rule('public', [PUBLIC], true)]),
  gate('test_string_comparisons', TEXT_RULES),
  gate('test_many_rules', [holdout, ...MANY_RULES, rule('many-last', [PUBLIC], true, { passPercentage: 10 })]),
];
const PARTS = { gates: 82, configs: 65, layers: 12 };

/** The body for the official SDK for Node.js, and for Vexil. */
function makeSpecs() {
  const configs = [experiment('experiment_with_many_params'), ...Array.from({ length: PARTS.configs - 1 }, (_, index) => usualConfig(index))];
  const layers = [
    layer('layer_with_many_params', 'experiment_with_many_params'),
    ...Array.from({ length: PARTS.layers - 1 }, (_, index) => layer(`layer_${index}`, `experiment_${index * 3}`)),
  ];
  return {
    has_updates: true,
    time: 1_700_000_000_000,
    feature_gates: [...GATES, ...Array.from({ length: PARTS.gates - GATES.length }, (_, index) => usualGate(index))],
    dynamic_configs: configs,
    layer_configs: layers,
    layers: Object.fromEntries(layers.map(({ name, rules }) => [name, [rules[1].configDelegate]])),
  };
}

module.exports = { PARTS, makeSpecs };
