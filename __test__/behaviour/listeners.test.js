'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { serveConfig, serveStatus, startOrigin } = require('./support/origin');
const { cachePayload, configOf, createCache, createRecorder, settle, until } = require('./support/fixtures');
const { createEventLog } = require('./support/events');
const { open } = require('./support/client');

function openCached(t, sdk, options = {}) {
  const cache = createCache(cachePayload(configOf({ flag: true, text: 'x' })));
  return open(t, sdk, 'ManualPoll', { offline: true, cache, ...options });
}

shared('the client is the documented subset of an event emitter', async (t, sdk) => {
  const client = openCached(t, sdk);
  const heard = [];
  const listener = (details) => heard.push(details.key);
  assert.equal(client.on('flagEvaluated', listener), client);
  assert.deepEqual(client.listeners('flagEvaluated'), [listener]);
  assert.equal(client.listenerCount('flagEvaluated'), 1);
  assert.deepEqual(client.eventNames(), ['flagEvaluated']);
  await client.getValueAsync('flag', false);
  assert.equal(client.off('flagEvaluated', listener), client);
  await client.getValueAsync('flag', false);
  assert.deepEqual(heard, ['flag']);

  client.once('flagEvaluated', listener);
  await client.getValueAsync('text', '');
  await client.getValueAsync('text', '');
  assert.deepEqual(heard, ['flag', 'text']);

  client.addListener('flagEvaluated', listener).removeListener('flagEvaluated', listener);
  client.on('flagEvaluated', listener).on('clientError', listener);
  client.removeAllListeners('flagEvaluated');
  assert.deepEqual(client.eventNames(), ['clientError']);
  client.removeAllListeners('clientError');
  assert.deepEqual(client.eventNames(), []);
  assert.equal(client.emit, undefined);
});

shared('hooks given to setupHooks chain and reach the client', async (t, sdk) => {
  let hooks;
  const heard = [];
  const client = openCached(t, sdk, {
    setupHooks: (given) => {
      hooks = given;
      assert.equal(given.on('flagEvaluated', () => heard.push('on')).once('flagEvaluated', () => heard.push('once')), given);
    },
  });
  assert.equal(client.listenerCount('flagEvaluated'), 2);
  await client.getValueAsync('flag', false);
  await client.getValueAsync('flag', false);
  assert.deepEqual(heard, ['on', 'once', 'on']);
  hooks.removeAllListeners('flagEvaluated');
  assert.equal(client.listenerCount('flagEvaluated'), 0);
});

own('removeAllListeners without an event name removes the listeners of all events', (t, sdk) => {
  const client = openCached(t, sdk);
  client.on('flagEvaluated', () => {}).on('clientError', () => {});
  assert.equal(client.removeAllListeners(), client);
  assert.deepEqual(client.eventNames(), []);
});

shared('`this.configCatClient` is the client inside every listener', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const seen = {};
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    setupHooks: (hooks) => {
      for (const name of ['clientReady', 'configFetched', 'configChanged', 'flagEvaluated', 'clientError']) {
        hooks.on(name, function () {
          seen[name] = this.configCatClient;
        });
      }
    },
  });
  await client.waitForReady();
  await client.getValueAsync('missing', false);
  for (const name of ['clientReady', 'configFetched', 'configChanged', 'flagEvaluated', 'clientError']) {
    assert.equal(seen[name], client, name);
  }
});

shared('flagEvaluated fires before the promise resolves, with the details of the call', async (t, sdk) => {
  const events = createEventLog();
  const client = openCached(t, sdk, { setupHooks: events.setupHooks });
  const details = await client.getValueDetailsAsync('flag', false);
  assert.equal(events.last('flagEvaluated').args[0], details);
  const user = { identifier: 'u' };
  await client.getValueAsync('text', '', user);
  const last = events.last('flagEvaluated').args[0];
  assert.deepEqual([last.key, last.value, last.isDefaultValue], ['text', 'x', false]);
  assert.equal(last.user, user);
});

shared('getAllValuesAsync emits flagEvaluated once per key, in key order', async (t, sdk) => {
  const events = createEventLog();
  const client = openCached(t, sdk, { setupHooks: events.setupHooks });
  await client.getAllValuesAsync();
  await client.getAllValueDetailsAsync();
  const keys = events.log.filter((event) => event.name === 'flagEvaluated').map((event) => event.args[0].key);
  assert.deepEqual(keys, ['flag', 'text', 'flag', 'text']);
});

shared('clientError hears every error, whatever the log level or filter', async (t, sdk) => {
  for (const options of [
    { logger: sdk.createConsoleLogger(sdk.LogLevel.Off) },
    { logger: createRecorder(4), logFilter: () => false },
  ]) {
    const errors = [];
    const client = openCached(t, sdk, {
      ...options,
      setupHooks: (hooks) => hooks.on('clientError', (message, exception) => errors.push([String(message), exception])),
    });
    await client.getValueAsync('missing', 'd');
    await client.getValueAsync('flag', 'not a boolean');
    assert.equal(errors.length, 2);
    assert.equal(
      errors[0][0],
      "Failed to evaluate setting 'missing' (the key was not found in config JSON). Returning the `defaultValue` parameter that you specified in your application: 'd'. Available keys: ['flag', 'text'].",
    );
    assert.equal(errors[0][1], undefined);
    assert.match(errors[1][0], /^Error occurred in the `getValueAsync` method while evaluating setting 'flag'\./);
    assert.match(errors[1][1].message, /^The type of a setting must match the type of the specified default value\./);
  }
});

shared('configChanged of an emptied config passes an empty config', async (t, sdk) => {
  const origin = await startOrigin(t, () => ({ status: 200, body: '{}' }));
  const events = createEventLog();
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, setupHooks: events.setupHooks });
  await client.forceRefreshAsync();
  const [config] = events.last('configChanged').args;
  assert.equal(typeof config, 'object');
  assert.deepEqual(Object.keys(config.f ?? {}), []);
  assert.deepEqual(await client.getAllKeysAsync(), []);
});

own('a listener that throws changes nothing: the others run, the value arrives, the error is logged', async (t, sdk) => {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const recorder = createRecorder(1);
  const after = [];
  const client = open(t, sdk, 'AutoPoll', {
    baseUrl: origin.url,
    logger: recorder,
    pollIntervalSeconds: 1,
    setupHooks: (hooks) => {
      for (const name of ['clientReady', 'configFetched', 'configChanged', 'flagEvaluated']) {
        hooks.on(name, () => {
          throw new Error(`fault in ${name}`);
        });
        hooks.on(name, () => after.push(name));
      }
    },
  });
  await client.waitForReady();
  assert.equal(await client.getValueAsync('flag', false), true);
  assert.deepEqual(after, ['configFetched', 'configChanged', 'clientReady', 'flagEvaluated']);
  for (const name of after) {
    assert.ok(
      recorder.events.some((event) => event.level === sdk.LogLevel.Error && event.exception?.message === `fault in ${name}`),
      name,
    );
  }
  const seen = origin.requests.length;
  await until(() => origin.requests.length > seen);
});

own('a clientError listener that throws causes no endless loop', async (t, sdk) => {
  let calls = 0;
  const client = openCached(t, sdk, {
    setupHooks: (hooks) =>
      hooks.on('clientError', () => {
        calls++;
        throw new Error('again');
      }),
  });
  assert.equal(await client.getValueAsync('missing', 'd'), 'd');
  assert.equal(calls, 1);
});

own('a logger that throws costs neither the value nor the process', async (t, sdk) => {
  const origin = await startOrigin(t, serveStatus(500));
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  t.after(() => {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });
  const logger = {
    level: sdk.LogLevel.Debug,
    log() {
      throw new Error('logger is broken');
    },
  };
  const client = open(t, sdk, 'AutoPoll', { baseUrl: origin.url, logger, pollIntervalSeconds: 1 });
  await Promise.race([client.waitForReady(), settle(40)]);
  await until(() => origin.requests.length >= 4);
  await settle(3);
  assert.deepEqual(unhandled, []);
});
