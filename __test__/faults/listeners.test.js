'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own, shared } = require('../behaviour/support/subjects');
const { serveConfig, serveStatus, startOrigin } = require('../behaviour/support/origin');
const { cachePayload, configOf, createCache, createRecorder, setting } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { eventually, pause, within } = require('./support/waits');

const RULE = { c: [{ u: { a: 'Email', c: 28, s: 'a@b.c' } }], s: { v: { s: 'ruled' }, i: 'rule' } };
const CONFIG = configOf({ flag: { ...setting(1, { s: 'plain' }, 'flag'), r: [RULE] }, other: 5 });
const USER = { identifier: '1', email: 'a@b.c' };
const EVENTS = ['configFetched', 'configChanged', 'clientReady', 'flagEvaluated', 'clientError'];
const SOON_MS = 8000;

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function fail(error) {
  throw error;
}

/** Asks for everything that causes an event, once. */
async function causeAll(client) {
  await within(SOON_MS, client.waitForReady(), 'readiness');
  const value = await within(SOON_MS, client.getValueAsync('flag', '', USER), 'the value');
  await within(SOON_MS, client.getValueAsync('missing', ''), 'the default value');
  return value;
}

const FAULTS = {
  'throws an error': () => fail(new Error('listener')),
  'throws undefined': () => fail(undefined),
  'throws what cannot be looked at': () => fail(revoked()),
  'rejects': async () => fail(new Error('listener')),
  'rejects with undefined': () => Promise.reject(undefined),
  'rejects with what cannot be looked at': () => Promise.reject(revoked()),
  'never settles': () => new Promise(() => {}),
  'answers with a `then` that throws': () => ({ then: () => fail(new Error('then')) }),
  'answers with a `then` that cannot be read': () => ({ get then() { return fail(new Error('then')); } }),
  'answers with what cannot be looked at': () => revoked(),
};

describe('a listener that fails changes nothing for anybody else', { concurrency: true }, () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    own(`each one ${name}`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      const run = async (faulty) => {
        const heard = [];
        const setupHooks = (hooks) => {
          for (const event of EVENTS) {
            if (faulty) hooks.on(event, fault);
            hooks.on(event, () => void heard.push(event));
            if (faulty) hooks.once(event, fault);
          }
        };
        const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, setupHooks });
        assert.equal(await causeAll(client), 'ruled');
        await pause(30);
        client.dispose();
        return heard.filter((event) => event !== 'clientError');
      };
      const expected = ['configFetched', 'configChanged', 'clientReady', 'flagEvaluated', 'flagEvaluated'];
      assert.deepEqual(await run(false), expected);
      assert.deepEqual(await run(true), expected);
    });

    own(`configChanged of the callback API ${name}`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      let calls = 0;
      const configChanged = () => {
        calls++;
        return fault();
      };
      const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, configChanged });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', '', USER)), 'ruled');
      await eventually(SOON_MS, () => calls === 1);
      await within(SOON_MS, client.forceRefreshAsync());
    });
  }
});

/** Overwrites everything that can be reached from a value. */
function spoil(value, depth = 0) {
  if (value === null || typeof value !== 'object' || depth > 10) return;
  for (const key of Reflect.ownKeys(value)) {
    let inner;
    try {
      inner = value[key];
      spoil(inner, depth + 1);
    } catch {
      // What cannot be read cannot be spoiled either.
    }
    if (inner === USER) continue;
    Reflect.set(value, key, 'spoiled');
    Reflect.deleteProperty(value, key);
  }
  Reflect.set(value, 'added', 'spoiled');
}

own('listeners that spoil their arguments do not change what is served', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const setupHooks = (hooks) => {
    for (const event of EVENTS) hooks.on(event, (...args) => args.forEach((arg) => arg !== USER && spoil(arg)));
  };
  const user = () => ({ ...USER });
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, setupHooks });
  await client.waitForReady();
  for (let round = 0; round < 3; round++) {
    assert.equal(await client.getValueAsync('flag', '', user()), 'ruled');
    await client.getValueDetailsAsync('flag', '', user());
    await client.getAllValueDetailsAsync(user());
    const values = await client.getAllValuesAsync(user());
    assert.deepEqual(values.map(({ settingKey, settingValue }) => [settingKey, settingValue]), [['flag', 'ruled'], ['other', 5]]);
    assert.deepEqual(await client.getAllKeysAsync(), ['flag', 'other']);
    assert.equal(client.snapshot().getValue('flag', '', user()), 'ruled');
    assert.equal((await client.getKeyAndValueAsync('rule')).settingValue, 'ruled');
    assert.equal((await client.forceRefreshAsync()) !== undefined, true);
  }
});

/** What a listener may ask of its client, each with a promise or at once. */
const CALLS = {
  getValueAsync: (client) => client.getValueAsync('flag', '', USER),
  getValueDetailsAsync: (client) => client.getValueDetailsAsync('missing', ''),
  getAllValuesAsync: (client) => client.getAllValuesAsync(USER),
  getAllValueDetailsAsync: (client) => client.getAllValueDetailsAsync(USER),
  getAllKeysAsync: (client) => client.getAllKeysAsync(),
  getKeyAndValueAsync: (client) => client.getKeyAndValueAsync('none'),
  waitForReady: (client) => client.waitForReady(),
  forceRefreshAsync: (client) => client.forceRefreshAsync(),
  snapshot: (client) => client.snapshot().getValueDetails('flag', '', USER),
  setDefaultUser: (client) => client.setDefaultUser(USER),
  offlineAndOnline(client) {
    client.setOffline();
    client.setOnline();
  },
  moreListeners: (client) => client.on('clientError', () => {}).once('flagEvaluated', () => {}),
  removeAllListeners: (client) => client.removeAllListeners(),
};

describe('a listener may ask its client anything: no deadlock', { concurrency: true }, () => {
  for (const [name, call] of Object.entries(CALLS)) {
    own(name, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
        for (const event of EVENTS) {
          const asked = [];
          let calls = 0;
          const client = open(t, sdk, mode, {
            baseUrl: origin.url,
            setupHooks: (hooks) =>
              hooks.on(event, function () {
                if (calls++ < 3) asked.push(call(this.configCatClient));
              }),
          });
          if (mode === 'ManualPoll') await within(SOON_MS, client.forceRefreshAsync());
          assert.equal(await causeAll(client), 'ruled', `${mode}, ${event}`);
          assert.ok(asked.length > 0, `${mode}, ${event}`);
          await within(SOON_MS, Promise.all(asked), `${mode}, ${event}`);
          client.dispose();
        }
      }
    });
  }
});

describe('a listener may dispose its client', { concurrency: true }, () => {
  for (const event of EVENTS) {
    own(`in ${event}: all that is pending settles, and nothing is emitted any more`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      for (const mode of ['AutoPoll', 'LazyLoad', 'ManualPoll']) {
        let isDisposed = false;
        let late = 0;
        const setupHooks = (hooks) => {
          hooks.on(event, function () {
            this.configCatClient.dispose();
            isDisposed = true;
          });
          for (const other of EVENTS.filter((candidate) => candidate !== event)) {
            hooks.on(other, () => void (isDisposed && late++));
          }
        };
        const client = open(t, sdk, mode, { baseUrl: origin.url, setupHooks });
        const ask = () => [
          client.waitForReady(),
          client.getValueAsync('flag', '', USER),
          client.getValueAsync('missing', ''),
          client.getAllValueDetailsAsync(USER),
          client.forceRefreshAsync(),
        ];
        const pending = ask();
        await eventually(SOON_MS, () => isDisposed, `${event} in ${mode}`);
        await within(500, Promise.all(pending), mode);
        await within(500, Promise.all(ask()), mode);
        await pause(20);
        assert.equal(late, 0);
        assert.equal(client.isOffline, true);
      }
    });
  }
});

shared('listeners added and removed while an event is told are those of the next event', async (t, sdk) => {
  const cache = createCache(cachePayload(CONFIG));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache });
  const heard = [];
  const third = () => heard.push('third');
  const added = () => heard.push('added');
  client.on('flagEvaluated', () => {
    heard.push('first');
    client.off('flagEvaluated', third);
    client.on('flagEvaluated', added);
  });
  client.on('flagEvaluated', third);
  await client.getValueAsync('flag', '');
  assert.deepEqual(heard.splice(0), ['first', 'third']);
  await client.getValueAsync('flag', '');
  assert.deepEqual(heard, ['first', 'added']);
});

own('a listener that causes its own event without end costs neither the value nor the process', async (t, sdk) => {
  const cache = createCache(cachePayload(CONFIG));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: createRecorder(4) });
  let calls = 0;
  client.on('flagEvaluated', () => {
    calls++;
    client.snapshot().getValue('flag', '');
  });
  assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'plain');
  assert.ok(calls > 10);
});

/** What a logger can do wrong. */
const LOGGING = {
  'throws an error': () => fail(new Error('logger')),
  'throws undefined': () => fail(undefined),
  'throws what cannot be looked at': () => fail(revoked()),
  'rejects': () => Promise.reject(new Error('logger')),
  'rejects with undefined': () => Promise.reject(undefined),
  'answers with a `then` that throws': () => ({ then: () => fail(new Error('then')) }),
  'answers with what cannot be looked at': () => revoked(),
};

/** Loggers of which something cannot be read: always, or as soon as `state.fails`. */
const UNREADABLE = {
  'level throws': (state, log) => ({ log, get level() { return state.fails ? fail(new Error('level')) : 4; } }),
  'level throws what cannot be looked at': (state, log) => ({ log, get level() { return state.fails ? fail(revoked()) : 1; } }),
  'level is a symbol': (state, log) => ({ log, get level() { return state.fails ? Symbol('level') : 4; } }),
  'level has a value that throws': (state, log) => ({
    log, level: { valueOf: () => (state.fails ? fail(new Error('value')) : 4) },
  }),
  'level cannot be looked at': (_state, log) => ({ log, level: revoked() }),
  'line break throws': (state, log) => ({ log, level: 4, get eol() { return state.fails ? fail(new Error('eol')) : '\n'; } }),
  'line break is a symbol': (_state, log) => ({ log, level: 4, eol: Symbol('eol') }),
  'line break is a number': (_state, log) => ({ log, level: 4, eol: 5 }),
};

describe('a logger that fails costs nothing but its log', { concurrency: true }, () => {
  for (const [name, log] of Object.entries(LOGGING)) {
    own(`${name}: values, results, readiness and polls come as ever`, async (t, sdk) => {
      const origin = await startOrigin(t, serveStatus(500));
      for (const level of [sdk.LogLevel.Debug, sdk.LogLevel.Error]) {
        const errors = [];
        const client = open(t, sdk, 'AutoPoll', {
          baseUrl: origin.url, logger: { level, log }, pollIntervalSeconds: 1,
          setupHooks: (hooks) => hooks.on('clientError', (text) => errors.push(String(text))),
        });
        assert.equal(await within(SOON_MS, client.waitForReady()), sdk.ClientCacheState.NoFlagData);
        assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
        const result = await within(SOON_MS, client.forceRefreshAsync());
        assert.equal(result.errorCode, sdk.RefreshErrorCode.UnexpectedHttpResponse);
        assert.match(result.errorMessage, /^Unexpected HTTP response was received while trying to fetch config JSON: 500/);
        assert.ok(errors.length >= 3, errors.join('\n'));
        const before = origin.requests.length;
        await eventually(SOON_MS, () => origin.requests.length > before, 'another poll');
        client.dispose();
      }
    });

    own(`so for a log filter that ${name}`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      const client = open(t, sdk, 'LazyLoad', { baseUrl: origin.url, logger: createRecorder(4), logFilter: log });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default', USER)), 'ruled');
      assert.equal(client.snapshot().getValue('missing', 'default'), 'default');
    });

    own(`so for the four methods of a logger of the callback API, each of which ${name}`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      const logger = { debug: log, info: log, warn: log, error: log };
      const client = openLegacy(t, sdk, 'createClientWithAutoPoll', { baseUrl: origin.url, logger, pollIntervalSeconds: 1 });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', '', USER)), 'ruled');
      assert.equal(await within(SOON_MS, client.getValueAsync('missing', 'default')), 'default');
      const before = origin.requests.length;
      await eventually(SOON_MS, () => origin.requests.length > before, 'another poll');
    });
  }

  for (const [name, makeLogger] of Object.entries(UNREADABLE)) {
    own(`a logger whose ${name}: whatever is asked is answered, and errors are signalled`, async (t, sdk) => {
      const origin = await startOrigin(t, serveConfig(CONFIG));
      for (const [surface, openWith] of Object.entries({
        current: (options) => open(t, sdk, 'AutoPoll', options),
        callbacks: (options) => openLegacy(t, sdk, 'createClientWithAutoPoll', options),
      })) {
        for (const failsFrom of ['the start', 'readiness']) {
          const what = `${surface}, from ${failsFrom}`;
          const state = { fails: failsFrom === 'the start' };
          const events = [];
          const errors = [];
          const client = openWith({
            baseUrl: origin.url, logger: makeLogger(state, (level, eventId) => events.push([level, eventId])),
            setupHooks: (hooks) => hooks.on('clientError', (text) => errors.push(String(text))),
          });
          await within(SOON_MS, client.waitForReady(), what);
          state.fails = true;
          events.length = 0;

          assert.equal(await client.getValueAsync('flag', '', USER), 'ruled', what);
          assert.equal(await client.getValueAsync('missing', 'default'), 'default');
          assert.equal((await client.getValueDetailsAsync('flag', '', USER)).value, 'ruled');
          assert.deepEqual((await client.getAllValuesAsync(USER)).map(({ settingValue }) => settingValue), ['ruled', 5]);
          assert.equal((await client.getAllValueDetailsAsync(USER)).length, 2);
          assert.deepEqual(await client.getAllKeysAsync(), ['flag', 'other']);
          assert.equal((await client.getKeyAndValueAsync('rule')).settingValue, 'ruled');
          assert.equal(client.snapshot().getValue('flag', '', USER), 'ruled');
          client.setOffline();
          client.setOnline();
          await within(SOON_MS, client.forceRefreshAsync());

          assert.equal(errors.length, 1, errors.join('\n'));
          const levels = events.map(([level]) => level);
          assert.ok(levels.includes(sdk.LogLevel.Error), 'the error is logged');
          if (!name.includes('line break')) assert.deepEqual(levels, [sdk.LogLevel.Error], 'as at level Warn');
          client.dispose();
        }
      }
    });
  }

  own('a logger may ask its client, or dispose it', async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(500));
    for (const act of [
      (client) => client.getValueAsync('flag', 'default'),
      (client) => client.forceRefreshAsync(),
      (client) => client.dispose(),
    ]) {
      let client = null;
      let left = 3;
      const logger = { level: sdk.LogLevel.Error, log: () => client !== null && left-- > 0 && act(client) };
      client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger });
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, false);
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
    }
  });

  own('a logger of the callback API without the methods it should have', async (t, sdk) => {
    const origin = await startOrigin(t, serveStatus(500));
    for (const logger of [{}, { error: 5 }]) {
      const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: origin.url, logger });
      await within(SOON_MS, client.forceRefreshAsync());
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
    }
  });
});
