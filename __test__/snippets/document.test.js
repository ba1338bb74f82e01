'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { HANG_GUARD_MS } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { configOf, newSdkKey, setting, until } = require('../behaviour/support/fixtures');
const { awaiting, blocks, repairs } = require('./document');
const { adapt, runBlock } = require('./adapt');
const { parses } = require('./run-block');
const { startProxy } = require('./proxy-server');

const contains = (text, value) => ({ c: [{ u: { a: 'Email', c: 2, l: [text] } }], s: { v: { b: value } } });
const isUser = (identifier, value) => ({ c: [{ u: { a: 'Identifier', c: 28, s: identifier } }], s: { v: { b: value } } });

const CONFIG = configOf({
  isMyAwesomeFeatureEnabled: true,
  keyOfMySetting: { ...setting(0, { b: false }), r: [isUser('435170f4-8a8b-4b67-a723-505ac7cdea92', true)] },
  key: 'value from server',
  isPOCFeatureEnabled: {
    ...setting(0, { b: false }),
    r: [contains('@something.com', false), contains('@example.com', true)],
  },
});

const covered = new Set();

/** A test of one block: `check` gets what the block did, the server and the client. */
function blockTest(name, check, options = {}) {
  covered.add(name);
  test(`the document: ${name}`, { timeout: HANG_GUARD_MS }, async (t) => {
    const origin = await startOrigin(t, serveConfig(options.config ?? CONFIG));
    const proxy = await startProxy(t);
    const run = await runBlock(name, {
      sdkKey: newSdkKey(), baseUrl: origin.url, proxyUrl: proxy.url, result: options.result,
    });
    t.after(() => run.client?.dispose());
    await check({ t, origin, proxy, ...run });
  });
}

blockTest('import', ({ result }) => {
  for (const name of [
    'createClient', 'createClientWithAutoPoll', 'createClientWithLazyLoad', 'createClientWithManualPoll',
    'createConsoleLogger', 'createFlagOverridesFromMap', 'DataGovernance', 'OverrideBehaviour', 'LogLevel',
  ]) {
    assert.ok(result[name], name);
  }
}, { result: 'configcat' });

blockTest('create', async ({ client }) => {
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
});

for (const name of ['valuePromise', 'valueCallback']) {
  blockTest(name, async ({ calls }) => {
    await until(() => calls.length);
    assert.deepEqual(calls, ['new']);
  });
}

blockTest('dispose', async ({ client }) => {
  assert.equal(await client.getValueAsync('key', 'default'), 'default');
});

for (const name of ['anatomyOfGetValue', 'anatomyOfGetValueAsyncThen']) {
  blockTest(name, async ({ lines }) => {
    await until(() => lines.length);
    assert.deepEqual(lines, [[true]]);
  });
}

blockTest('anatomyOfGetValueAsync', ({ result }) => assert.equal(result, true), { result: 'value' });

blockTest('userById', async ({ client, result }) => {
  assert.equal(await client.getValueAsync('keyOfMySetting', false, result), true);
}, { result: 'userObject' });

blockTest('userByEmail', async ({ client, result }) => {
  assert.equal(await client.getValueAsync('keyOfMySetting', false, result), true);
}, {
  result: 'userObject',
  config: configOf({ keyOfMySetting: { ...setting(0, { b: false }), r: [isUser('john@example.com', true)] } }),
});

const isOneOf = (a, text) => ({ u: { a, c: 0, l: [text] } });

blockTest('userWithAttributes', async ({ client, result }) => {
  assert.equal(await client.getValueAsync('keyOfMySetting', false, result), true);
}, {
  result: 'userObject',
  config: configOf({
    keyOfMySetting: {
      ...setting(0, { b: false }),
      r: [{
        c: [
          isOneOf('Email', 'john@example.com'), isOneOf('Country', 'United Kingdom'),
          isOneOf('SubscriptionType', 'Pro'), isOneOf('UserRole', 'Admin'),
        ],
        s: { v: { b: true } },
      }],
    },
  }),
});

blockTest('autoPollInterval', async ({ client, origin }) => {
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
  assert.equal(origin.requests.length, 1);
});

blockTest('autoPollConfigChanged', async ({ client, lines }) => {
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
  await until(() => lines.length);
  assert.deepEqual(lines, [['Your config has been changed!']]);
});

blockTest('lazyLoad', async ({ client, origin }) => {
  assert.equal(origin.requests.length, 0);
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
  assert.equal(origin.requests.length, 1);
});

blockTest('manualPoll', async ({ lines }) => {
  await until(() => lines.length);
  assert.deepEqual(lines, [['value from server']]);
});

blockTest('manualPollEmptyCache', async ({ lines }) => {
  await until(() => lines.length === 2);
  assert.deepEqual(lines, [['my default value'], ['value from server']]);
});

blockTest('flagOverrides', async ({ client, origin }) => {
  assert.deepEqual(await client.getAllValuesAsync(), [
    { settingKey: 'enabledFeature', settingValue: true },
    { settingKey: 'disabledFeature', settingValue: false },
    { settingKey: 'intSetting', settingValue: 5 },
    { settingKey: 'doubleSetting', settingValue: 3.14 },
    { settingKey: 'stringSetting', settingValue: 'test' },
  ]);
  assert.equal(origin.requests.length, 0);
});

covered.add('infoLog');
blockTest('logLevel', async ({ t, client }) => {
  const printed = [];
  t.mock.method(console, 'info', (...args) => printed.push(args));
  const user = { identifier: '#SOME-USER-ID#', email: 'configcat@example.com' };
  assert.equal(await client.getValueAsync('isPOCFeatureEnabled', false, user), true);
  assert.deepEqual(printed, [[blocks.infoLog.code]], 'the log sample of the document, byte for byte');
});

blockTest('logLevelEnum', ({ result }) => {
  assert.deepEqual(result, { Debug: 4, Info: 3, Warn: 2, Error: 1, Off: -1, level: 3 });
}, {
  result: `(({ Debug, Info, Warn, Error, Off }) => ({ Debug, Info, Warn, Error, Off, level: logger.level }))(configcatCommon.LogLevel)`,
});

blockTest('allKeys', async ({ lines }) => {
  await until(() => lines.length);
  assert.deepEqual(lines, [[['isMyAwesomeFeatureEnabled', 'keyOfMySetting', 'key', 'isPOCFeatureEnabled']]]);
});

blockTest('allKeysAsync', ({ lines }) => {
  assert.deepEqual(lines, [[['isMyAwesomeFeatureEnabled', 'keyOfMySetting', 'key', 'isPOCFeatureEnabled']]]);
});

const TWO_VALUES = configOf({
  text: 'x',
  flag: { ...setting(0, { b: false }), r: [isUser('john@example.com', true)] },
});

for (const name of ['allValues', 'allValuesAsync']) {
  blockTest(name, async ({ lines }) => {
    await until(() => lines.length === 4);
    assert.deepEqual(lines.flat(), ['text -> x', 'flag -> false', 'text -> x', 'flag -> true']);
  }, { config: TWO_VALUES });
}

blockTest('proxy', async ({ client, origin, proxy }) => {
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
  assert.ok(proxy.asked.length > 0);
  const host = new URL(origin.url).host;
  assert.ok(proxy.asked.every(({ target }) => target.includes(host)), JSON.stringify(proxy.asked));
});

blockTest('customCache', async ({ client, origin }) => {
  assert.equal(await client.getValueAsync('key', ''), 'value from server');
  assert.equal(origin.requests.length, 1);
});

test('every block of the document is covered; `install` is proven by the packaging tests', () => {
  assert.deepEqual(Object.keys(blocks).filter((name) => !covered.has(name)), ['install']);
});

test('a block is repaired only where it does not parse, and the repairs are listed', () => {
  const broken = Object.keys(blocks).filter((name) => !parses(blocks[name].code));
  assert.deepEqual(broken, ['install', 'logLevelEnum', 'infoLog'], 'two of these are no JavaScript');
  assert.deepEqual(repairs.map(({ block }) => block), ['logLevelEnum']);
  assert.deepEqual(awaiting, Object.keys(blocks).filter((name) => /\bawait\b/.test(blocks[name].code)));
});

test('module name, SDK key, base URL and proxy address are all that changes in a block', () => {
  for (const { code } of Object.values(blocks)) {
    const adapted = adapt(code, { sdkKey: 'KEY', proxyUrl: 'PROXY' });
    const changeable = /\bbaseUrl\b|KEY|PROXY|vexil|configcat-(node|common)|http:\/\/192[\d.]+:8080|#YOUR-SDK-KEY#|PKDVC[\w/-]+/g;
    const words = (text) => text.replaceAll(changeable, '').match(/\w+/g);
    assert.deepEqual(words(adapted), words(code));
  }
});
