'use strict';

const { PROTOTYPE_KEYS, variationIds } = require('./generate/config');

/** @typedef {import('../support/random').Random} Random */

/**
 * A call of the API, with its arguments, and the log level during it.
 *
 * @typedef {object} Operation
 * @property {string} name
 * @property {(client: any) => any} run
 * @property {any[]} args for the report
 * @property {any} [user]
 * @property {number} level
 */

const LEVELS = [3, 3, 3, 2, 2, 1, -1];

function defaultFor(random, setting) {
  const suited = [false, 'text', 7, 0.5][setting?.t] ?? null;
  return random.choose([
    [6, () => suited],
    [2, () => random.pick([null, undefined])],
    [1, () => random.pick([true, '', 'default', 0, -0, NaN, 1e21, '\ud800'])],
    [0.05, () => random.pick([{}, [], Symbol.iterator, 1n])],
  ]);
}

/**
 * An evaluation of one flag.
 *
 * @param {Random} random
 * @returns {Operation}
 */
function anyOperation(random, { config, users, keys }) {
  const key = random.choose([
    [40, () => random.pick(keys)],
    [2, () => random.pick(['missing', 'Flag', ...PROTOTYPE_KEYS])],
    [0.2, () => random.pick(['', null, 5])],
  ]);
  const user = random.choose([
    [40, () => random.pick(users)],
    [4, () => random.pick([undefined, null])],
    [0.2, () => random.pick(['user', 5, []])],
  ]);
  const setting = typeof key === 'string' && config.f && Object.hasOwn(config.f, key) ? config.f[key] : undefined;
  const defaultValue = defaultFor(random, setting);
  const [name, run] = random.pick([
    ['getValueAsync', (client) => client.getValueAsync(key, defaultValue, user)],
    ['getValueDetailsAsync', (client) => client.getValueDetailsAsync(key, defaultValue, user)],
    ['snapshot().getValue', (client) => client.snapshot().getValue(key, defaultValue, user)],
    ['snapshot().getValueDetails', (client) => client.snapshot().getValueDetails(key, defaultValue, user)],
  ]);
  return { name, run, args: [key, defaultValue, user], user, level: random.pick(LEVELS) };
}

/**
 * The calls that look at a config as a whole.
 *
 * @param {Random} random
 * @returns {Operation[]}
 */
function wholeConfigOperations(random, { config, users }) {
  const user = random.pick([...users, undefined]);
  const level = random.pick(LEVELS);
  const ids = [...random.shuffle(variationIds(config)).slice(0, 4), 'no such id', ...(random.chance(0.05) ? ['', 5] : [])];
  return [
    { name: 'getAllKeysAsync', run: (client) => client.getAllKeysAsync(), args: [], level },
    { name: 'snapshot().getAllKeys', run: (client) => client.snapshot().getAllKeys(), args: [], level },
    { name: 'getAllValuesAsync', run: (client) => client.getAllValuesAsync(user), args: [user], user, level },
    { name: 'getAllValueDetailsAsync', run: (client) => client.getAllValueDetailsAsync(user), args: [user], user, level },
    { name: 'fetchedConfig', run: (client) => client.snapshot().fetchedConfig, args: [], level },
    ...ids.flatMap((id) => [
      { name: 'getKeyAndValueAsync', run: (client) => client.getKeyAndValueAsync(id), args: [id], level },
      { name: 'snapshot().getKeyAndValue', run: (client) => client.snapshot().getKeyAndValue(id), args: [id], level },
    ]),
  ];
}

/** Overrides for some of the flags and for flags that are in no config. */
function anyOverrides(random, keys) {
  const values = [true, false, 'text', '', 1, -0, NaN, Infinity, 1.5, null, undefined, {}, [true], 5n, Symbol.iterator, '\ud800'];
  const names = random.shuffle([...keys, 'local', '7']).slice(0, random.between(1, 4));
  return { map: Object.fromEntries(names.map((name) => [name, random.pick(values)])), behaviour: random.below(3) };
}

module.exports = { anyOperation, anyOverrides, wholeConfigOperations };
