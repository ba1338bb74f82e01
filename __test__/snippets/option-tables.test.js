'use strict';

/* Every option of the three tables of the document, with its default, seen from outside. */

const assert = require('node:assert/strict');
const { own } = require('../behaviour/support/subjects');
const { createGate, serveConfig, startOrigin } = require('../behaviour/support/origin');
const { configOf, newSdkKey, setting, until } = require('../behaviour/support/fixtures');
const { createLegacyRecorder } = require('../behaviour/support/legacy');
const { startProxy } = require('./proxy-server');

const CONFIG = configOf({ flag: 'remote' });
const FACTORIES = ['createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll'];

function create(t, sdk, factory, options) {
  const client = sdk[factory](newSdkKey(), { logger: createLegacyRecorder(), ...options });
  t.after(() => client.dispose());
  return client;
}

/** A cache that holds one item of the given age. */
function cacheOfAge(seconds) {
  const item = { HttpETag: '"old"', ConfigJSON: configOf({ flag: 'cached' }), Timestamp: Date.now() - seconds * 1000 };
  return { get: () => item, set: () => {} };
}

/** How many requests the first value costs when the cache holds an item of the given age. */
async function requestsAtAge(t, sdk, factory, seconds, options = {}) {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const client = create(t, sdk, factory, { baseUrl: origin.url, cache: cacheOfAge(seconds), ...options });
  const value = await client.getValueAsync('flag', '');
  return [origin.requests.length, value];
}

for (const [factory, option] of [
  ['createClientWithAutoPoll', 'pollIntervalSeconds'],
  ['createClientWithLazyLoad', 'cacheTimeToLiveSeconds'],
]) {
  own(`${option}: default 60`, async (t, sdk) => {
    assert.deepEqual(await requestsAtAge(t, sdk, factory, 40), [0, 'cached']);
    assert.deepEqual(await requestsAtAge(t, sdk, factory, 80), [1, 'remote']);
  });

  own(`${option}: a value of one's own`, async (t, sdk) => {
    assert.deepEqual(await requestsAtAge(t, sdk, factory, 80, { [option]: 600 }), [0, 'cached']);
    assert.deepEqual(await requestsAtAge(t, sdk, factory, 40, { [option]: 20 }), [1, 'remote']);
  });

  own(`${option}: the documented range, both ends`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(CONFIG));
    for (const seconds of [1, Number.MAX_SAFE_INTEGER]) {
      const client = create(t, sdk, factory, { baseUrl: origin.url, [option]: seconds });
      assert.equal(await client.getValueAsync('flag', ''), 'remote');
      client.dispose();
    }
    assert.equal(origin.requests.length, 2);
  });
}

own('configChanged: default none; called when the config changes', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  await create(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url }).getValueAsync('flag', '');
  const calls = [];
  create(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, configChanged: (...args) => calls.push(args) });
  await until(() => calls.length);
  assert.deepEqual(calls, [[]]);
});

own('logger: default a console logger at Warn', async (t, sdk) => {
  const lines = [];
  for (const method of ['info', 'warn', 'error', 'log']) {
    t.mock.method(console, method, (text) => lines.push([method, text]));
  }
  const targeted = { ...setting(0, { b: false }), r: [{ c: [{ u: { a: 'Email', c: 2, l: ['x'] } }], s: { v: { b: true } } }] };
  const origin = await startOrigin(t, serveConfig(configOf({ targeted })));
  for (const factory of FACTORIES) {
    const client = create(t, sdk, factory, { baseUrl: origin.url, logger: undefined });
    await client.forceRefreshAsync();
    lines.length = 0;
    await client.getValueAsync('targeted', false);
    assert.equal(lines.length, 1);
    assert.equal(lines[0][0], 'warn');
    assert.match(lines[0][1], /^ConfigCat - WARN - Evaluating getValue\('targeted'\)\. UserObject missing!/);
  }
});

own('requestTimeoutMs: default 30000, and a value of one\'s own', async (t, sdk) => {
  const timeouts = [];
  const configFetcher = {
    fetchAsync: async (request) => {
      timeouts.push(request.timeoutMs);
      return new sdk.FetchResponse(200, 'OK', [], JSON.stringify(CONFIG));
    },
  };
  for (const factory of FACTORIES) {
    await create(t, sdk, factory, { configFetcher }).forceRefreshAsync();
    await create(t, sdk, factory, { configFetcher, requestTimeoutMs: 1500 }).forceRefreshAsync();
  }
  assert.deepEqual([...new Set(timeouts)], [30000, 1500]);
});

own('requestTimeoutMs: a request that takes longer is given up, values come from the cache', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  for (const factory of FACTORIES) {
    const logger = createLegacyRecorder();
    const client = create(t, sdk, factory, {
      baseUrl: origin.url, requestTimeoutMs: 100, cache: cacheOfAge(3600), logger,
    });
    await client.forceRefreshAsync();
    assert.ok(logger.of('error').some((text) => text.includes('Timeout value: 100ms')), logger.of('error').join('\n'));
    assert.equal(await client.getValueAsync('flag', ''), 'cached');
  }
});

own('dataGovernance: default Global, EuOnly on request', async (t, sdk) => {
  for (const factory of FACTORIES) {
    for (const [governance, host] of [
      [undefined, 'cdn-global.configcat.com'],
      [sdk.DataGovernance.Global, 'cdn-global.configcat.com'],
      [sdk.DataGovernance.EuOnly, 'cdn-eu.configcat.com'],
    ]) {
      const proxy = await startProxy(t, { refuse: true });
      const client = create(t, sdk, factory, { dataGovernance: governance, proxy: proxy.url });
      await client.forceRefreshAsync();
      client.dispose();
      assert.ok(proxy.asked.length > 0);
      assert.deepEqual([...new Set(proxy.asked.map(({ target }) => target))], [`${host}:443`]);
    }
  }
});

own('maxInitWaitTimeSeconds: default 5; the value is the default value when the wait is over', async (t, sdk) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  for (const options of [{}, { maxInitWaitTimeSeconds: 0.05 }, { maxInitWaitTimeSeconds: 0 }]) {
    const client = create(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, ...options });
    assert.equal(await client.getValueAsync('flag', 'default'), 'default');
  }
});

own('cache: default in memory', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  for (const factory of FACTORIES) {
    const before = origin.requests.length;
    const client = create(t, sdk, factory, { baseUrl: origin.url });
    await client.forceRefreshAsync();
    const after = origin.requests.length;
    assert.ok(after > before);
    assert.equal(await client.getValueAsync('flag', ''), 'remote');
    assert.equal(origin.requests.length, after);
  }
});

own('cache: one of the user\'s own is read and written', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  for (const factory of FACTORIES) {
    const items = new Map();
    const cache = { get: (key) => items.get(key), set: (key, item) => void items.set(key, item) };
    const client = create(t, sdk, factory, { baseUrl: origin.url, cache });
    await client.forceRefreshAsync();
    await until(() => items.size === 1);
    const [item] = items.values();
    assert.equal(item.ConfigJSON.f.flag.v.s, 'remote');
  }
});

own('flagOverrides: default none; all three behaviours in all three modes', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ both: 'remote', remote: 'remote' })));
  const expected = { LocalOnly: ['local', '-', 'local'], LocalOverRemote: ['local', 'remote', 'local'], RemoteOverLocal: ['remote', 'remote', 'local'] };
  for (const factory of FACTORIES) {
    for (const [behaviour, values] of Object.entries(expected)) {
      const flagOverrides = sdk.createFlagOverridesFromMap({ both: 'local', local: 'local' }, sdk.OverrideBehaviour[behaviour]);
      const client = create(t, sdk, factory, { baseUrl: origin.url, flagOverrides });
      await client.forceRefreshAsync();
      const seen = await Promise.all(['both', 'remote', 'local'].map((key) => client.getValueAsync(key, '-')));
      assert.deepEqual(seen, values, `${factory} ${behaviour}`);
    }
  }
});

own('proxy: user and password are sent when both are given, not when one is', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;
  for (const [credentials, expected] of [['me:secret@', basic], ['me@', undefined], ['', undefined]]) {
    const proxy = await startProxy(t);
    const client = create(t, sdk, 'createClientWithManualPoll', {
      baseUrl: origin.url, proxy: `http://${credentials}${proxy.host}`,
    });
    await client.forceRefreshAsync();
    assert.equal(await client.getValueAsync('flag', ''), 'remote');
    assert.equal(proxy.asked[0].authorization, expected);
  }
});

own('proxy: it works on the current API as well', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const proxy = await startProxy(t);
  const client = sdk.getClient(newSdkKey(), sdk.PollingMode.LazyLoad, { baseUrl: origin.url, proxy: proxy.url });
  t.after(() => client.dispose());
  assert.equal(await client.getValueAsync('flag', ''), 'remote');
  assert.equal(proxy.asked.length, 1);
});

own('the environment does not choose a proxy', async (t, sdk) => {
  const proxy = await startProxy(t);
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'ALL_PROXY']) {
    const before = process.env[name];
    process.env[name] = proxy.url;
    t.after(() => {
      if (before === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = before;
      }
    });
  }
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const client = create(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url });
  await client.forceRefreshAsync();
  assert.equal(await client.getValueAsync('flag', ''), 'remote');
  assert.equal(proxy.asked.length, 0);
});

own('getValueAsync waits for the update of an expired cache in lazy mode', async (t, sdk) => {
  const gate = createGate();
  const serve = serveConfig(CONFIG);
  const origin = await startOrigin(t, async (request) => {
    await gate.opened;
    return serve(request);
  });
  const client = create(t, sdk, 'createClientWithLazyLoad', { baseUrl: origin.url, cache: cacheOfAge(3600) });
  const called = [];
  client.getValue('flag', '', (value) => called.push(value));
  await until(() => origin.requests.length === 1);
  assert.deepEqual(called, []);
  gate.open();
  await until(() => called.length);
  assert.deepEqual(called, ['remote']);
});
