'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { NAMES, writeScript } = require('../../soak/script');
const { soak } = require('../../soak/soak');
const { medianSlope, slope } = require('../../soak/slope');
const { Random, runSeed } = require('../support/random');

test('some seconds of faults, with threads that evaluate: nothing unexpected happens', { timeout: 120_000 }, async (t) => {
  const seed = runSeed();
  t.diagnostic(`seed ${seed}`);
  const { unexpected, requests, configs, evaluations } = await soak({ seconds: 6, seed, threads: 2, epochLength: 30 });
  assert.deepEqual([...unexpected], []);
  assert.ok(configs > 0 && evaluations > 0);
  assert.ok([...requests.keys()].filter((kind) => NAMES.includes(kind)).length > 0);
});

test('a script meets each fault with five percent of the requests, and ends well', () => {
  const { kinds, steps, lastVersion } = writeScript({ count: 20_000, firstVersion: 1, url: 'http://127.0.0.1:1', random: new Random(1) });
  assert.equal(steps.length, 20_000);
  assert.equal(lastVersion, 20_000);
  for (const name of NAMES) {
    const share = kinds.filter((kind) => kind === name).length / kinds.length;
    assert.ok(share > 0.04 && share < 0.06, `${name}: ${share}`);
  }
  assert.equal(kinds.at(-1), 'good');
});

test('the median of slopes heeds no point far off', () => {
  assert.equal(medianSlope([[0, 1], [1, 3], [2, 5]]), 2);
  assert.equal(medianSlope([[0, 0], [1, 100], [2, 2], [3, 3], [4, 4]]), 1);
  assert.equal(medianSlope([[0, 0], [1, 1], [1, 5]]), 3, 'points above each other have no slope');
  assert.equal(medianSlope([[1, 5]]), 0);
});

test('the slope is that of the best line', () => {
  assert.equal(slope([[0, 1], [1, 3], [2, 5]]), 2);
  // (0,0), (1,2), (2,1): sum of products 1, sum of squares 2.
  assert.equal(slope([[0, 0], [1, 2], [2, 1]]), 0.5);
  assert.equal(slope([]), 0);
  assert.equal(slope([[1, 5]]), 0);
});
