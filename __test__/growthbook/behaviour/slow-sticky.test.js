'use strict';

// A sticky bucket service that does not answer, or too late. With the official package everything waits for it for ever.

const assert = require('node:assert/strict');
const test = require('node:test');
const { HANG_GUARD_MS, begin, tuning } = require('../network/support.js');
const { own, settled } = require('../support/sdk');

const meta = [{ key: 'a' }, { key: 'b' }, { key: 'c' }];
const rule = { key: 'exp', variations: ['x', 'y', 'z'], weights: [1, 0, 0], meta };
const payload = { features: { f: { defaultValue: 'd', rules: [rule] } } };
const TOLD = 'Sticky buckets take too long: going on without them';
const doc = (assignments) => ({ 'id||1': { attributeName: 'id', attributeValue: '1', assignments } });

/** A service that answers when it is told to; what it is told to save, and what is said. */
function slow() {
  const answers = [];
  const said = [];
  const saved = [];
  class Slow extends own.StickyBucketService {
    getAllAssignments() {
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    }
    async saveAssignments(saving) {
      saved.push(saving.assignments);
    }
  }
  const options = { attributes: { id: '1' }, stickyBucketService: new Slow(), log: (message) => said.push(message) };
  return { answers, options, said, saved };
}

/** A test with a limit of its own for services. */
function withLimit(stickyWaitMs, name, body) {
  test(name, { timeout: HANG_GUARD_MS }, async (t) => {
    const server = await begin(t);
    server.body = payload;
    const before = tuning.stickyWaitMs;
    tuning.stickyWaitMs = stickyWaitMs;
    t.after(() => void (tuning.stickyWaitMs = before));
    await body(server);
  });
}

const FOR_EVER = 10 * HANG_GUARD_MS;

for (const [name, given] of [['a payload', { payload }], ['the network', {}]]) {
  withLimit(FOR_EVER, `init({ timeout }) with ${name} ends in time`, async (server) => {
    const { options, said } = slow();
    const gb = new own.GrowthBook({ ...options, apiHost: server.url, clientKey: 'sdk-slow' });
    const start = performance.now();
    assert.equal((await gb.init({ timeout: 1000, ...given })).success, true);
    // What is left of the timeout, not as much again.
    assert.ok(performance.now() - start < 1900);
    assert.equal(gb.getFeatureValue('f', null), 'x');
    assert.deepEqual(said, [TOLD]);
  });
}

withLimit(FOR_EVER, 'init({ timeout }) whose timeout is over does not wait for documents', async (server) => {
  const { options, said } = slow();
  server.answers.push(() => {});
  const gb = new own.GrowthBook({ ...options, apiHost: server.url, clientKey: 'sdk-slow' });
  assert.equal((await gb.init({ timeout: 30 })).source, 'timeout');
  assert.deepEqual(said, [TOLD]);
});

withLimit(20, 'without a timeout there is a limit', async () => {
  const { options, said } = slow();
  const gb = new own.GrowthBook(options);
  assert.equal((await gb.init({ payload })).success, true);
  await gb.setAttributes({ id: '2' });
  await gb.setAttributeOverrides({ id: '3' });
  await gb.refreshStickyBuckets();
  await gb.setPayload(payload);
  assert.equal(gb.getFeatureValue('f', null), 'x');
  assert.deepEqual(said, [TOLD, TOLD, TOLD, TOLD, TOLD]);
  const client = new own.GrowthBookClient({ log: (message) => said.push(message) }).initSync({ payload });
  const context = await client.applyStickyBuckets({ attributes: { id: '1' } }, options.stickyBucketService);
  assert.equal(client.getFeatureValue('f', null, context), 'x');
  assert.equal(said.length, 6);
});

test('the limit is a second', () => {
  assert.equal(tuning.stickyWaitMs, 1000);
});

withLimit(20, 'documents that come late are taken when they come', async () => {
  const { answers, options, saved } = slow();
  const gb = new own.GrowthBook(options);
  await gb.init({ payload });
  answers[0].resolve(doc({ exp__0: 'c' }));
  await settled();
  assert.equal(gb.getFeatureValue('f', null), 'z');
  assert.deepEqual(saved, []);
});

withLimit(20, 'what was assigned before they came does not cost the other assignments', async () => {
  const { answers, options, saved } = slow();
  const gb = new own.GrowthBook(options);
  await gb.init({ payload });
  assert.equal(gb.getFeatureValue('f', null), 'x');
  answers[0].resolve(doc({ exp__0: 'c', other__0: 'b' }));
  await settled();
  // The user has seen the new variation.
  assert.equal(gb.getFeatureValue('f', null), 'x');
  assert.deepEqual(saved, [{ exp__0: 'a' }, { other__0: 'b', exp__0: 'a' }]);
  assert.deepEqual(gb.getStickyBucketAssignmentDocs(), doc({ other__0: 'b', exp__0: 'a' }));
});

withLimit(20, 'a failure that comes late is told of, and that is all', async () => {
  const { answers, options, said } = slow();
  const gb = new own.GrowthBook(options);
  await gb.init({ payload });
  answers[0].reject(new Error('no connection'));
  await settled();
  assert.deepEqual(said, [TOLD, 'Loading sticky buckets failed']);
});

withLimit(20, 'documents that come for a destroyed instance are not saved', async () => {
  const { answers, options, saved } = slow();
  const gb = new own.GrowthBook(options);
  await gb.init({ payload });
  gb.isOn('f');
  gb.destroy();
  answers[0].resolve(doc({ other__0: 'b' }));
  await settled();
  assert.deepEqual(saved, [{ exp__0: 'a' }]);
});

withLimit(20, 'a service that answers in time is not complained of', async () => {
  const { answers, options, said } = slow();
  const gb = new own.GrowthBook(options);
  const waiting = gb.init({ payload, timeout: 500 });
  await settled();
  answers[0].resolve(doc({ exp__0: 'c' }));
  await waiting;
  assert.equal(gb.getFeatureValue('f', null), 'z');
  await new Promise((resolve) => setTimeout(resolve, 550));
  assert.deepEqual(said, []);
});
