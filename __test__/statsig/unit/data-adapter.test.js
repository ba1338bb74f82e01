'use strict';

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { beforeEach, test } = require('node:test');
const { coded, loadStatsig, native, noting, specs, until } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

const KEY = 'secret-k';
const OWNER = createHash('sha256').update(KEY).digest('base64');
const SPECS = `statsig|/v1/download_config_specs|plain_text|${OWNER}`;
const LISTS = `statsig|/v1/get_id_lists|plain_text|${OWNER}`;
const list = (name) => `statsig|id_list::${name}|plain_text|${OWNER}`;

const LOOKUP = JSON.stringify({ l: { name: 'l', url: 'http://h/l', fileID: 'f', creationTime: 1, size: 10 } });

/** Keeps things in a map, and notes its calls. */
function adapterOf(entries = {}, { polls = [], ...others } = {}) {
  const calls = [];
  const kept = new Map(Object.entries(entries));
  const adapter = {
    async initialize() {
      calls.push(['initialize']);
    },
    async shutdown() {
      calls.push(['shutdown']);
    },
    async get(key) {
      calls.push(['get', key]);
      return kept.has(key) ? { result: kept.get(key) } : { error: new Error('none') };
    },
    async set(key, value, time) {
      calls.push(['set', key, value, time]);
      kept.set(key, value);
    },
    supportsPollingUpdatesFor: (path) => polls.includes(path),
    ...others,
  };
  return { adapter, calls, kept };
}

function serverOf(dataAdapter, options = {}) {
  return new statsig.StatsigServer(KEY, { logger: noting('none'), dataAdapter, ...options });
}

async function detailsOf(server) {
  const { duration, error, ...details } = await server.initializeAsync();
  assert.ok(Number.isInteger(duration));
  return error === undefined ? details : { ...details, error: error.message };
}

const FULL = { [SPECS]: specs(), [LISTS]: LOOKUP, [list('l')]: '+abc\n' };

test('the paths are those of the official package', () => {
  assert.deepEqual(statsig.DataAdapterKeyPath, {
    V1Rulesets: '/v1/download_config_specs', V2Rulesets: '/v2/download_config_specs', V1IDLists: '/v1/get_id_lists', IDList: 'id_list',
  });
});

test('an adapter that has everything is all that is asked', async (t) => {
  const { adapter, calls } = adapterOf(FULL);
  const server = serverOf(adapter, { bootstrapValues: specs({ time: 9 }) });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'DataAdapter' });
  assert.deepEqual(calls, [['initialize'], ['get', SPECS], ['get', LISTS], ['get', list('l')]]);
  assert.deepEqual(native.networks[0].calls, [['setCompression', true]]);
  assert.deepEqual([...native.lists], [['l', '+abc\n']]);
});

test('where the adapter has nothing, the network is asked, and what it brings is kept, but no error', async (t) => {
  const body = specs();
  native.specs = () => body;
  native.idLists = () => {
    native.lookup = LOOKUP;
    native.lists.set('l', '+abc\n');
    return true;
  };
  const { adapter, calls } = adapterOf();
  const server = serverOf(adapter);
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  assert.deepEqual(calls, [
    ['initialize'], ['get', SPECS], ['set', SPECS, body, 1_000], ['get', LISTS], ['set', list('l'), '+abc\n', undefined], ['set', LISTS, LOOKUP, undefined],
  ]);
});

test('bootstrap values are for an adapter that has nothing', async (t) => {
  const { adapter } = adapterOf();
  const server = serverOf(adapter, { bootstrapValues: specs() });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Bootstrap' });
});

test('an adapter works in local mode, and its failure is the error where there is no network', async () => {
  assert.deepEqual(await detailsOf(serverOf(adapterOf(FULL).adapter, { localMode: true })), { success: true, source: 'DataAdapter' });
  assert.deepEqual(await detailsOf(serverOf(adapterOf().adapter, { localMode: true })), {
    success: false,
    error: 'statsigSDK::dataAdapter> Failed to retrieve valid values for /v1/download_config_specs) from the provided data adapter',
  });
  assert.deepEqual(native.networks, []);
});

test('specs may be an object, or bytes', async () => {
  for (const found of [JSON.parse(specs()), Buffer.from(specs())]) {
    assert.deepEqual(await detailsOf(serverOf(adapterOf({ [SPECS]: found }).adapter, { localMode: true })), { success: true, source: 'DataAdapter' });
  }
});

test('the names of ID lists may be an array or the keys of an object, as text or not', async () => {
  for (const found of ['["l","m"]', ['l', 'm'], '{"l":{},"m":1}', { l: {}, m: 1 }]) {
    native.lists.clear();
    const { adapter } = adapterOf({ ...FULL, [LISTS]: found, [list('m')]: '+m\n' });
    await serverOf(adapter, { localMode: true }).initializeAsync();
    assert.deepEqual([...native.lists], [['l', '+abc\n'], ['m', '+m\n']]);
  }
});

test('lists that an adapter no longer names are forgotten', async () => {
  const { adapter, kept } = adapterOf({ ...FULL, [LISTS]: '["l","m"]', [list('m')]: '+m\n' }, { polls: ['/v1/get_id_lists'] });
  const server = serverOf(adapter, { localMode: true });
  await server.initializeAsync();
  assert.deepEqual([...native.lists.keys()], ['l', 'm']);
  kept.set(LISTS, '["m"]');
  await server.syncStoreIdLists();
  assert.deepEqual([...native.lists.keys()], ['m']);
});

/** Whatever an adapter may do wrong when it is asked for specs. */
const WRONG_GETS = {
  throws: () => {
    throw new Error('broken');
  },
  rejects: async () => {
    throw new Error('broken');
  },
  'gives a number': async () => 5,
  'gives null': async () => null,
  'gives a number as result': async () => ({ result: 5 }),
  'gives no JSON': async () => ({ result: '{' }),
  'gives no specs': async () => ({ result: '5' }),
  'gives specs of another project': async () => ({ result: specs({ hashed_sdk_key_used: '1' }) }),
  'gives a circle': async () => {
    const result = {};
    result.self = result;
    return { result };
  },
};

for (const [what, get] of Object.entries(WRONG_GETS)) {
  test(`an adapter that ${what} is a miss that is logged`, async (t) => {
    native.specs = () => specs();
    const logger = noting('warn');
    const { adapter } = adapterOf({}, { get });
    const server = serverOf(adapter, { logger, initStrategyForIDLists: 'none' });
    t.after(() => server.shutdown());
    assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
    assert.equal(logger.said.length, 1);
    assert.match(logger.said[0][1], /^statsigSDK::dataAdapter> (get failed: broken|Failed to retrieve valid values for \/v1\/download_config_specs\) from)/);
  });
}

test('an adapter that has nothing is nothing to log', async (t) => {
  native.specs = () => specs();
  const logger = noting('warn');
  for (const get of [async () => ({}), async () => ({ result: null }), async () => ({ error: new Error('none'), result: specs() })]) {
    const server = serverOf(adapterOf({}, { get }).adapter, { logger });
    t.after(() => server.shutdown());
    assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  }
  assert.deepEqual(logger.said, []);
});

test('one list that is missing makes all of them come from the network', async (t) => {
  const { adapter, calls } = adapterOf({ ...FULL, [LISTS]: '["l","m"]' });
  const server = serverOf(adapter);
  t.after(() => server.shutdown());
  await server.initializeAsync();
  assert.deepEqual(native.networks[0].calls.at(-1), ['syncIdLists']);
  assert.deepEqual(calls.at(-1), ['set', LISTS, '{}', undefined]);
});

test('an adapter that cannot be initialized is not asked', async () => {
  native.specs = () => specs();
  const logger = noting('warn');
  const { adapter, calls } = adapterOf(FULL, { initialize: async () => { throw new Error('no'); } });
  const server = serverOf(adapter, { logger });
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  await server.shutdownAsync();
  assert.deepEqual(calls, [['shutdown']]);
  assert.deepEqual(logger.said, [['error', 'statsigSDK::dataAdapter> initialize failed: no']]);
});

test('an adapter that never answers is given up', async () => {
  // Of the modules that were loaded last.
  require('../../../lib/statsig/network/tuning.js').tuning.adapterMs = 20;
  native.specs = () => specs();
  const never = () => new Promise(() => {});
  const logger = noting('warn');
  const server = serverOf(adapterOf({}, { get: never, set: never, shutdown: never }).adapter, { logger });
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  await server.shutdownAsync();
  assert.deepEqual([...new Set(logger.said.map(([, text]) => text))], [
    'statsigSDK::dataAdapter> get failed: Timed out after 20 ms',
    'statsigSDK::dataAdapter> set failed: Timed out after 20 ms',
    'statsigSDK::dataAdapter> shutdown failed: Timed out after 20 ms',
  ]);
});

test('an adapter that cannot be written to costs nothing', async (t) => {
  native.specs = () => specs();
  native.idLists = () => true;
  const logger = noting('warn');
  const { adapter } = adapterOf({}, { set() { throw new Error('full'); } });
  const server = serverOf(adapter, { logger });
  t.after(() => server.shutdown());
  assert.deepEqual(await detailsOf(server), { success: true, source: 'Network' });
  assert.deepEqual(logger.said.map(([, text]) => text), Array(2).fill('statsigSDK::dataAdapter> set failed: full'));
});

test('updates come from an adapter that says so, and from the network otherwise', async (t) => {
  const { adapter, calls, kept } = adapterOf(FULL, { polls: ['/v1/download_config_specs'] });
  const server = serverOf(adapter);
  t.after(() => server.shutdown());
  await server.initializeAsync();
  kept.set(SPECS, specs({ time: 7_000 }));
  calls.length = 0;
  await server.syncStoreSpecs();
  assert.deepEqual(calls, [['get', SPECS]]);
  assert.equal(server.getFeatureGate({ userID: 'a' }, 'on').evaluationDetails.configSyncTime, 7_000);
  await server.syncStoreIdLists();
  assert.deepEqual(native.networks[0].calls.filter(([call]) => call !== 'setCompression'), [['syncIdLists']]);
});

test('polling an adapter for specs never turns to the network, for ID lists it does', async (t) => {
  const { adapter, kept } = adapterOf(FULL, { polls: ['/v1/download_config_specs', '/v1/get_id_lists'] });
  const server = serverOf(adapter);
  t.after(() => server.shutdown());
  await server.initializeAsync();
  kept.clear();
  await server.syncStoreSpecs();
  await server.syncStoreIdLists();
  assert.deepEqual(native.networks[0].calls.filter(([call]) => call !== 'setCompression'), [['syncIdLists']]);
});

test('an adapter that does not know about polling, or throws, means the network', async (t) => {
  for (const supportsPollingUpdatesFor of [undefined, 5, () => 'yes', () => { throw new Error('odd'); }]) {
    const server = serverOf(adapterOf(FULL, { supportsPollingUpdatesFor }).adapter);
    t.after(() => server.shutdown());
    await server.initializeAsync();
    await server.syncStoreSpecs();
    assert.deepEqual(native.networks.at(-1).calls.at(-1), ['fetchSpecs', 1_000]);
  }
});

test('ID lists are written when they have changed, and again if that went wrong', async (t) => {
  const { adapter, calls } = adapterOf(FULL);
  const writes = () => calls.filter(([call]) => call === 'set').length;
  const server = serverOf(adapter);
  t.after(() => server.shutdown());
  await server.initializeAsync();
  await server.syncStoreIdLists();
  assert.equal(writes(), 1);
  await server.syncStoreIdLists();
  assert.equal(writes(), 1);
  const { set } = adapter;
  adapter.set = () => { throw new Error('full'); };
  native.idLists = () => true;
  await server.syncStoreIdLists();
  adapter.set = set;
  native.idLists = () => false;
  await server.syncStoreIdLists();
  assert.equal(writes(), 2);
});

test('shutdown ends the adapter once, at once, and nothing is written later', async () => {
  native.specs = () => specs();
  const { adapter, calls } = adapterOf();
  const server = serverOf(adapter);
  await server.initializeAsync();
  native.specs = () => specs({ time: 2_000 });
  const sync = server.syncStoreSpecs();
  calls.length = 0;
  server.shutdown();
  assert.deepEqual(calls, [['shutdown']]);
  server.shutdown();
  await Promise.all([sync, server.shutdownAsync()]);
  assert.deepEqual(calls, [['shutdown']]);
});

test('what is being written at the end is waited for', async () => {
  native.specs = () => specs();
  let written = () => {};
  const { adapter, calls } = adapterOf({}, { set: () => new Promise((resolve) => (written = () => resolve(undefined))) });
  const server = serverOf(adapter, { initTimeoutMs: 1 });
  await server.initializeAsync();
  await until(() => calls.length === 2);
  const end = server.shutdownAsync();
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(calls.at(-1), ['get', SPECS]);
  written();
  await end;
  assert.deepEqual(calls.at(-1), ['shutdown']);
});

test('an adapter whose end fails harms nobody', async () => {
  const logger = noting('warn');
  const { adapter } = adapterOf(FULL, { shutdown: async () => { throw coded('X', 'no'); } });
  const server = serverOf(adapter, { logger });
  await server.initializeAsync();
  await server.shutdownAsync();
  assert.deepEqual(logger.said, [['error', 'statsigSDK::dataAdapter> shutdown failed: no']]);
});
