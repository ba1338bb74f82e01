'use strict';

const { anyCondition, anyIdType } = require('./conditions');
const { anyJson } = require('./values');

/** @typedef {import('../../../support/random').Random} Random */

const APPS = ['app1', 'app2'];
const CLIENT_KEYS = ['client-a', 'client-b', 'client-unknown'];
const PARAMETERS = ['text', 'number', 'flag', 'list', 'object', 'nothing'];
const PERCENTAGES = [0, 100, 100, 100, 50, 10, 0.01, 33.33, 99.99, 1, 12.5, 0.1];

const maybe = (random, probability, make) => (random.chance(probability) ? make() : {});

/** The values of a config, of types that stay the same mostly. */
function anyParameters(random) {
  const all = {
    text: random.pick(['a', 'b', '']),
    number: random.pick([0, 1, 1.5, -1]),
    flag: random.chance(0.5),
    list: random.pick([[], [1, 'a'], [{ a: 1 }]]),
    object: random.pick([{}, { a: { b: [1] } }]),
    nothing: random.chance(0.5) ? null : anyJson(random),
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.chance(0.8)));
}

const oddPercentage = (random) => random.pick([random.between(1, 9_999) / 100, random.between(0, 1_000_000) / 10_000, 101, -1, 99.995]);

/** @param {Random} random @param {{ gates: string[] }} surroundings @param {() => any} makeValue @param {number} index */
function anyRule(random, surroundings, makeValue, index) {
  const id = random.chance(0.95) ? `rule_${index}` : random.pick(['', 'default', 'inlineTargetingRules', 'targetingGate']);
  return {
    name: `rule ${index}`,
    id,
    ...maybe(random, 0.8, () => ({ salt: random.pick(['rule-salt', '', `salt-${index}`]) })),
    passPercentage: random.chance(0.85) ? random.pick(PERCENTAGES) : oddPercentage(random),
    conditions: random.chance(0.02) ? null : random.times(random.pick([0, 1, 1, 1, 2, 3]), () => anyCondition(random, surroundings)),
    returnValue: makeValue(),
    isDeviceBased: false,
    idType: anyIdType(random),
    ...maybe(random, 0.5, () => ({ groupName: random.pick(['Control', 'Test', '']) })),
    ...maybe(random, 0.3, () => ({ isExperimentGroup: random.chance(0.8) })),
    ...maybe(random, 0.2, () => ({ samplingRate: random.pick([1, 2, 3, 101]) })),
  };
}

/** @param {Random} random */
function anySpec(random, surroundings, { name, type, entity, makeValue }) {
  return {
    name,
    type,
    salt: random.pick(['salt', 'a-salt', '', `${name}-salt`]),
    enabled: random.chance(0.93),
    defaultValue: makeValue(),
    rules: random.times(random.pick([0, 1, 1, 2, 2, 3, 4]), (index) => anyRule(random, surroundings, makeValue, index)),
    isDeviceBased: false,
    idType: random.chance(0.05) ? 'stableID' : anyIdType(random),
    entity,
    ...maybe(random, 0.3, () => ({ targetAppIDs: random.pick([['app1'], ['app1', 'app2'], ['app2'], []]) })),
    ...maybe(random, 0.3, () => ({ version: random.between(1, 9) })),
    ...maybe(random, 0.1, () => ({ forwardAllExposures: random.chance(0.7) })),
  };
}

function anyGates(random) {
  const count = random.between(1, 7);
  const specs = [];
  for (let index = 0; index < count; index += 1) {
    const entity = random.pick(['feature_gate', 'feature_gate', 'feature_gate', 'segment', 'holdout']);
    const name = entity === 'segment' ? `segment:s${index}` : `gate_${index}`;
    const surroundings = { gates: specs.map((spec) => spec.name) };
    const makeValue = () => random.chance(0.9);
    specs.push({ ...anySpec(random, surroundings, { name, type: 'feature_gate', entity, makeValue }), ...maybe(random, 0.95, () => ({ defaultValue: false })) });
  }
  return specs;
}

/** Rules that hand over to a config, at the end so that others may come first. */
function delegating(random, configs, makeValue) {
  return configs.map((name, index) => ({
    ...anyRule(random, { gates: [] }, makeValue, 90 + index),
    conditions: random.chance(0.5) ? [] : [{ ...anyCondition(random, { gates: [] }) }],
    configDelegate: name,
  }));
}

function anyConfigs(random, gates) {
  const makeValue = () => anyParameters(random);
  return random.times(random.between(1, 4), (index) => {
    const entity = random.pick(['dynamic_config', 'experiment', 'experiment', 'autotune']);
    const spec = anySpec(random, { gates }, { name: `config_${index}`, type: 'dynamic_config', entity, makeValue });
    const isExperiment = entity === 'experiment';
    return {
      ...spec,
      ...maybe(random, isExperiment ? 0.8 : 0.05, () => ({ isActive: random.chance(0.7) })),
      ...maybe(random, 0.6, () => ({ explicitParameters: PARAMETERS.filter(() => random.chance(0.4)) })),
      ...maybe(random, 0.3, () => ({ hasSharedParams: true })),
    };
  });
}

function anyLayers(random, gates, configs) {
  const makeValue = () => anyParameters(random);
  return random.times(random.between(0, 3), (index) => {
    const spec = anySpec(random, { gates }, { name: `layer_${index}`, type: 'dynamic_config', entity: 'layer', makeValue });
    const delegates = random.times(random.below(3), () => (random.chance(0.95) ? random.pick(configs) : 'no config'));
    return {
      ...spec,
      rules: [...spec.rules, ...delegating(random, delegates, makeValue)],
      ...maybe(random, 0.5, () => ({ explicitParameters: PARAMETERS.filter(() => random.chance(0.3)) })),
    };
  });
}

module.exports = { APPS, CLIENT_KEYS, PARAMETERS, anyConfigs, anyGates, anyLayers, maybe };
