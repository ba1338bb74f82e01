'use strict';

const { anyBody } = require('./body');
const { anySteps } = require('./steps');
const { anyUser } = require('./users');
const { maybe } = require('./specs');

/** @typedef {import('../../../support/random').Random} Random */

/**
 * Everything that a comparison goes through. A tree of what `structuredClone` can copy: each side gets its own.
 *
 * @typedef {object} World
 * @property {any} specs
 * @property {Record<string, string[]>} lists IDs by list
 * @property {'Network' | 'Bootstrap' | 'DataAdapter'} source where the specs come from
 * @property {any} options
 * @property {[name: string, ...args: any[]][]} overrides
 * @property {boolean} isTold whether the callbacks are set
 * @property {Record<string, any> | null} persisted what the user persistent storage holds; `null`: there is none
 * @property {{ user: any, steps: import('./steps').Step[] }[]} subjects
 */

/** How many users are in a world. */
const SUBJECTS = 5;

const namesOf = (specs) => specs.map(({ name }) => name);

const anyLists = (random) => ({
  ...maybe(random, 0.8, () => ({ list_1: ['list-user-1', 'x@statsig.com', 'acme', 'a', ''] })),
  ...maybe(random, 0.4, () => ({ list_2: random.times(30, (index) => `user-${index * 7}`) })),
});

function anyOverrides(random, { gates, configs, layers }, users) {
  const id = () => (random.chance(0.4) ? [] : [String(random.pick([users[0].userID, 'acme', 'user-1', '']) ?? '')]);
  return random.times(random.pick([0, 0, 0, 1, 3]), () =>
    random.pick([
      ['overrideGate', random.pick([...gates, 'no gate']), random.chance(0.5), ...id()],
      ['overrideConfig', random.pick([...configs, 'no config']), { text: 'overridden', number: 7 }, ...id()],
      ['overrideLayer', random.pick([...layers, 'no layer']), { text: 'overridden' }, ...id()],
    ]),
  );
}

/** An assignment as SDKs store it. */
const anyAssignment = (random, { configs }) => ({
  value: random.chance(0.8),
  json_value: { text: 'kept', number: 5 },
  rule_id: random.pick(['rule_0', 'kept-rule']),
  group_name: random.pick(['Test', null]),
  secondary_exposures: random.pick([[], [{ gate: 'gate_0', gateValue: 'true', ruleID: 'r' }]]),
  undelegated_secondary_exposures: [],
  ...maybe(random, 0.5, () => ({ config_delegate: random.pick([...configs, 'no config']) })),
  ...maybe(random, 0.5, () => ({ explicit_parameters: ['text'] })),
  time: 1_600_000_000_000,
  ...maybe(random, 0.3, () => ({ configVersion: 3 })),
});

function anyPersisted(random, names, users) {
  const kept = () => Object.fromEntries([...names.configs, ...names.layers].filter(() => random.chance(0.4)).map((name) => [name, anyAssignment(random, names)]));
  return Object.fromEntries(users.filter(({ userID }) => userID !== undefined).map(({ userID }) => [`${userID}:userID`, kept()]));
}

const anyEnvironment = (random) => random.pick([{ tier: 'staging' }, { tier: 'production' }, { tier: 'development', Region: 'eu' }, { TIER: 'qa' }, {}]);

/** @param {Random} random @returns {World} */
function anyWorld(random) {
  const specs = anyBody(random);
  const names = { gates: namesOf(specs.feature_gates), configs: namesOf(specs.dynamic_configs), layers: namesOf(specs.layer_configs) };
  const users = random.times(SUBJECTS, () => anyUser(random));
  const isSticky = random.chance(0.2);
  return {
    specs,
    lists: anyLists(random),
    source: random.pick(['Network', 'Bootstrap', 'DataAdapter']),
    options: maybe(random, 0.3, () => ({ environment: anyEnvironment(random) })),
    overrides: anyOverrides(random, names, users),
    isTold: random.chance(0.15),
    persisted: isSticky ? anyPersisted(random, names, users) : null,
    subjects: users.map((user) => ({ user, steps: anySteps(random, names, isSticky) })),
  };
}

module.exports = { SUBJECTS, anyWorld };
