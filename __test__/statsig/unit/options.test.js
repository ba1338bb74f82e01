'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { normalizeOptions } = require('../../../lib/statsig/options/options.js');
const { addressesOf, networkOptions } = require('../../../lib/statsig/network/server-options.js');

/** What the official package gives without options. */
const DEFAULTS = {
  api: 'https://statsigapi.net/v1',
  apiForDownloadConfigSpecs: 'https://api.statsigcdn.com/v1',
  apiForGetIdLists: 'https://statsigapi.net/v1',
  fallbackToStatsigAPI: false,
  networkOverrideFunc: null,
  bootstrapValues: null,
  environment: null,
  rulesUpdatedCallback: null,
  localMode: false,
  initTimeoutMs: 0,
  dataAdapter: null,
  rulesetsSyncIntervalMs: 10_000,
  idListsSyncIntervalMs: 60_000,
  loggingIntervalMs: 60_000,
  loggingMaxBufferSize: 1_000,
  disableDiagnostics: false,
  initStrategyForIP3Country: 'await',
  initStrategyForIDLists: 'await',
  postLogsRetryLimit: 5,
  postLogsRetryBackoff: 1_000,
  disableRulesetsSync: false,
  disableIdListsSync: false,
  disableAllLogging: false,
  userPersistentStorage: null,
};

/** These the official package has in other forms, or not at all. */
const OWN = { maxEventQueueBytes: 64 * 1024 * 1024, logger: null, evaluationCallback: null, evaluationCallbacks: null };

test('without options the defaults are those of the official package', () => {
  for (const none of [undefined, null, {}, 5, 'text']) assert.deepEqual(normalizeOptions(none), { ...DEFAULTS, ...OWN });
});

test('what is of a wrong type is as if it had not been given', () => {
  const wrong = Object.fromEntries(Object.keys({ ...DEFAULTS, ...OWN }).map((name) => [name, Symbol('wrong')]));
  assert.deepEqual(normalizeOptions(wrong), { ...DEFAULTS, ...OWN });
  const texts = Object.fromEntries(Object.keys({ ...DEFAULTS, ...OWN }).map((name) => [name, 'text']));
  const { api, apiForDownloadConfigSpecs, apiForGetIdLists, bootstrapValues, ...others } = normalizeOptions(texts);
  assert.deepEqual([api, apiForDownloadConfigSpecs, apiForGetIdLists, bootstrapValues], ['text', 'text', 'text', 'text']);
  assert.deepEqual({ ...DEFAULTS, ...OWN, ...others }, { ...DEFAULTS, ...OWN });
  for (const [name, otherwise] of Object.entries(DEFAULTS)) {
    if (typeof otherwise === 'number') assert.equal(normalizeOptions({ [name]: NaN })[name], otherwise, name);
  }
});

test('bootstrap values are a text, and an empty one is one', () => {
  assert.equal(normalizeOptions({ bootstrapValues: {} }).bootstrapValues, null);
  assert.equal(normalizeOptions({ bootstrapValues: '' }).bootstrapValues, '');
});

test('numbers have least and greatest values', () => {
  const given = (/** @type {any} */ options) => normalizeOptions(options);
  assert.equal(given({ rulesetsSyncIntervalMs: 1 }).rulesetsSyncIntervalMs, 5_000);
  assert.equal(given({ idListsSyncIntervalMs: 1 }).idListsSyncIntervalMs, 30_000);
  assert.equal(given({ loggingMaxBufferSize: 5_000 }).loggingMaxBufferSize, 1_000);
  assert.equal(given({ loggingMaxBufferSize: -4 }).loggingMaxBufferSize, 1);
  assert.equal(given({ loggingIntervalMs: 0 }).loggingIntervalMs, 1);
  assert.equal(given({ initTimeoutMs: -1 }).initTimeoutMs, 0);
  assert.equal(given({ postLogsRetryLimit: -1 }).postLogsRetryLimit, 0);
  assert.equal(given({ postLogsRetryLimit: 1.5 }).postLogsRetryLimit, 1);
  // Timers would take infinity for 1 ms.
  assert.equal(given({ rulesetsSyncIntervalMs: Infinity }).rulesetsSyncIntervalMs, 2_147_483_647);
});

test('one base address is that of all requests, and each can have its own', () => {
  assert.deepEqual(addressesOf(normalizeOptions({ api: 'http://x/v1//' })), {
    specsApi: 'http://x/v1',
    idListsApi: 'http://x/v1',
    eventsApi: 'http://x/v1',
    fallbackSpecsApi: null,
    fallbackIdListsApi: null,
  });
  const own = { api: 'http://x/', apiForDownloadConfigSpecs: 'http://y/', apiForGetIdLists: 'http://z' };
  assert.deepEqual(addressesOf(normalizeOptions({ ...own, fallbackToStatsigAPI: true })), {
    specsApi: 'http://y',
    idListsApi: 'http://z',
    eventsApi: 'http://x',
    fallbackSpecsApi: 'https://api.statsigcdn.com/v1',
    fallbackIdListsApi: 'https://statsigapi.net/v1',
  });
});

test('nobody falls back to the address that has just failed', () => {
  const { fallbackIdListsApi, fallbackSpecsApi } = addressesOf(normalizeOptions({ fallbackToStatsigAPI: true }));
  assert.deepEqual([fallbackSpecsApi, fallbackIdListsApi], [null, null]);
});

test('native code is told what it has to know', () => {
  const identity = { secretKey: 'secret-k', sessionId: 's' };
  const of = (/** @type {any} */ options) => networkOptions(normalizeOptions(options), identity);
  const { secretKey, sessionId, sdkType, sdkVersion, languageVersion, batchSize, flushIntervalMs, retryLimit, backoffMs, isSilent, hasOwnFetch } = of({});
  assert.deepEqual(
    { secretKey, sessionId, sdkType, sdkVersion, languageVersion, batchSize, flushIntervalMs, retryLimit, backoffMs, isSilent, hasOwnFetch },
    {
      secretKey: 'secret-k', sessionId: 's', sdkType: 'statsig-node', sdkVersion: '6.5.2', languageVersion: process.versions.node, batchSize: 1_000,
      flushIntervalMs: 60_000, retryLimit: 5, backoffMs: 1_000, isSilent: false, hasOwnFetch: false,
    },
  );
  assert.equal(of({ postLogsRetryBackoff: () => 5 }).backoffMs, -1);
  assert.equal(of({ disableAllLogging: true }).isSilent, true);
  assert.equal(of({ networkOverrideFunc() {} }).hasOwnFetch, true);
});
