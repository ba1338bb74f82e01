'use strict';

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { beforeEach, test } = require('node:test');
const { promisify } = require('node:util');
const { FakeRecorder, loadStatsig, native, noting, specs, until } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

const USER = { userID: 'a' };

async function serverOf(options = {}) {
  native.specs = () => specs();
  const server = new statsig.StatsigServer('secret-k', { logger: noting('none'), ...options });
  await server.initializeAsync();
  return server;
}

const calls = (name) => native.networks.at(-1).calls.filter(([call]) => call === name).map(([, ...rest]) => rest);

const events = () => FakeRecorder.all.at(-1).told.filter(([kind]) => kind === 'event').map(([, user, , event]) => [user, event]);

test('events of the application are handed on', async (t) => {
  const server = await serverOf();
  t.after(() => server.shutdown());
  server.logEvent(USER, 'plain');
  server.logEvent(USER, 'full', 5, { a: 1 });
  server.logEventObject({ eventName: 'object', user: USER, value: 'v', metadata: null, time: 123 });
  assert.deepEqual(events(), [
    [USER, { name: 'plain', value: null, metadata: null, time: undefined }],
    [USER, { name: 'full', value: 5, metadata: { a: 1 }, time: undefined }],
    [USER, { name: 'object', value: 'v', metadata: null, time: 123 }],
  ]);
});

test('an event needs a name; a user and metadata of the right kind are wished for', async (t) => {
  const logger = noting('warn');
  const server = await serverOf({ logger });
  t.after(() => server.shutdown());
  for (const name of ['', 5, null, undefined]) server.logEvent(USER, name);
  assert.equal(events().length, 0);
  const noName = ['error', 'statsigSDK> EventName needs to be a string of non-zero length.'];
  assert.deepEqual(logger.said.splice(0), [noName, noName, noName, noName]);
  for (const user of [null, undefined, {}, { customIDs: {} }]) server.logEvent(user, 'e');
  server.logEvent('text', 'e', 1, 'text');
  server.logEvent({ customIDs: { a: 'b' } }, 'e');
  assert.equal(events().length, 6);
  assert.deepEqual(logger.said.splice(0), [
    ['warn', 'statsigSDK::logEvent> No valid userID was provided. Event will be logged but not associated with an identifiable user. This message is only logged once.'],
    ['warn', 'statsigSDK> User is not set because it needs to be an object.'],
    ['warn', 'statsigSDK> Metadata is not set because it needs to be an object.'],
  ]);
  server.logEventObject(undefined);
  server.logEventObject(null);
  assert.deepEqual(logger.said.map(([, , text]) => text), ['The event is no object']);
});

test('flush sends what there is, as often as the options say; with a time, it does not wait for longer', async (t) => {
  const server = await serverOf();
  t.after(() => server.shutdown());
  server.logEvent(USER, 'e');
  await server.flush();
  await server.flush(250.5);
  await server.flush(0);
  await server.flush(-1);
  await server.flush('soon');
  await server.flush(Infinity);
  assert.deepEqual(native.networks[0].queued, [['{"eventName":"e"}', 1]]);
  assert.deepEqual(calls('flush'), [[0, -1], [251, -1], [0, -1], [0, -1], [0, -1], [2_147_483_647, -1]]);
});

test('shutdown sends what there is, and ends the network when that is done', async () => {
  const server = await serverOf();
  const [network] = native.networks;
  network.answersFlushes = false;
  server.logEvent(USER, 'e');
  server.shutdown(500);
  assert.deepEqual(network.queued, [['{"eventName":"e"}', 1]]);
  assert.deepEqual(calls('flush'), [[500, 0]]);
  assert.equal(network.isDisposed, false);
  network.tell(3, network.flushes[0]);
  await until(() => network.isDisposed);
  await server.flush();
  await server.syncStoreSpecs();
});

test('shutdownAsync waits for that, and asks for nothing more', async () => {
  const server = await serverOf();
  const [network] = native.networks;
  network.calls.length = 0;
  await server.shutdownAsync();
  assert.equal(network.isDisposed, true);
  assert.deepEqual(network.calls, [['flush', 0, 0]]);
  await server.shutdownAsync();
  assert.deepEqual(network.calls, [['flush', 0, 0]]);
});

test('events are silenced in local mode, and where all logging is off', async () => {
  for (const [options, isSilent] of [[{}, false], [{ localMode: true }, true], [{ disableAllLogging: true }, true]]) {
    const server = await serverOf(options);
    assert.equal(FakeRecorder.all.at(-1).isSilent, isSilent);
    await server.shutdownAsync();
  }
});

test('the application says when events are sent again', async (t) => {
  const asked = [];
  const answers = [50, 'soon', -1, NaN];
  const logger = noting('warn');
  const server = await serverOf({
    logger,
    postLogsRetryBackoff(remaining) {
      asked.push(remaining);
      if (answers.length === 0) throw new Error('angry');
      return answers.shift();
    },
  });
  t.after(() => server.shutdown());
  const [network] = native.networks;
  assert.equal(network.options.backoffMs, -1);
  for (let token = 1; token <= 6; token++) network.tell(4, token, 6 - token);
  assert.deepEqual(asked, [5, 4, 3, 2, 1, 0]);
  assert.deepEqual(calls('retryIn'), [[1, 50], [2, 1_000], [3, 1_000], [4, 1_000], [5, 1_000], [6, 1_000]]);
  assert.equal(logger.said.length, 1);
});

test('whom TLS trusts is told when native code asks', async (t) => {
  const server = await serverOf();
  t.after(() => server.shutdown());
  native.networks[0].tell(5, 9);
  assert.deepEqual(calls('trust'), [[9]]);
});

test('when native code breaks, whoever waits hears of it', async (t) => {
  const server = await serverOf();
  t.after(() => server.shutdown());
  const [network] = native.networks;
  network.answersFlushes = false;
  const flush = server.flush();
  await until(() => network.flushes.length === 1);
  network.tell(7, 'a bug');
  assert.equal(await flush, undefined);
  network.answersFlushes = true;
});

/** Runs a program with the doubles in a process of its own, and gives what it prints. */
async function program(body) {
  const code = `
    const { loadStatsig, native, specs } = require(${JSON.stringify(path.join(__dirname, 'support', 'doubles.js'))});
    const { StatsigServer } = loadStatsig();
    native.specs = () => specs();
    (async () => { ${body} })();
    process.on('exit', () => console.log('end'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], { timeout: 30_000 });
  return stdout.trim().split('\n');
}

test('a server that is not shut down keeps no process alive', async () => {
  assert.deepEqual(await program("await new StatsigServer('secret-k').initializeAsync(); console.log('ready');"), ['ready', 'end']);
});

test('what is waited for keeps the process alive: initialize, flush, and the last events after shutdown', async () => {
  const later = '(resolve) => setTimeout(resolve, 50).unref()';
  const slowly = `native.specs = () => new Promise(${later}).then(() => specs());`;
  assert.deepEqual(await program(`${slowly} await new StatsigServer('secret-k').initializeAsync(); console.log('ready');`), ['ready', 'end']);
  const [flush, shutdown] = ['await server.flush();', 'server.shutdown();'].map((call) => `
    const server = new StatsigServer('secret-k');
    await server.initializeAsync();
    const [network] = native.networks;
    network.answersFlushes = false;
    setTimeout(() => { console.log('sent'); network.tell(3, network.flushes[0]); }, 50).unref();
    ${call}`);
  assert.deepEqual(await program(flush), ['sent', 'end']);
  assert.deepEqual(await program(shutdown), ['sent', 'end']);
});
