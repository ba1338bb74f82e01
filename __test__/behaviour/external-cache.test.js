'use strict';

const assert = require('node:assert/strict');
const { shared } = require('./support/subjects');
const { createGate, serveConfig, serveStatus, startOrigin } = require('./support/origin');
const {
  cacheKeyOf, cachePayload, configOf, createCache, createRecorder, newSdkKey, settle, until,
} = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

shared('the cache key and the stored text are those every ConfigCat SDK uses', async (t, sdk) => {
  const body = ' {"f": {"flag": {"t": 0, "v": {"b": true}}} }\n';
  const origin = await startOrigin(t, () => ({ status: 200, headers: { ETag: '"tag"' }, body }));
  const cache = createCache();
  const sdkKey = newSdkKey();
  const before = Date.now();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache }, sdkKey);
  await client.forceRefreshAsync();
  const [[, key, text]] = cache.sets();
  assert.equal(key, cacheKeyOf(sdkKey));
  const [timestamp, etag] = text.split('\n', 2);
  assert.match(timestamp, /^\d+$/);
  assert.ok(Number(timestamp) >= before && Number(timestamp) <= Date.now());
  assert.equal(etag, '"tag"');
  assert.equal(text, `${timestamp}\n"tag"\n${body}`, 'the JSON is kept verbatim');
  assert.ok(cache.gets().every(([, readKey]) => readKey === key));
});

shared('the published vector of the cache key', async (t, sdk) => {
  const sdkKey = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';
  const cache = createCache();
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache }, sdkKey);
  await client.getValueAsync('flag', false);
  assert.equal(cache.gets()[0][1], 'f83ba5d45bceb4bb704410f51b704fb6dfa19942');
});

shared('a config without ETag is stored with an empty second line', async (t, sdk) => {
  const origin = await startOrigin(t, () => ({ status: 200, body: '{}' }));
  const cache = createCache();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache });
  await client.forceRefreshAsync();
  assert.match(cache.sets()[0][2], /^\d+\n\n\{\}$/);
});

for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
  shared(`a synchronous cache makes the config available in the constructor (${mode})`, async (t, sdk) => {
    const cache = createCache(cachePayload(configOf({ flag: 'cached' })));
    const events = createEventLog();
    const client = open(t, sdk, mode, { offline: true, cache, setupHooks: events.setupHooks });
    assert.deepEqual(events.names(), ['configChanged'], 'configChanged fires inside the constructor');
    assert.equal(client.snapshot().getValue('flag', ''), 'cached');
  });
}

shared('inside a constructor-time configChanged the client is usable through `this`', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: 'cached' })));
  let seen;
  open(t, sdk, 'ManualPoll', {
    cache,
    setupHooks: (hooks) =>
      hooks.on('configChanged', function () {
        seen = this.configCatClient.snapshot().getValue('flag', '');
      }),
  });
  assert.equal(seen, 'cached');
});

for (const mode of ['sync', 'async']) {
  shared(`a fresh entry of a ${mode} cache suppresses the first fetch`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
    const cache = createCache(cachePayload(configOf({ flag: 'cached' })), mode);
    const events = createEventLog(['flagEvaluated']);
    const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, setupHooks: events.setupHooks });
    assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
    assert.equal(await client.getValueAsync('flag', ''), 'cached');
    await settle(4);
    assert.equal(origin.requests.length, 0);
    assert.deepEqual(events.names(), ['configChanged', 'clientReady']);
    assert.equal(cache.sets().length, 0);
  });

  shared(`an expired entry of a ${mode} cache is fetched anew, with its ETag`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' })));
    const cache = createCache(cachePayload(configOf({ flag: 'cached' }), { timestamp: 1000 }), mode);
    const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache });
    assert.equal(await client.getValueAsync('flag', ''), 'remote');
    assert.equal(origin.requests[0].headers['if-none-match'], '"cached"');
    assert.equal(cache.sets().length, 1);
  });
}

shared('an expired entry that the server confirms gets a new timestamp and no configChanged', async (t, sdk) => {
  const config = configOf({ flag: 'cached' });
  const origin = await startOrigin(t, serveConfig(config, '"cached"'));
  const cache = createCache(cachePayload(config, { timestamp: 1000 }));
  const events = createEventLog();
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, setupHooks: events.setupHooks });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.deepEqual(events.names(), ['configChanged', 'configFetched', 'clientReady']);
  const [[, , stored]] = cache.sets();
  assert.ok(Number(stored.split('\n')[0]) > 1000);
  assert.equal(stored.slice(stored.indexOf('\n')), `\n"cached"\n${JSON.stringify(config)}`);
});

shared('every getValueAsync asks the cache, and a changed entry is announced', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: 'one' }), { etag: '"1"' }));
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, setupHooks: events.setupHooks });
  await client.waitForReady();
  const before = cache.gets().length;
  assert.equal(await client.getValueAsync('flag', ''), 'one');
  assert.equal(cache.gets().length, before + 1);
  cache.value = cachePayload(configOf({ flag: 'two' }), { etag: '"2"' });
  assert.equal(await client.getValueAsync('flag', ''), 'two');
  assert.deepEqual(events.names(), ['configChanged', 'clientReady', 'configChanged']);
});

shared('an entry that differs in nothing but its timestamp is no change', async (t, sdk) => {
  const config = configOf({ flag: 'one' });
  const cache = createCache(cachePayload(config, { timestamp: Date.now() - 50 }));
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, setupHooks: events.setupHooks });
  await client.waitForReady();
  cache.value = cachePayload(config, { timestamp: Date.now() });
  await client.getValueAsync('flag', '');
  assert.equal(events.count('configChanged'), 1);
});

shared('without ETags the JSON text decides whether an entry changed', async (t, sdk) => {
  const cache = createCache(cachePayload('{"f":{}}', { etag: '' }));
  const events = createEventLog(['flagEvaluated']);
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, setupHooks: events.setupHooks });
  await client.getAllKeysAsync();
  cache.value = cachePayload('{"f":{ }}', { etag: '', timestamp: 5 });
  await client.getAllKeysAsync();
  assert.equal(events.count('configChanged'), 2);
});

shared('null and undefined from the cache keep the local entry', async (t, sdk) => {
  const cache = createCache(cachePayload(configOf({ flag: 'kept' })));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
  assert.equal(await client.getValueAsync('flag', ''), 'kept');
  for (const nothing of [null, undefined]) {
    cache.value = nothing;
    assert.equal(await client.getValueAsync('flag', ''), 'kept');
  }
});

const BROKEN_ENTRIES = [
  ['no line break', 'Number of values is fewer than expected.'],
  ['1\nonly two parts', 'Number of values is fewer than expected.'],
  ['soon\n"e"\n{}', 'Invalid fetch time: soon'],
  ['1000\n"e"\nnot json', /./],
  ['1000\n"e"\n[]', /Invalid config JSON content|Type mismatch|missing/i],
  ['1000\n"e"\n{"f":[]}', /Invalid config JSON content/],
];

for (const [text, reason] of BROKEN_ENTRIES) {
  shared(`a broken cache entry is reported as 2200 and ignored: ${JSON.stringify(text)}`, async (t, sdk) => {
    const cache = createCache(cachePayload(configOf({ flag: 'good' })));
    const recorder = createRecorder(1);
    const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder });
    assert.equal(await client.getValueAsync('flag', ''), 'good');
    cache.value = text;
    assert.equal(await client.getValueAsync('flag', ''), 'good');
    const event = recorder.find(2200);
    assert.equal(event.text, 'Error occurred while reading the cache.');
    if (typeof reason === 'string') {
      assert.equal(event.exception.message, reason);
    } else {
      assert.match(event.exception.message, reason);
    }
  });
}

for (const garbage of [42, true, {}, Symbol('garbage'), [], Buffer.from('x')]) {
  shared(`a cache that answers with ${typeof garbage} ${Array.isArray(garbage) ? '[]' : ''} does no harm`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
    const recorder = createRecorder(1);
    const cache = { get: () => garbage, set: () => {} };
    const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, logger: recorder });
    assert.equal(await client.getValueAsync('flag', false), true);
    assert.ok(recorder.find(2200));
  });
}

shared('an empty JSON part in the cache is an empty entry, not an error', async (t, sdk) => {
  const cache = createCache('1000\n\n');
  const recorder = createRecorder(1);
  const events = createEventLog();
  const client = open(t, sdk, 'ManualPoll', {
    offline: true, cache, logger: recorder, setupHooks: events.setupHooks,
  });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
  assert.equal(recorder.find(2200), undefined);
  assert.equal(events.count('configChanged'), 0);
});

for (const how of ['throws', 'rejects']) {
  const fail = (error) => {
    if (how === 'throws') {
      throw error;
    }
    return Promise.reject(error);
  };

  shared(`a cache whose get ${how}: 2200, the local copy is used`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
    const recorder = createRecorder(1);
    const cache = { get: () => fail(new Error('read fault')), set: () => {} };
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache, logger: recorder });
    await client.forceRefreshAsync();
    assert.equal(await client.getValueAsync('flag', false), true);
    assert.equal(recorder.find(2200).exception.message, 'read fault');
    assert.equal(recorder.find(2200).text, 'Error occurred while reading the cache.');
  });

  shared(`a cache whose set ${how}: 2201, the refresh succeeds and the local copy is used`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
    const recorder = createRecorder(1);
    const events = createEventLog(['flagEvaluated']);
    const cache = { get: () => undefined, set: () => fail(new Error('write fault')) };
    const client = open(t, sdk, 'ManualPoll', {
      baseUrl: origin.url, cache, logger: recorder, setupHooks: events.setupHooks,
    });
    assert.equal((await client.forceRefreshAsync()).isSuccess, true);
    assert.equal(await client.getValueAsync('flag', false), true);
    assert.equal(recorder.find(2201).text, 'Error occurred while writing the cache.');
    assert.equal(recorder.find(2201).exception.message, 'write fault');
    assert.ok(events.count('configChanged') === 1);
  });
}

shared('concurrent reads of an asynchronous cache are joined', async (t, sdk) => {
  const gates = [];
  const cache = {
    get: () => {
      const gate = createGate();
      gates.push(gate);
      return gate.opened;
    },
    set: () => {},
  };
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
  const entry = cachePayload(configOf({ flag: 'x' }));
  const pending = [client.getValueAsync('flag', ''), client.getValueAsync('flag', ''), client.getAllKeysAsync()];
  await settle(2);
  assert.equal(gates.length, 1, 'the read of the constructor is joined as well');
  gates[0].open(entry);
  assert.deepEqual(await Promise.all(pending), ['x', 'x', ['flag']]);
});

shared('a cache that never answers does not hold an auto-polling client beyond maxInitWait', async (t, sdk) => {
  const cache = { get: () => new Promise(() => {}), set: () => {} };
  const client = open(t, sdk, 'AutoPoll', { offline: false, baseUrl: 'http://127.0.0.1:9', cache, maxInitWaitTimeSeconds: 0.05 });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.NoFlagData);
});

shared('an empty entry is never written out', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(404));
  const cache = createCache();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache });
  assert.equal((await client.forceRefreshAsync()).errorCode, sdk.RefreshErrorCode.InvalidSdkKey);
  assert.equal(cache.sets().length, 0);
});

shared('a 404 renews the timestamp of a cached entry and writes it out', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(404));
  const config = configOf({ flag: 'cached' });
  const cache = createCache(cachePayload(config, { timestamp: 1000 }));
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache });
  assert.equal(await client.waitForReady(), sdk.ClientCacheState.HasUpToDateFlagData);
  assert.equal(await client.getValueAsync('flag', ''), 'cached');
  const [[, , stored]] = cache.sets();
  assert.ok(Number(stored.split('\n')[0]) > 1000);
  assert.ok(stored.endsWith(`\n"cached"\n${JSON.stringify(config)}`));
});

shared('a cache shared with another process: its newer entry stops the poll from fetching', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'remote' }), '"r"'));
  const cache = createCache();
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, cache, pollIntervalSeconds: 1 });
  assert.equal(await client.getValueAsync('flag', ''), 'remote');
  const fetched = origin.requests.length;
  // As far in the future as clocks may differ.
  cache.value = cachePayload(configOf({ flag: 'other process' }), { timestamp: Date.now() + 4000, etag: '"o"' });
  const reads = cache.gets().length;
  await until(() => cache.gets().length > reads + 1);
  assert.equal(origin.requests.length, fetched);
  assert.equal(client.snapshot().getValue('flag', ''), 'other process');
});
