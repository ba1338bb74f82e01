'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const common = require('configcat-common');
const official = require('configcat-node');
const { FetchError } = require('../../lib/configcat/errors.js');
const { adaptLegacyLogger } = require('../../lib/configcat/logging/legacy-logger.js');
const { LegacyMessages } = require('../../lib/configcat/logging/legacy-messages.js');
const { LoggerWrapper } = require('../../lib/configcat/logging/logger.js');
const { startCdn } = require('../support/cdn.js');

const SDK_KEY = 'sdk-key-90123456789012/1234567890123456789012';
const TARGETED = {
  v: true,
  t: 0,
  i: 'id',
  p: [],
  r: [{ o: 0, a: 'Email', t: 2, c: '@example.com', v: false, i: 'r' }],
};

function recorder() {
  const events = [];
  const add = (level) => (text) => events.push(`${level}: ${text}`);
  return { events, debug() {}, info: add('info'), warn: add('warn'), error: add('error') };
}

/** What our events print on a logger of four methods. */
function ourTexts(act) {
  const logger = recorder();
  act(new LegacyMessages(new LoggerWrapper(adaptLegacyLogger(logger))));
  return logger.events;
}

/** What version 8 of the official package prints while it talks to a server. */
async function officialTexts(t, act, options = {}) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  const logger = recorder();
  const client = official.createClientWithManualPoll(SDK_KEY, { baseUrl: cdn.url, logger, ...options });
  await act(client, cdn);
  return logger.events;
}

test('nothing fetched yet', async (t) => {
  const theirs = await officialTexts(t, async (client) => {
    await client.getValueAsync('k', 1.5);
    await client.getVariationIdAsync('k', 'none');
    await client.getAllKeysAsync();
  });
  const ours = ourTexts((messages) => {
    messages.configMissingSingle('k', 1.5);
    messages.configMissingVariation('k', 'none');
    messages.configMissing('empty array');
  });
  assert.equal(theirs.length, 3);
  assert.deepEqual(ours, theirs);
});

test('missing key, missing user, missing variation id, evaluation log', async (t) => {
  const theirs = await officialTexts(t, async (client, cdn) => {
    cdn.setConfig({ f: { targeted: TARGETED, other: { ...TARGETED, r: [] } } }, { version: 5 });
    await client.forceRefreshAsync();
    await client.getValueAsync('k', false);
    await client.getValueAsync('targeted', false);
    await client.getKeyAndValueAsync('nobody');
  });
  const ours = ourTexts((messages) => {
    messages.keyMissing('k', false, () => ['targeted', 'other']);
    messages.userMissing('targeted');
    messages.evaluated("Evaluate 'targeted'\n User : undefined\n Returning value : true");
    messages.variationIdMissing('nobody');
  });
  assert.deepEqual(ours, theirs);
});

test('unexpected status', async (t) => {
  const theirs = await officialTexts(t, (client) => client.forceRefreshAsync());
  assert.deepEqual(ourTexts((messages) => messages.fetchInvalidSdkKey(SDK_KEY, 404, 'Not Found')), theirs);
  assert.deepEqual(ourTexts((messages) => messages.fetchUnexpectedStatus(404, 'Not Found')), theirs);
});

test('timeout', async (t) => {
  const act = (client, cdn) => {
    cdn.answerNext({ delayMs: 60000 });
    return client.forceRefreshAsync();
  };
  const theirs = await officialTexts(t, act, { requestTimeoutMs: 40 });
  assert.deepEqual(ourTexts((messages) => messages.fetchTimeout(40, new Error('late'))), theirs);
});

test('network failure, also when told by a fetcher', async (t) => {
  const theirs = await officialTexts(t, (client, cdn) => {
    cdn.answerNext({ destroy: true });
    return client.forceRefreshAsync();
  });
  const err = new Error('socket hang up');
  assert.deepEqual(ourTexts((messages) => messages.fetchFailure(err)), theirs);
  assert.deepEqual(ourTexts((messages) => messages.fetchFailure(new FetchError('failure', err))), theirs);
});

test('redirect loop', async (t) => {
  const theirs = await officialTexts(t, (client, cdn) => {
    const redirect = (name) => ({
      body: JSON.stringify({ p: { u: `${cdn.url}/${name}`, r: 2 }, f: {} }),
      etag: `"${name}"`,
    });
    cdn.answerNext(redirect('a'), redirect('b'), redirect('c'));
    return client.forceRefreshAsync();
  });
  assert.deepEqual(ourTexts((messages) => messages.fetchRedirectLoop()), theirs);
});

test('data governance out of sync', async () => {
  const logger = recorder();
  const configs = [{ p: { u: 'https://cdn-eu.configcat.com', r: 1 }, f: {} }, { f: {} }];
  const kernel = {
    sdkType: 'Test',
    sdkVersion: '1',
    configFetcher: {
      fetchLogic: (_options, _etag, callback) =>
        callback(common.FetchResult.success(JSON.stringify(configs.shift()), `etag ${configs.length}`)),
    },
  };
  await common.createClientWithManualPoll(SDK_KEY, kernel, { logger }).forceRefreshAsync();
  assert.deepEqual(ourTexts((messages) => messages.governanceOutOfSync()), logger.events);
});

test('proxy that cannot be parsed', async (t) => {
  const act = (client, cdn) => {
    cdn.setConfig({ f: {} }, { version: 5 });
    return client.forceRefreshAsync();
  };
  const theirs = await officialTexts(t, act, { proxy: 'not a url' });
  assert.deepEqual(ourTexts((messages) => messages.proxyInvalid('not a url')), theirs);
});

test('what the callback API had no words for keeps the current text, without the id', () => {
  const texts = ourTexts((messages) => {
    messages.offline();
    messages.cacheReadError(Object.assign(new Error('cause'), { stack: '' }));
  });
  assert.deepEqual(texts, [
    'warn: Client is in offline mode, it cannot initiate HTTP calls.',
    'error: Error occurred while reading the cache.\nError: cause',
  ]);
});
