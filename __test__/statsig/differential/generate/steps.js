'use strict';

const { CLIENT_KEYS, PARAMETERS, maybe } = require('./specs');
const { anyIdType } = require('./conditions');
const { anyJson, anyScalar } = require('./values');

/**
 * A call with a user in front of its arguments, and what is read from its result.
 *
 * @typedef {object} Step
 * @property {string} fn
 * @property {any[]} args
 * @property {[how: 'get' | 'getValue', ...args: any[]][]} [reads]
 * @property {{ idType: string, enforceTargeting?: boolean }} [sticky] asks with what was assigned before
 */

const DEFAULTS = ['x', 0, false, [], {}, null, undefined, 1.5];

const anyRead = (random) => {
  const key = random.chance(0.9) ? random.pick(PARAMETERS) : random.pick(['missing', '', null, undefined]);
  if (random.chance(0.3)) return ['getValue', ...(random.chance(0.9) ? [key] : []), ...(random.chance(0.4) ? [random.pick(DEFAULTS)] : [])];
  return ['get', key, random.pick(DEFAULTS), ...(random.chance(0.1) ? [random.pick(['guard: text', 'guard: yes', 'guard: no'])] : [])];
};

const someReads = (random) => random.times(random.pick([0, 1, 2, 4]), () => anyRead(random));

const noExposure = (random) => (random.chance(0.15) ? [{ disableExposureLogging: true }] : []);

const oddName = (random, name) => (random.chance(0.01) ? random.pick(['no such name', '', 5, null]) : name);

const gateStep = (random, name) => ({ fn: random.pick(['checkGate', 'getFeatureGate', 'getFeatureGate']), args: [oddName(random, name), ...noExposure(random)] });

function configStep(random, name, isSticky) {
  const sticky = isSticky && random.chance(0.8) ? { idType: anyIdType(random), ...maybe(random, 0.3, () => ({ enforceTargeting: random.chance(0.8) })) } : undefined;
  const fn = sticky ? 'getExperiment' : random.pick(['getConfig', 'getExperiment']);
  return { fn, args: [oddName(random, name), ...noExposure(random)], reads: someReads(random), ...(sticky && { sticky }) };
}

function layerStep(random, name, isSticky) {
  const sticky = isSticky && random.chance(0.8) ? { idType: anyIdType(random) } : undefined;
  return { fn: 'getLayer', args: [oddName(random, name), ...noExposure(random)], reads: someReads(random), ...(sticky && { sticky }) };
}

const anyOverrides = (random, { gates, configs, layers }) => ({
  ...maybe(random, 0.5, () => ({ featureGates: { [random.pick(gates)]: random.chance(0.5) } })),
  ...maybe(random, 0.5, () => ({ dynamicConfigs: { [random.pick(configs)]: random.pick([{ value: { text: 'overridden' } }, { groupName: 'Test' }, { groupName: 'nobody' }, {}]) } })),
  ...maybe(random, 0.3, () => ({ layers: { [layers[0] ?? 'no layer']: { value: { text: 'overridden' } } } })),
});

const responseStep = (random, names) => ({
  fn: 'getClientInitializeResponse',
  args: [
    random.chance(0.5) ? undefined : random.pick(CLIENT_KEYS),
    {
      ...maybe(random, 0.8, () => ({ hash: random.pick(['none', 'djb2', 'sha256']) })),
      ...maybe(random, 0.3, () => ({ includeLocalOverrides: random.chance(0.8) })),
      ...maybe(random, 0.2, () => ({ overrides: anyOverrides(random, names) })),
    },
  ],
});

const eventStep = (random) => ({
  fn: 'logEvent',
  args: [
    random.pick(['bought', 'seen', 'ü', '']),
    ...(random.chance(0.7) ? [random.chance(0.8) ? anyScalar(random) : anyJson(random)] : []),
    ...(random.chance(0.4) ? [random.pick([null, { price: '9.99' }, { n: { a: [1] } }, 'text', 5])] : []),
  ],
});

function manualStep(random, { gates, configs, layers }) {
  return random.pick([
    { fn: 'logGateExposure', args: [random.pick(gates)] },
    { fn: 'logConfigExposure', args: [random.pick(configs)] },
    { fn: 'logExperimentExposure', args: [random.pick(configs)] },
    { fn: 'logLayerParameterExposure', args: [layers[0] ?? 'no layer', random.pick(PARAMETERS)] },
  ]);
}

/**
 * All there is, once each in any order, and more.
 *
 * @param {import('../../../support/random').Random} random
 * @param {{ gates: string[], configs: string[], layers: string[] }} names
 * @param {boolean} isSticky
 * @returns {Step[]}
 */
function anySteps(random, names, isSticky) {
  return random.shuffle([
    ...names.gates.map((name) => gateStep(random, name)),
    ...[...names.configs, ...(isSticky ? names.configs : [])].map((name) => configStep(random, name, isSticky)),
    ...[...names.layers, ...(isSticky ? names.layers : [])].map((name) => layerStep(random, name, isSticky)),
    ...random.times(2, () => responseStep(random, names)),
    ...random.times(random.below(2), () => manualStep(random, names)),
    ...random.times(random.below(2), () => eventStep(random)),
    ...random.times(random.below(3), () => gateStep(random, random.pick(names.gates))),
    ...random.times(random.below(2), () => ({ fn: 'getExperimentLayer', args: [random.pick(names.configs)], isWithoutUser: true })),
  ]);
}

module.exports = { anySteps };
