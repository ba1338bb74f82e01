'use strict';

// What is left of a config that was let go of before the garbage collector came by: errors, and never another config.

const assert = require('node:assert/strict');
const test = require('node:test');
const { setImmediate: turn } = require('node:timers/promises');
const { EXPLAIN, binding, choose, evaluate, open, rule, textFlag } = require('./support.js');

const HANG_GUARD_MS = 60_000;

const alive = () => binding.configcatAlive()[1];

/** Those of earlier tests may be collected at any moment. */
async function untilAlive(atMost) {
  while (alive() > atMost) await turn();
}

const configOf = (value) => ({ f: { flag: textFlag([rule('A', 28, { s: 'x' }, value)]) } });

test('a released snapshot is an error for whoever uses it', { timeout: HANG_GUARD_MS }, () => {
  const snapshot = open(configOf('first'));
  assert.equal(evaluate(snapshot, 'flag', 'x'), 'first');
  snapshot.release();
  assert.equal(choose(snapshot.base, 'x'), EXPLAIN);
  for (const ask of [
    () => snapshot.keys(),
    () => snapshot.find('flag'),
    () => snapshot.describe(0),
    () => snapshot.places(0),
    () => snapshot.attributes(),
    () => snapshot.outcomes(new Uint32Array(1)),
    () => snapshot.evaluateAll(['x'], new Uint32Array(1)),
    () => snapshot.explain(0, true, [1, 'x', null], 0, '\n', null, 0, '', false),
    () => snapshot.findVariation('v-first'),
    () => snapshot.json(),
    () => snapshot.textReader(),
    () => binding.configcatMerge(snapshot.handle, '{"c":[],"f":[]}', 1),
  ]) {
    assert.throws(ask, { name: 'Error', message: 'The config was released.' });
  }
  assert.doesNotThrow(snapshot.release, 'once more');
});

test('the number of a released snapshot becomes no other config’s while somebody may still use it', { timeout: HANG_GUARD_MS }, () => {
  const released = open(configOf('old'));
  released.release();
  const others = Array.from({ length: 100 }, (_, index) => open(configOf(`new ${index}`)));
  assert.ok(others.every(({ base }) => base !== released.base));
  assert.equal(choose(released.base, 'x'), EXPLAIN);
  assert.equal(evaluate(others[99], 'flag', 'x'), 'new 99');
});

test('a released config is freed without a garbage collection, as soon as nobody else has it', { timeout: HANG_GUARD_MS }, async () => {
  const before = alive();
  const text = JSON.stringify(configOf('freed'));
  const entries = [1, 2].map((time) => binding.configcatEntry(text, time, null));
  assert.equal(alive(), before + 1, 'one for both');
  const [first, second] = entries;
  first.snapshot.release();
  binding.configcatReleaseEntry(first.handle);
  second.snapshot.release();
  assert.equal(alive(), before + 1, 'the second entry');
  binding.configcatReleaseEntry(second.handle);
  await untilAlive(before);
  assert.equal(entries.length, 2);
});

test('the reader of the text keeps the text alone', { timeout: HANG_GUARD_MS }, async () => {
  const before = alive();
  const text = JSON.stringify(configOf('read'));
  const { handle, snapshot } = binding.configcatEntry(text, 1, null);
  const read = snapshot.textReader();
  snapshot.release();
  binding.configcatReleaseEntry(handle);
  await untilAlive(before);
  assert.equal(read(), text);
});

test('a merged config outlives the one that it was made of', { timeout: HANG_GUARD_MS }, () => {
  const remote = open(configOf('remote'));
  const merged = binding.configcatMerge(remote.handle, '{"c":[],"f":[["more",0,true]]}', 1);
  remote.release();
  assert.equal(evaluate(merged, 'flag', 'x'), 'remote');
  assert.equal(merged.textReader()(), null);
});

test('the handle of a released entry is an error for whoever hands it back', { timeout: HANG_GUARD_MS }, () => {
  const { handle } = binding.configcatEntry(JSON.stringify(configOf('entry')), 1, null);
  binding.configcatReleaseEntry(handle);
  assert.doesNotThrow(() => binding.configcatReleaseEntry(handle), 'once more');
  const options = {
    sdkKey: 'k', mode: 2, baseUrl: 'http://127.0.0.1:1', baseUrlOverridden: true, requestTimeoutMs: 1, pollIntervalMs: 1, timeToLiveMs: 1,
    maxInitWaitMs: 1, offline: true, renewsOnFailure: false, headers: [], proxy: null, hasCache: true, hasFetcher: true,
    initial: null, cacheFile: null, suppliesTrust: false,
  };
  assert.throws(() => binding.configcatOpen({ ...options, initial: handle }, () => {}), /was released/);
  const service = binding.configcatOpen(options, () => {});
  assert.throws(() => service.refresh(1, true, handle), /was released/);
  assert.throws(() => service.cacheSynced(1, handle), /was released/);
  service.dispose();
  for (const other of [{}, null, open(configOf('x')).handle]) assert.throws(() => binding.configcatReleaseEntry(other));
});
