'use strict';

const assert = require('node:assert/strict');
const { inspect } = require('node:util');
const { startCdn } = require('../support/cdn');
const { toJson } = require('../support/json');
const { load, loadOfficial, newSdkKey } = require('../support/sdk');
const { assertSame } = require('./same');
const { shrink } = require('../support/shrink');
const { CurrentSide } = require('./side');

/** The official package and this one, each with a client of the same server. */
class Pair {
  constructor(cdn, options = () => ({})) {
    this.cdn = cdn;
    this.sides = [loadOfficial('current'), load('current')].map(
      (sdk) => new CurrentSide(sdk, newSdkKey(), { baseUrl: cdn.url, ...options(sdk) }),
    );
  }

  /** Serves a config and lets both fetch it. */
  async serve(configJson) {
    this.cdn.setConfig(configJson);
    const [theirs, ours] = await this.observe({ run: (client) => client.forceRefreshAsync(), level: 3 });
    assert.equal(ours, theirs, `both must have fetched:\n${configJson}`);
    return !theirs.includes('errorMessage');
  }

  /** @returns {Promise<string[]>} what each side made of it, the official one first */
  async observe({ run, user, level }) {
    const results = [];
    for (const side of this.sides) {
      results.push(await side.observe(run, user, level));
    }
    return results;
  }

  dispose() {
    this.sides.forEach(({ client }) => client.dispose());
  }
}

/** A pair with a server of its own; both end with the test. */
async function openPair(t, options) {
  const cdn = await startCdn();
  const pair = new Pair(cdn, options);
  t.after(async () => {
    pair.dispose();
    await cdn.close();
  });
  return pair;
}

/** Everything that a config gives for some users, with and without an evaluation log. */
async function compareEverything(pair, configJson, users, place) {
  assert.equal(await pair.serve(configJson), true, place);
  const runs = users.flatMap((user) => [
    { user, level: 3, run: (client) => client.getAllValueDetailsAsync(user) },
    { user, level: 2, run: (client) => client.getAllValuesAsync(user) },
  ]);
  runs.push({ level: 2, run: (client) => [client.snapshot().getAllKeys(), client.snapshot().fetchedConfig] });
  for (const run of runs) {
    const [theirs, ours] = await pair.observe(run);
    assertSame(ours, theirs, place);
  }
}

/** Whether every rule has a THEN part; where one has none, the packages differ by choice. */
const isComplete = ({ f }) => Object.values(f ?? {}).every(({ r }) => (r ?? []).every((rule) => rule.s || rule.p?.length));

/** Tells a difference in full, on the smallest config that still shows it. */
async function report(pair, world, operation, seed, first) {
  const differs = async (config) => {
    if (!isComplete(config) || !(await pair.serve(toJson(config)).catch(() => false))) {
      return false;
    }
    const [theirs, ours] = await pair.observe(operation);
    return theirs !== ours;
  };
  const isRepeatable = await differs(world.config);
  const config = isRepeatable ? await shrink(world.config, differs) : world.config;
  await pair.serve(isRepeatable ? toJson(config) : world.text);
  const [theirs, ours] = isRepeatable ? await pair.observe(operation) : first;
  return [
    `A difference, with seed ${seed}${isRepeatable ? '' : ' (only with the config as it was written)'}`,
    `config: ${isRepeatable ? toJson(config) : world.text}`,
    `call: ${operation.name}(${operation.args.map((arg) => inspect(arg, { depth: 4 })).join(', ')}), log level ${operation.level}`,
    ...(operation.overrides ? [`overrides: ${inspect(operation.overrides)}`] : []),
    `--- official\n${theirs}`,
    `--- this package\n${ours}`,
  ].join('\n');
}

module.exports = { Pair, compareEverything, openPair, report };
