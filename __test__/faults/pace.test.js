'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { configOf, createRecorder } = require('../behaviour/support/fixtures');
const { createLegacyRecorder, openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, pause, within } = require('./support/waits');

const SOON_MS = 10_000;
const STORM_MS = 4000;
const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };

/** What a server does during a storm, and the id of the error that tells of it. */
const STORMS = {
  '500': [[{ answer: { status: 500 } }, { keep: true }], 1101],
  '503': [[{ answer: { status: 503 } }, { keep: true }], 1101],
  '429': [[{ answer: { status: 429 } }, { keep: true }], 1101],
  '401': [[{ answer: { status: 401 } }, { keep: true }], 1101],
  '403': [[{ answer: { status: 403 } }, { keep: true }], 1100],
  '404': [[{ answer: { status: 404 } }, { keep: true }], 1100],
  'a reset': [[{ reset: true }], 1103],
  'what is no config': [[{ answer: { body: '[]' } }, { keep: true }], 1105],
  'a body cut off': [[{ answer: { body: GOOD.body, lengthOff: 10 } }], 1103],
};

const inSeconds = (seconds) => new Date(Date.now() + seconds * 1000).toUTCString();

/** [name, value of the header, whether it counts, the pause that it makes at least, and at most] */
const RETRY_AFTER = [
  ['in seconds', () => '3', true, 2900, 6000],
  ['as a date', () => inSeconds(4), true, 2500, 7000],
  ['beyond all measure: cut to five intervals', () => '86400', true, 4500, 9000],
  ['beyond all numbers', () => '9'.repeat(400), true, 4500, 9000],
  ['in the year 9999', () => 'Fri, 31 Dec 9999 23:59:59 GMT', true, 4500, 9000],
  ['negative', () => '-5', false, 800, 4000],
  ['in the past', () => inSeconds(-1000), false, 800, 4000],
  ['that is no time', () => 'soon', false, 800, 4000],
];

describe('the pace of polling', { concurrency: true }, () => {
  for (const [name, [steps, id]] of Object.entries(STORMS)) {
    own(`a storm of ${name}: at most one request per interval and one error line, and the first 200 ends it`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(GOOD);
      const logger = createRecorder(1);
      let errors = 0;
      const client = open(t, sdk, 'AutoPoll', {
        baseUrl: server.url, pollIntervalSeconds: 1, logger,
        setupHooks: (hooks) => hooks.on('clientError', () => errors++),
      });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'good');
      const before = await server.requestCount();
      await server.script(steps);
      await pause(STORM_MS);
      assert.equal(await client.getValueAsync('flag', ''), 'good');
      const made = (await server.requestCount()) - before;
      // One repetition at the change from good to bad belongs to it.
      assert.ok(made <= STORM_MS / 1000 + 1, `${made} requests`);
      assert.ok(made >= 2, `${made} requests`);
      assert.deepEqual(logger.ids(), [id], 'one line per change of state');
      assert.ok(errors >= 1);
      await server.answer(GOOD);
      const again = await server.requestCount();
      await eventually(SOON_MS, async () => (await server.requestCount()) > again, 'another poll');
      await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
    });
  }

  own('a storm of 500, in the callback API: no error line twice', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer(GOOD);
    const logger = createLegacyRecorder();
    const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1, logger });
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'good');
    await server.answer({ status: 500 });
    await pause(STORM_MS);
    const lines = logger.of('error');
    assert.ok(lines.length > 0 && new Set(lines).size === lines.length, lines.join('\n'));
  });

  for (const [name, value, isWish, atLeast, atMost] of RETRY_AFTER) {
    own(`Retry-After ${name}: honoured within bounds`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer({ status: 429, headers: { 'Retry-After': value() } });
      const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1 });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
      const { requests } = await server.seen();
      // A request with a wish that counts is not even repeated.
      assert.equal(requests.length, isWish ? 1 : 2);
      const last = requests.at(-1).atMs;
      await server.answer(GOOD);
      await eventually(atMost + 2000, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
      const next = (await server.seen()).requests.find(({ atMs }) => atMs > last).atMs;
      assert.ok(next - last >= atLeast, `${next - last} ms`);
      assert.ok(next - last <= atMost, `${next - last} ms`);
    });
  }

  own('an answer that asks for a wait is not repeated, so its wish is not forgotten for the next answer', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer({ status: 429, headers: { 'Retry-After': '3' } }, [{ answer: { status: 503 } }, { keep: true }]);
    open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1 });
    await eventually(SOON_MS, async () => (await server.requestCount()) > 1, 'another poll');
    const [first, second] = (await server.seen()).requests;
    assert.ok(second.atMs - first.atMs >= 2900, `${second.atMs - first.atMs} ms`);
  });
});
