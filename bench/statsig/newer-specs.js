'use strict';

/**
 * The same specs in the newer form, which the official native SDK reads: by name, with each condition once.
 *
 * @param {ReturnType<typeof import('./specs.js').makeSpecs>} specs
 */
function newerSpecs({ feature_gates: gates, dynamic_configs: configs, layer_configs: layers, layers: experiments, ...rest }) {
  /** @type {Map<string, string>} */
  const conditions = new Map();
  const numberOf = (condition) => {
    const text = JSON.stringify(condition);
    if (!conditions.has(text)) conditions.set(text, String(conditions.size + 1));
    return conditions.get(text);
  };
  const byName = (specs) =>
    Object.fromEntries(
      specs.map(({ name, rules, ...spec }) => [name, { ...spec, rules: rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(numberOf) })) }]),
    );
  const body = { ...rest, feature_gates: byName(gates), dynamic_configs: byName(configs), layer_configs: byName(layers) };
  return {
    ...body,
    experiment_to_layer: Object.fromEntries(Object.entries(experiments).flatMap(([layer, names]) => names.map((name) => [name, layer]))),
    condition_map: Object.fromEntries([...conditions].map(([text, number]) => [number, JSON.parse(text)])),
    response_format: 'dcs-v2',
  };
}

module.exports = { newerSpecs };
