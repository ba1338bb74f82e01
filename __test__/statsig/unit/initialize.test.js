'use strict';

const assert = require('node:assert/strict');
const { beforeEach, test } = require('node:test');
const { coded, loadStatsig, native, noting, specs, until } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

const KEY = 'secret-k';
const USER = { userID: 'a' };

function serverOf(options = {}) {
  return new statsig.StatsigServer(KEY, { logger: noting('none'), ...options });
}

/** The details without how long it took, and with the error's text. */
async function detailsOf(server) {
  const { duration, error, ...details } = await server.initializeAsync();
  assert.ok(Number.isInteger(duration) && duration >= 0);
  return error === undefined ? details : { ...details, error: error.message };
}

const reasonOf = (server) => server.getFeatureGate(USER, 'nope').evaluationDetails.reason;

const networkError = (text) =>
  `statsigSDK::initialize> Failed to initialize from the network: ${text}. See https://docs.statsig.com/messages/serverSDKConnection for more information`;

test('specs of the network', async (t) => {
  native.specs = () => specs();
  const server = serverOf();
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  assert.deepEqual(native.networks[0].calls, [['fetchSpecs', 0], ['setCompression', true], ['syncIdLists']]);
  assert.equal(reasonOf(server), 'Unrecognized');
  assert.equal(server.checkGate(USER, 'on'), true);
  await server.syncStoreSpecs();
  assert.deepEqual(native.networks[0].calls.at(-2), ['fetchSpecs', 1_000]);
});

test('a network that fails is told by the details, and the server is ready', async (t) => {
  const logger = noting('warn');
  native.specs = () => {
    throw coded('HTTP_STATUS', 'Request failed with status 500');
  };
  const server = serverOf({ logger });
  t.after(() => server.shutdown());
  const error = networkError('Request failed with status 500');
  assert.deepEqual(await detailsOf(server), { success: false, error });
  assert.deepEqual(logger.said, [['error', error]]);
  assert.equal(reasonOf(server), 'Uninitialized');
  native.specs = () => specs();
  await server.syncStoreSpecs();
  const { initTime, configSyncTime } = server.getFeatureGate(USER, 'on').evaluationDetails;
  assert.deepEqual([initTime, configSyncTime], [-1, 1_000]);
});

test('specs of another project are none', async (t) => {
  native.specs = () => specs({ hashed_sdk_key_used: '1' });
  const server = serverOf();
  t.after(() => server.shutdown());
  const error = networkError('statsigSDK::dataAdapter> Failed to retrieve a valid config specs response from network');
  assert.deepEqual(await detailsOf(server), { success: false, error });
});

test('a network that has nothing new makes what there is its own', async (t) => {
  native.specs = () => '{"has_updates":false}';
  const empty = serverOf();
  t.after(() => empty.shutdown());
  assert.deepEqual(await detailsOf(empty), { success: true, source: 'Network' });
  assert.equal(reasonOf(empty), 'Unrecognized');
  native.specs = () => null;
  for (const options of [{}, { bootstrapValues: specs() }]) {
    const server = serverOf(options);
    t.after(() => server.shutdown());
    await server.initializeAsync();
    await server.syncStoreSpecs();
    assert.equal(reasonOf(server), 'Unrecognized');
  }
});

test('bootstrap values go before the network, which is only asked for ID lists', async (t) => {
  const server = serverOf({ bootstrapValues: specs() });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Bootstrap' });
  assert.deepEqual(native.networks[0].calls, [['setCompression', true], ['syncIdLists']]);
});

for (const [what, bootstrapValues] of [
  ['no JSON', '{'],
  ['empty', ''],
  ['of no use', '5'],
  ['of another project', specs({ hashed_sdk_key_used: '1' })],
  ['without a time', specs({ time: undefined })],
  ['without news', '{"has_updates":false}'],
]) {
  test(`where bootstrap values are ${what}, the network is asked, and there is no error if that goes well`, async (t) => {
    native.specs = () => specs();
    const server = serverOf({ bootstrapValues });
    t.after(() => server.shutdown());
    assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  });
}

test('in local mode nothing is asked for, and a server may do without specs', async () => {
  const server = serverOf({ localMode: true });
  assert.deepEqual(await detailsOf(server), { success: true });
  assert.equal(reasonOf(server), 'Uninitialized');
  await server.syncStoreSpecs();
  await server.syncStoreIdLists();
  await server.flush();
  assert.deepEqual(await detailsOf(serverOf({ localMode: true, bootstrapValues: specs() })), { success: true, source: 'Bootstrap' });
  for (const bootstrapValues of ['{', '', 'null']) {
    assert.deepEqual(await detailsOf(serverOf({ localMode: true, bootstrapValues })), {
      success: false,
      error: 'statsigSDK::initialize> the provided bootstrapValues is not a valid JSON string.',
    });
  }
  assert.deepEqual(await detailsOf(serverOf({ localMode: true, bootstrapValues: '5' })), { success: true });
  assert.deepEqual(await detailsOf(serverOf({ localMode: true, bootstrapValues: specs({ hashed_sdk_key_used: '1' }) })), { success: true });
  assert.deepEqual(native.networks, []);
});

test('when its time is over initialize ends, and loading goes on', async (t) => {
  let go = (/** @type {string} */ _body) => {};
  native.specs = () => new Promise((resolve) => (go = resolve));
  const server = serverOf({ initTimeoutMs: 20 });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: false, error: 'Timed out waiting for initialize' });
  assert.equal(server.checkGate(USER, 'on'), false);
  go(specs());
  await until(() => server.checkGate(USER, 'on'));
  assert.equal(server.getFeatureGate(USER, 'on').evaluationDetails.initTime, -1);
});

test('a timeout that is not reached changes nothing', async (t) => {
  native.specs = () => specs();
  const server = serverOf({ initTimeoutMs: 60_000 });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
});

test('the ID lists are waited for, or come soon after, or never', async (t) => {
  native.specs = () => specs();
  let go = () => {};
  native.idLists = () => new Promise((resolve) => (go = () => resolve(true)));
  const asked = () => native.networks.at(-1).calls.some(([call]) => call === 'syncIdLists');

  const awaiting = serverOf();
  let isDone = false;
  const pending = awaiting.initializeAsync().then(() => (isDone = true));
  await until(asked);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(isDone, false);
  go();
  await pending;

  const lazy = serverOf({ initStrategyForIDLists: 'lazy' });
  await lazy.initializeAsync();
  assert.equal(asked(), false);
  await until(asked);

  const none = serverOf({ initStrategyForIDLists: 'none' });
  await none.initializeAsync();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(asked(), false);
  const [first] = [native.networks.at(-1)];
  native.idLists = () => false;
  await none.syncStoreIdLists();
  assert.deepEqual(first.calls.at(-1), ['syncIdLists']);
  t.after(() => [awaiting, lazy, none].forEach((server) => server.shutdown()));
});

test('ID lists that fail are told in the log alone', async (t) => {
  native.specs = () => specs();
  native.idLists = () => {
    throw coded('TIMEOUT', 'Request timed out');
  };
  const logger = noting('warn');
  const server = serverOf({ logger });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  assert.deepEqual(logger.said, [['error', 'statsigSDK::initialize> Failed to initialize id lists: Request timed out.']]);
});

test('who is shut down while initializing is not ready', async () => {
  let go = (/** @type {string} */ _body) => {};
  native.specs = () => new Promise((resolve) => (go = resolve));
  const server = serverOf();
  const details = detailsOf(server);
  await until(() => native.networks.length === 1 && native.networks[0].calls.length === 1);
  server.shutdown();
  go(specs());
  assert.deepEqual(await details, { success: false, error: 'The server was shut down' });
  assert.throws(() => server.checkGate(USER, 'on'), statsig.StatsigUninitializedError);
});

test('shutting down ends an initialization that nothing else would', async () => {
  const never = () => new Promise(() => {});
  for (const options of [{}, { initTimeoutMs: 60_000 }]) {
    const server = serverOf({ localMode: true, dataAdapter: { initialize: never, shutdown: async () => {} }, ...options });
    const details = detailsOf(server);
    server.shutdown();
    assert.deepEqual(await details, { success: false, error: 'The server was shut down' });
  }
});

test('syncing by hand works before initialize, and does nothing after the end', async () => {
  native.specs = () => specs();
  const server = serverOf();
  await server.syncStoreSpecs();
  assert.deepEqual(native.networks.map(({ calls }) => calls[0]), [['fetchSpecs', 0]]);
  await server.shutdownAsync();
  await server.syncStoreSpecs();
  await server.syncStoreIdLists();
  assert.equal(native.networks.length, 1);
  assert.equal(native.networks[0].isDisposed, true);
});

test('a server can be used again after its end', async (t) => {
  native.specs = () => specs();
  const server = serverOf();
  t.after(() => server.shutdown());
  await server.initializeAsync();
  await server.shutdownAsync();
  assert.equal(native.networks[0].isDisposed, true);
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  assert.equal(native.networks.length, 2);
  assert.deepEqual(native.networks[1].calls[0], ['fetchSpecs', 1_000]);
});

test('the callback about rules is told of what the network brought, and of nothing else', async (t) => {
  const told = [];
  const rulesUpdatedCallback = (json, time) => told.push([json, time]);
  const first = specs();
  native.specs = () => first;
  const server = serverOf({ rulesUpdatedCallback });
  t.after(() => server.shutdown());
  await server.initializeAsync();
  assert.deepEqual(told, [[first, 1_000]]);
  for (const body of [null, '{"has_updates":false}', specs({ time: 500 })]) {
    native.specs = () => body;
    await server.syncStoreSpecs();
  }
  assert.equal(told.length, 1);
  const second = specs({ time: 2_000 });
  native.specs = () => second;
  await server.syncStoreSpecs();
  assert.deepEqual(told[1], [second, 2_000]);

  const bootstrapped = serverOf({ localMode: true, bootstrapValues: specs(), rulesUpdatedCallback });
  await bootstrapped.initializeAsync();
  assert.equal(told.length, 2);
});

test('a callback about rules that throws costs nothing', async (t) => {
  native.specs = () => specs();
  const logger = noting('warn');
  const server = serverOf({ logger, rulesUpdatedCallback: async () => { throw new Error('angry'); } });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  await until(() => logger.said.length > 0);
  assert.deepEqual(logger.said, [['error', '[Statsig] An unexpected exception occurred.', 'angry']]);
});

test('specs say whether events are compressed', async (t) => {
  native.specs = () => specs({ sdk_flags: { stop_log_event_compression: true } });
  const server = serverOf();
  t.after(() => server.shutdown());
  await server.initializeAsync();
  assert.deepEqual(native.networks[0].calls[1], ['setCompression', false]);
});

test('a network that cannot be opened is told by the details, and evaluations give defaults', async () => {
  native.open = () => {
    throw new Error('no threads');
  };
  const server = serverOf();
  assert.deepEqual(await detailsOf(server), { success: false, error: 'no threads' });
  assert.equal(server.checkGate(USER, 'on'), false);
});
