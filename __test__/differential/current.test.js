'use strict';

// Random configs and users, evaluated by this package and by the official one side by side. Where they may differ:
//
// | where                                                    | official package            | this package             |
// |----------------------------------------------------------|-----------------------------|--------------------------|
// | a setting or segment of the wrong shape                  | rejects the whole config    | spoils that node only    |
// | a rule that has no THEN part, when Info is logged        | fails even if not matching  | fails only if it matches |
// | `__proto__` as a flag, merged with overrides             | is lost                     | is an ordinary flag      |
// | the details of a value whose variation id is `null`      | tell null                   | tell undefined: none     |
// | arrays with holes as attributes                          | lists of texts              | no lists of texts        |
//
// None of these is generated here.

const assert = require('node:assert/strict');
const test = require('node:test');
const { Random, runSeed } = require('../support/random');
const { anyWorld } = require('./generate/config');
const { writeOddly } = require('./generate/writing');
const { anyOperation, anyOverrides, wholeConfigOperations } = require('./operations');
const { Pair, openPair, report } = require('./pair');

const EVALUATIONS = Number(process.env.VEXIL_DIFF_N ?? 20_000);
const PER_CONFIG = 80;

test('the same as the official package', async (t) => {
  const seed = runSeed();
  const random = new Random(seed);
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  const eol = random.pick(['\n', '\r\n', undefined]);
  const pair = await openPair(t, () => ({ eol }));
  const { cdn } = pair;
  const counts = { evaluations: 0, matched: 0, defaults: 0, other: 0, configs: 0 };

  const compare = async (current, world, operation) => {
    const [theirs, ours] = await current.observe(operation);
    if (theirs !== ours) {
      assert.fail(await report(current, world, operation, seed, [theirs, ours]));
    }
    return theirs;
  };

  while (counts.evaluations < EVALUATIONS) {
    const world = anyWorld(random, cdn.url);
    world.text = writeOddly(random, world.config);
    counts.configs += 1;
    assert.equal(await pair.serve(world.text), true, 'the generator makes valid configs only');

    for (const operation of random.times(PER_CONFIG, () => anyOperation(random, world))) {
      const result = await compare(pair, world, operation);
      counts.evaluations += 1;
      counts.matched += /matched(TargetingRule|PercentageOption): [^u]/.test(result) ? 1 : 0;
      counts.defaults += result.includes('isDefaultValue: true') ? 1 : 0;
    }
    for (const operation of wholeConfigOperations(random, world)) {
      await compare(pair, world, operation);
      counts.other += 1;
    }
    if (random.chance(0.15) && !world.keys.includes('__proto__')) {
      const overrides = anyOverrides(random, world.keys);
      const overridden = new Pair(cdn, (sdk) => ({
        flagOverrides: sdk.createFlagOverridesFromMap(overrides.map, overrides.behaviour),
      }));
      await overridden.observe({ run: (client) => client.forceRefreshAsync(), level: 3 });
      const merged = { ...world, keys: [...new Set([...world.keys, ...Object.keys(overrides.map)])] };
      const operations = [...random.times(20, () => anyOperation(random, merged)), ...wholeConfigOperations(random, merged)];
      for (const operation of operations) {
        await compare(overridden, merged, { ...operation, overrides });
        counts.other += 1;
      }
      overridden.dispose();
    }
  }

  const share = (count) => `${Math.round((100 * count) / counts.evaluations)} %`;
  t.diagnostic(`${counts.evaluations} evaluations on ${counts.configs} configs, and ${counts.other} other calls`);
  t.diagnostic(`a rule or option matched in ${share(counts.matched)}, the default was given in ${share(counts.defaults)}`);
  assert.ok(counts.matched > counts.evaluations / 4, 'matches must be frequent');
});
