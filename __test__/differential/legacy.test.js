'use strict';

// The callback API beside the package whose API it is, which reads config_v5 where this one reads config_v6.
// Each world of flags is written in both formats. Where the two differ by choice, and what is done about it here:
//
// | where                                             | here                                            |
// |---------------------------------------------------|-------------------------------------------------|
// | attributes and defaults that are not texts etc.   | only texts are generated as attributes          |
// | numbers with a tail ("5abc"), "NaN", "0 "         | not generated                                   |
// | versions with blanks around them                  | not generated                                   |
// | IS NOT ONE OF (SemVer) with invalid items         | not generated                                   |
// | hashed texts beyond the basic plane (emoji)       | not generated: the older hash is not of UTF-8   |
// | lists in logged conditions                        | generated without blanks: config_v6 has none    |
// | percentages that do not add up, odd comparators   | not generated                                   |
// | warnings about missing or invalid attributes      | left out: the older package has none            |
// | a missing attribute in a logged condition         | undefined, null and nothing count as the same   |
// | hashes in logged conditions                       | left out: config_v6 has other ones              |

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const test = require('node:test');
const { startCdn } = require('../support/cdn');
const { toJson } = require('../support/json');
const { LegacyLogger } = require('../support/loggers');
const { Random, runSeed } = require('../support/random');
const { load, loadOfficial, newSdkKey } = require('../support/sdk');
const { describe } = require('./describe');
const { anyLegacyWorld } = require('./generate/legacy');

const EVALUATIONS = Number(process.env.VEXIL_DIFF_N ?? 20_000);
const PER_CONFIG = 80;
const NEWER_WARNING = /^Cannot evaluate condition|^Evaluation of condition/;
const MISSING = /(Evaluating rule:) '(?:undefined|null|)'(?=(?:(?! => )[^])* => NO MATCH \(Attribute is not defined)/g;
const HASHES = /(\(Sensitive\)) '[^']*' =>/g;

const promised = (run) => new Promise((resolve) => {
  run(resolve);
});

function anyOperation(random, { keys, users }) {
  const key = random.chance(0.95) ? random.pick(keys) : random.pick(['missing', 'Flag']);
  const user = random.chance(0.9) ? random.pick(users) : random.pick([undefined, null]);
  const defaultValue = random.pick([false, true, 'default', '', 0, 1.5, null, undefined]);
  const args = [key, defaultValue, user];
  return random.choose([
    [6, () => ({ name: 'getValueAsync', args, run: (client) => client.getValueAsync(...args) })],
    [2, () => ({ name: 'getValue', args, run: (client) => promised((done) => client.getValue(key, defaultValue, done, user)) })],
    [1, () => ({ name: 'getVariationIdAsync', args: [key, 'no id', user], run: (client) => client.getVariationIdAsync(key, 'no id', user) })],
    [1, () => ({
      name: 'getVariationId',
      args: [key, 'no id', user],
      run: (client) => promised((done) => client.getVariationId(key, 'no id', done, user)),
    })],
  ]);
}

function wholeConfigOperations(random, { users }) {
  const user = random.pick([...users, undefined]);
  const id = random.chance(0.8) ? `id${random.between(1, 40)}` : 'no such id';
  return [
    { name: 'getAllKeysAsync', args: [], run: (client) => client.getAllKeysAsync() },
    { name: 'getAllKeys', args: [], run: (client) => promised((done) => client.getAllKeys(done)) },
    { name: 'getAllValuesAsync', args: [user], run: (client) => client.getAllValuesAsync(user) },
    { name: 'getAllValues', args: [user], run: (client) => promised((done) => client.getAllValues(done, user)) },
    { name: 'getAllVariationIdsAsync', args: [user], run: (client) => client.getAllVariationIdsAsync(user) },
    { name: 'getAllVariationIds', args: [user], run: (client) => promised((done) => client.getAllVariationIds(done, user)) },
    { name: 'getKeyAndValueAsync', args: [id], run: (client) => client.getKeyAndValueAsync(id) },
    { name: 'getKeyAndValue', args: [id], run: (client) => promised((done) => client.getKeyAndValue(id, done)) },
    {
      name: 'setDefaultUser, getAllValuesAsync, clearDefaultUser',
      args: [user],
      run: async (client) => {
        client.setDefaultUser(user);
        const values = await client.getAllValuesAsync();
        client.clearDefaultUser();
        return [values, await client.getAllValuesAsync()];
      },
    },
  ];
}

/** One of the two packages: a client that tells its logger everything, or one that logs nothing. */
class LegacySide {
  constructor(sdk, baseUrl, isQuiet) {
    this.logger = new LegacyLogger();
    const logger = isQuiet ? sdk.createConsoleLogger(-1) : this.logger;
    this.client = sdk.createClientWithManualPoll(newSdkKey(), { baseUrl, logger });
  }

  async observe(run) {
    this.logger.take();
    let outcome;
    try {
      outcome = `gives ${describe(await run(this.client))}`;
    } catch (error) {
      outcome = `throws ${describe(error)}`;
    }
    const events = this.logger.take().filter(({ message }) => !NEWER_WARNING.test(message));
    const comparable = (message) => message.replace(MISSING, '$1 <missing>').replace(HASHES, '$1 … =>');
    return [outcome, ...events.map(({ method, message }) => `${method} ${comparable(message)}`)].join('\n');
  }
}

function report(seed, world, { name, args }, theirs, ours) {
  const [key] = args;
  const only = (config) => toJson(typeof key === 'string' && Object.hasOwn(config.f, key) ? { ...config, f: { [key]: config.f[key] } } : config);
  return [
    `A difference, with seed ${seed}`,
    `config_v5: ${only(world.v5)}`,
    `config_v6: ${only(world.v6)}`,
    `call: ${name}(${args.map((arg) => inspect(arg)).join(', ')})`,
    `--- official\n${theirs}`,
    `--- this package\n${ours}`,
  ].join('\n');
}

test('the callback API is the same as in the package that had it first', async (t) => {
  const seed = runSeed();
  const random = new Random(seed);
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  const cdn = await startCdn();
  const packages = [loadOfficial('legacy'), load('legacy')];
  const [loud, quiet] = [false, true].map((isQuiet) => packages.map((sdk) => new LegacySide(sdk, cdn.url, isQuiet)));
  t.after(async () => {
    [...loud, ...quiet].forEach(({ client }) => client.dispose());
    await cdn.close();
  });
  const counts = { evaluations: 0, matched: 0, percentage: 0, other: 0, configs: 0 };

  const compare = async (sides, world, operation) => {
    const theirs = await sides[0].observe(operation.run);
    const ours = await sides[1].observe(operation.run);
    if (ours !== theirs) {
      assert.fail(report(seed, world, operation, theirs, ours));
    }
    return theirs;
  };

  while (counts.evaluations < EVALUATIONS) {
    const world = anyLegacyWorld(random);
    cdn.setConfig(toJson(world.v5), { version: 5 });
    cdn.setConfig(toJson(world.v6), { version: 6 });
    counts.configs += 1;
    for (const sides of [loud, quiet]) {
      await compare(sides, world, { name: 'forceRefreshAsync', args: [], run: (client) => client.forceRefreshAsync() });
    }

    for (const operation of random.times(PER_CONFIG, () => anyOperation(random, world))) {
      await compare(quiet, world, operation);
      const result = await compare(loud, world, operation);
      counts.evaluations += 1;
      counts.matched += result.includes(' => MATCH') ? 1 : 0;
      counts.percentage += result.includes(' => user targeted') ? 1 : 0;
    }
    for (const operation of wholeConfigOperations(random, world)) {
      await compare(random.pick([loud, quiet]), world, operation);
      counts.other += 1;
    }
  }

  const share = (count) => `${Math.round((100 * count) / counts.evaluations)} %`;
  t.diagnostic(`${counts.evaluations} evaluations, each with and without a log, on ${counts.configs} pairs of configs`);
  t.diagnostic(`${counts.other} other calls`);
  t.diagnostic(`a rule matched in ${share(counts.matched)}, a percentage option in ${share(counts.percentage)}`);
  assert.ok(counts.matched > counts.evaluations / 4, 'matches must be frequent');
});
