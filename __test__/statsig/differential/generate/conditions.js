'use strict';

const { anyComparison, oddCase } = require('./operators');
const { NUMBERS } = require('./values');

/**
 * What conditions can refer to: each gate only to those before it, so that there are no circles.
 *
 * @typedef {object} Surroundings
 * @property {string[]} gates
 */

const ID_TYPES = ['userID', 'userid', 'companyID', 'companyid', 'stableID', 'noID'];
const FIELDS = [
  'userID', 'email', 'EMAIL', 'ip', 'userAgent', 'country', 'locale', 'appVersion', 'level', 'Level', 'tags', 'plan', 'joined', 'secret', 'f', 'missing', '', 'privateAttributes',
];
const DAY_MS = 86_400_000;

const anyIdType = (random) => (random.chance(0.7) ? 'userID' : random.pick(ID_TYPES));

const someBuckets = (random) => random.times(random.pick([100, 500, 900]), () => random.below(1000));

const anyGate = (random, { gates }) => (gates.length > 0 && random.chance(0.95) ? random.pick(gates) : 'no gate');

const field = (random, names) => random.pick(names);

/** @type {[number, string, (random: any, surroundings: Surroundings) => object][]} */
const TYPES = [
  [2, 'public', () => ({})],
  [8, 'user_field', (random) => ({ field: field(random, FIELDS), ...anyComparison(random) })],
  [2, 'pass_gate', (random, surroundings) => ({ targetValue: anyGate(random, surroundings) })],
  [1.5, 'fail_gate', (random, surroundings) => ({ targetValue: anyGate(random, surroundings) })],
  [0.7, 'multi_pass_gate', (random, surroundings) => ({ targetValue: random.times(random.below(4), () => anyGate(random, surroundings)) })],
  [0.7, 'multi_fail_gate', (random, surroundings) => ({ targetValue: random.times(random.below(4), () => anyGate(random, surroundings)) })],
  [1, 'ip_based', (random) => ({ field: field(random, ['country', 'country', 'Country', 'ip', 'email']), operator: 'any', targetValue: ['US', 'FR', random.pick(['nz', 'undefined', 'JP'])] })],
  [1.5, 'ua_based', (random) => ({
    field: field(random, ['os_name', 'os_version', 'browser_name', 'browser_version', 'OSName', 'osversion', 'BrowserName', 'browserversion', 'device']),
    ...random.pick([
      { operator: 'any', targetValue: ['Chrome', 'Mac OS X', 'iOS', 'Firefox Mobile', 'undefined'] },
      { operator: 'version_gt', targetValue: '14.2' },
      { operator: 'str_contains_any', targetValue: ['chrome', 'os'] },
    ]),
  })],
  [1, 'environment_field', (random) => ({ field: field(random, ['tier', 'TIER', 'region', 'missing']), ...anyComparison(random) })],
  [0.7, 'environment_field', (random) => ({ field: field(random, ['tier', 'Tier']), operator: 'any', targetValue: [random.pick(['staging', 'Production', 'qa'])] })],
  [0.8, 'current_time', (random) => ({
    operator: random.pick(['before', 'after', 'on', 'gt', 'lt']),
    targetValue: random.pick([0, 1e12, 4102444800000, '2001-01-01', '2100-01-01', Date.now() - 2 * DAY_MS, Date.now() + 2 * DAY_MS]),
  })],
  [3, 'user_bucket', (random) => ({
    additionalValues: random.chance(0.95) ? { salt: random.pick(['salt', 's2', '', 'ü']) } : {},
    idType: anyIdType(random),
    ...random.pick([
      { operator: random.pick(['any', 'none']), targetValue: someBuckets(random) },
      { operator: random.pick(['lt', 'lte', 'gt', 'gte']), targetValue: random.pick([0, 1, 250, 500, 999, 1000]) },
    ]),
  })],
  [1.5, 'unit_id', (random) => ({ idType: anyIdType(random), ...anyComparison(random) })],
  [0.7, 'target_app', (random) => ({ operator: random.pick(['any', 'none', 'eq']), targetValue: random.pick([['app1'], ['app1', 'app2'], 'app2', ['undefined'], []]) })],
  [0.1, 'wat', (random) => ({ field: 'f', operator: 'any', targetValue: [random.pick(NUMBERS)] })],
];

/** @param {import('../../../support/random').Random} random @param {Surroundings} surroundings */
function anyCondition(random, surroundings) {
  const [, type, make] = random.choose(TYPES.map((entry) => [entry[0], () => entry]));
  const written = type.startsWith('multi_') ? type : oddCase(random, type);
  const usual = { type: written, targetValue: null, operator: null, field: null, additionalValues: {}, isDeviceBased: false, idType: anyIdType(random) };
  return { ...usual, ...make(random, surroundings) };
}

module.exports = { FIELDS, ID_TYPES, anyCondition, anyIdType };
