'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { cachePayload, configOf, createRecorder } = require('../behaviour/support/fixtures');
const { createLegacyRecorder, openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { within } = require('./support/waits');

const REMOTE = configOf({ flag: 'remote' });
const CACHED = configOf({ flag: 'cached' });
const MODES = ['AutoPoll', 'LazyLoad', 'ManualPoll'];
const FACTORIES = ['createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll'];

/** Far more than a local download takes on a busy machine, and below the wait for a first config. */
const SOON_MS = 4000;

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function fail(error) {
  throw error;
}

/** Ways to answer neither with a text nor with nothing, each of which is an error of the cache. */
const ANSWERS = {
  'a thrown error': () => fail(new Error('cache is down')),
  'a thrown undefined': () => fail(undefined),
  'a thrown value that cannot be looked at': () => fail(revoked()),
  'a number': () => 5,
  'a big integer': () => 10n,
  'a symbol': () => Symbol('item'),
  'a function': () => () => cachePayload(CACHED),
  'a Buffer that holds an entry': () => Buffer.from(cachePayload(CACHED)),
  'an array that holds an entry': () => [cachePayload(CACHED)],
  'an empty object': () => ({}),
  'an object without prototype': () => Object.create(null),
  'a revoked proxy': () => revoked(),
  'a `then` that throws when it is read': () => ({ get then() { return fail(new Error('then')); } }),
  'a `then` that throws when it is called': () => ({ then: () => fail(new Error('then')) }),
  'a `then` that rejects twice': () => ({ then: (_resolve, reject) => [reject(new Error('1')), reject(new Error('2'))] }),
};

/** Texts that are no entries. */
const TEXTS = {
  'an empty text': '',
  'line breaks only': '\n\n\n',
  'a config without its head': JSON.stringify(CACHED),
  'an entry cut off in its config': cachePayload(CACHED).slice(0, -4),
  'an entry without time': `\n"1"\n${JSON.stringify(CACHED)}`,
  'NUL bytes': '\0'.repeat(100),
  'a lone surrogate': '\ud800',
  'HTML': '<html>\n<body>\nLogin</body></html>',
  'a config of the wrong shape': cachePayload('{"f":[]}'),
  'a config of a million open brackets': cachePayload('['.repeat(1_000_000)),
  'UTF-16 read as Latin-1': Buffer.from(cachePayload(CACHED), 'utf16le').toString('latin1'),
  'a program': '1700000000000\n"1"\n(() => { globalThis.pwned = true; })()',
};

const soon = (answer) => new Promise((resolve) => setImmediate(resolve)).then(answer);

/** A string cache that answers every look in this way, at once or later. */
const cacheOf = (answer, isAsync) => ({ get: () => (isAsync ? soon(answer) : answer()), set() {} });

describe('what a cache answers is a miss with an error, if it is no entry', { concurrency: true }, () => {
  const answers = { ...ANSWERS, ...Object.fromEntries(Object.entries(TEXTS).map(([name, text]) => [name, () => text])) };
  for (const [name, answer] of Object.entries(answers)) {
    own(name, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      for (const mode of MODES) {
        for (const isAsync of [false, true]) {
          const logger = createRecorder(1);
          const client = open(t, sdk, mode, { baseUrl: origin.url, logger, cache: cacheOf(answer, isAsync) });
          if (mode === 'ManualPoll') {
            const result = await within(SOON_MS, client.forceRefreshAsync(), mode);
            assert.equal(result.isSuccess, true, result.errorMessage);
          }
          assert.equal(await within(SOON_MS, client.getValueAsync('flag', ''), mode), 'remote');
          assert.equal(logger.events[0]?.id, 2200, `${mode}, ${isAsync ? 'later' : 'at once'}`);
          client.dispose();
        }
      }
      assert.equal(globalThis.pwned, undefined);
    });
  }
});

const cyclic = { f: {} };
cyclic.f.self = cyclic;

/** Items that are no entries, as object caches could give them. */
const ITEMS = {
  ...ANSWERS,
  'a text': () => cachePayload(CACHED),
  'an item without config': () => ({ Timestamp: Date.now(), HttpETag: '"1"' }),
  'an item without time': () => ({ ConfigJSON: CACHED, HttpETag: '"1"' }),
  'an item whose time is a text': () => ({ ConfigJSON: CACHED, Timestamp: 'yesterday' }),
  'an item whose time is a symbol': () => ({ ConfigJSON: CACHED, Timestamp: Symbol('time') }),
  'an item whose time cannot be read': () => ({ ConfigJSON: CACHED, get Timestamp() { return fail(new Error('time')); } }),
  'a config that is a number': () => ({ Timestamp: Date.now(), ConfigJSON: 5 }),
  'a config that is an array': () => ({ Timestamp: Date.now(), ConfigJSON: [] }),
  'a config in a circle': () => ({ Timestamp: Date.now(), ConfigJSON: cyclic }),
  'a config that cannot be written': () => ({ Timestamp: Date.now(), ConfigJSON: { f: {}, toJSON: () => fail(new Error('toJSON')) } }),
  'a config of the older format': () => ({ Timestamp: Date.now(), ConfigJSON: { f: { flag: { t: 0, v: true } } } }),
  'a config with a big integer': () => ({ Timestamp: Date.now(), ConfigJSON: { f: { flag: { t: 2, v: { i: 1n } } } } }),
};

describe('what an object cache answers is a miss with an error, if it is no item', { concurrency: true }, () => {
  for (const [name, answer] of Object.entries(ITEMS)) {
    own(name, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      for (const factory of FACTORIES) {
        for (const isAsync of [false, true]) {
          const logger = createLegacyRecorder();
          const client = openLegacy(t, sdk, factory, { baseUrl: origin.url, logger, cache: cacheOf(answer, isAsync) });
          await within(SOON_MS, client.forceRefreshAsync(), factory);
          assert.equal(await within(SOON_MS, client.getValueAsync('flag', ''), factory), 'remote');
          assert.match(logger.of('error')[0], /^Error occurred while reading the cache\./, `${factory}, ${isAsync}`);
          client.dispose();
        }
      }
    });
  }
});

/** Ways to take no item. */
const REFUSALS = {
  'throws': () => fail(new Error('disk full')),
  'throws undefined': () => fail(undefined),
  'rejects': () => Promise.reject(new Error('disk full')),
  'answers with a `then` that throws': () => ({ then: () => fail(new Error('then')) }),
  'answers with a `then` that throws when it is read': () => ({ get then() { return fail(new Error('then')); } }),
};

describe('a cache that cannot be written', { concurrency: true }, () => {
  for (const [name, set] of Object.entries(REFUSALS)) {
    own(`${name}: an error in the log, and the new config is served`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      for (const mode of MODES) {
        const logger = createRecorder(1);
        const client = open(t, sdk, mode, { baseUrl: origin.url, logger, cache: { get: () => null, set } });
        assert.equal((await within(SOON_MS, client.forceRefreshAsync(), mode)).isSuccess, true);
        assert.equal(await within(SOON_MS, client.getValueAsync('flag', ''), mode), 'remote');
        assert.ok(logger.find(2201), mode);
      }
      for (const factory of FACTORIES) {
        const logger = createLegacyRecorder();
        const client = openLegacy(t, sdk, factory, { baseUrl: origin.url, logger, cache: { get: () => null, set } });
        await within(SOON_MS, client.forceRefreshAsync(), factory);
        assert.equal(await within(SOON_MS, client.getValueAsync('flag', ''), factory), 'remote');
        assert.match(logger.of('error')[0], /^Error occurred while writing the cache\./, factory);
      }
    });
  }
});

describe('a cache that lies', { concurrency: true }, () => {
  for (const [name, etag] of [
    ['with a header of its own', 'x"\r\nX-Injected: yes\r\nY: "'],
    ['with line breaks', '\r"1"\r'],
    ['with NUL', '"\0"'],
    ['beyond Latin-1', '"\u20ac"'],
  ]) {
    own(`an ETag ${name} never becomes a header, and costs no download`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      const objects = { get: () => ({ Timestamp: 1, HttpETag: etag, ConfigJSON: CACHED }), set() {} };
      const legacy = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache: objects });
      await within(SOON_MS, legacy.forceRefreshAsync());
      const strings = { get: () => cachePayload(CACHED, { timestamp: 1, etag: etag.replaceAll('\n', '') }), set() {} };
      const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache: strings });
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
      assert.equal(origin.requests.length, 2);
      for (const { headers } of origin.requests) {
        assert.deepEqual(Object.keys(headers).filter((header) => header.includes('inject')), []);
        assert.equal(headers['x-injected'], undefined);
      }
    });
  }

  for (const timestamp of ['-1', '-1e30', '0', '1e400', '99999999999999999999999999', '1.5', '12abc', '8640000000000001']) {
    own(`the time ${timestamp}: whatever it is worth, the config is downloaded`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      const cache = { get: () => `${timestamp}\n"cached"\n${JSON.stringify(CACHED)}`, set() {} };
      const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, cache });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'cached');
      const { fetchTime } = await client.getValueDetailsAsync('flag', '');
      assert.ok(fetchTime instanceof Date);
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
      assert.equal(origin.requests.length, 1);
    });
  }

  for (const [name, set] of [['takes no write', () => {}], ['fails to write', () => fail(new Error('read-only'))]]) {
    own(`a cache that ${name} does not bring back what a download has replaced`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      const old = cachePayload(CACHED, { timestamp: 1000 });
      for (const get of [() => old, async () => old]) {
        const changes = [];
        const client = open(t, sdk, 'ManualPoll', {
          baseUrl: origin.url, cache: { get, set },
          setupHooks: (hooks) => hooks.on('configChanged', (config) => changes.push(config.f.flag.v.s)),
        });
        assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'cached');
        for (let turn = 0; turn < 3; turn++) {
          await within(SOON_MS, client.forceRefreshAsync());
          assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'remote');
        }
        assert.deepEqual(changes, ['cached', 'remote']);
      }
      const item = { Timestamp: 1000, HttpETag: '"cached"', ConfigJSON: CACHED };
      const legacy = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache: { get: () => item, set } });
      for (let turn = 0; turn < 3; turn++) {
        await within(SOON_MS, legacy.forceRefreshAsync());
        assert.equal(await within(SOON_MS, legacy.getValueAsync('flag', '')), 'remote');
      }
    });
  }

  own('a config beyond the size limit of downloads is refused in a cache as well', async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(REMOTE));
    const huge = cachePayload(JSON.stringify(CACHED) + ' '.repeat(64 * 1024 * 1024));
    for (const get of [() => huge, async () => huge]) {
      const logger = createRecorder(1);
      const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger, cache: { get, set() {} } });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
      assert.equal(logger.events[0].id, 2200);
    }
  });

  own('a cache that changes its mind with every look: each answer is that of one config', async (t, sdk) => {
    const texts = [1, 2, 3].map((n) => cachePayload(configOf({ a: n, b: n }), { timestamp: Date.now() - n, etag: `"${n}"` }));
    let looks = 0;
    const cache = { get: () => texts[looks++ % 3], set() {} };
    const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
    for (let call = 0; call < 300; call++) {
      const [a, b] = await client.getAllValuesAsync();
      assert.equal(a.settingValue, b.settingValue);
    }
    assert.ok(looks >= 300);
  });

  own('an item that the store changes after it was written does not change what is served', async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(REMOTE));
    let item = null;
    const cache = { get: () => null, set: (_key, value) => void (item = value) };
    const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, cache });
    await client.forceRefreshAsync();
    item.ConfigJSON.f.flag.v.s = 'poisoned';
    item.Timestamp = NaN;
    assert.equal(await client.getValueAsync('flag', ''), 'remote');
  });

  own('an entry with the keys of Object.prototype pollutes nothing', async (t, sdk) => {
    const payload = cachePayload('{"__proto__":{"polluted":1},"f":{"__proto__":{"t":1,"v":{"s":"own"},"polluted":1}},"constructor":{"prototype":{"polluted":1}}}');
    const client = open(t, sdk, 'ManualPoll', { offline: true, cache: { get: () => payload, set() {} } });
    assert.equal(await client.getValueAsync('__proto__', ''), 'own');
    const { fetchedConfig } = client.snapshot();
    JSON.stringify(fetchedConfig);
    assert.equal({}.polluted, undefined);
  });

  own('a cache that asks the client while it is asked', async (t, sdk) => {
    let depth = 0;
    let inner;
    const cache = {
      get() {
        if (depth++ === 1) inner = client.getValueAsync('flag', '');
        return cachePayload(CACHED);
      },
      set() {},
    };
    const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'cached');
    assert.equal(await within(SOON_MS, inner), 'cached');
  });

  for (const [name, make] of [
    ['read', (dispose) => ({ get: dispose, set() {} })],
    ['written', (dispose) => ({ get: () => null, set: dispose })],
  ]) {
    own(`a cache that disposes the client while it is ${name}`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(REMOTE));
      for (const mode of MODES) {
        let client = null;
        let calls = 0;
        const cache = make(() => {
          calls++;
          client?.dispose();
          return null;
        });
        client = open(t, sdk, mode, { baseUrl: origin.url, cache });
        const pending = [client.forceRefreshAsync(), client.getValueAsync('flag', 'default'), client.waitForReady()];
        const [result, value] = await within(SOON_MS, Promise.all(pending), mode);
        assert.equal(typeof result.isSuccess, 'boolean');
        assert.ok(['default', 'remote'].includes(value));
        assert.ok(calls > 0);
      }
    });
  }
});
