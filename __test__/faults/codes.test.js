'use strict';

// What a caller can act on has a stable name: the same in the result of a refresh, in `clientError`, for loggers and in the
// status, whatever the words are.

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { legacyOwn, own } = require('../behaviour/support/subjects');
const { configOf, createRecorder } = require('../behaviour/support/fixtures');
const { openLegacy } = require('../behaviour/support/legacy');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { within } = require('./support/waits');

const SOON_MS = 15_000;
const GOOD = { body: JSON.stringify(configOf({ flag: 'good' })) };
const HEAD = 'HTTP/1.1 200 OK\r\n';

/** [code, error id, what the server does, options of the listener] */
const FAULTS = {
  'nobody listens': ['CONNECT', 1103, null, { refuse: true }],
  'a reset': ['NETWORK', 1103, [{ reset: true }]],
  'closed without an answer': ['NETWORK', 1103, [{ close: true }]],
  'a certificate of nobody': ['TLS_HANDSHAKE', 1103, [{ answer: GOOD }], { tls: 'self-signed' }],
  'an old version of TLS': ['TLS_HANDSHAKE', 1103, null, { tls: 'old-version' }],
  'a body cut off': ['BROKEN_BODY', 1103, [{ answer: { ...GOOD, lengthOff: 10 } }]],
  'a body that is not encoded as it says': ['BROKEN_BODY', 1103, [{ answer: { ...GOOD, headers: { 'Content-Encoding': 'gzip' } } }]],
  'a body without end': ['BODY_TOO_LARGE', 1103, [{ send: `${HEAD}Connection: close\r\n\r\n` }, { repeat: { text: ' '.repeat(1024), times: 1 << 17 } }]],
  'silence': ['TIMEOUT', 1102, [{ hang: true }]],
  'a body that never ends': ['TIMEOUT', 1102, [{ send: `${HEAD}Content-Length: 10\r\n\r\n{` }, { hang: true }]],
  'a page': ['INVALID_CONFIG', 1105, [{ answer: { body: '<!doctype html>' } }]],
  'a list': ['INVALID_CONFIG', 1105, [{ answer: { body: '[]' } }]],
  'nothing': ['INVALID_CONFIG', 1105, [{ answer: { body: '' } }]],
};

/** A client, and all exceptions that it tells, by whom it tells them. */
function listen(t, sdk, options) {
  const logger = createRecorder(1);
  const told = [];
  const setupHooks = (hooks) => hooks.on('clientError', (_message, exception) => told.push(exception));
  const client = open(t, sdk, 'ManualPoll', { requestTimeoutMs: 1000, ...options, logger, setupHooks });
  return { client, told, logger };
}

async function assertCode(sdk, { client, told, logger }, code, id) {
  const result = await within(SOON_MS, client.forceRefreshAsync());
  assert.equal(result.errorCode, id);
  const { errorException } = result;
  assert.ok(errorException instanceof Error);
  assert.equal(errorException.code, code);
  assert.deepEqual(told.map((exception) => exception.code), [code]);
  assert.equal(told[0], errorException);
  assert.equal(logger.find(id).exception, errorException);
  const { lastError } = client.status();
  assert.deepEqual([lastError.code, lastError.errorCode], [code, id]);
  return errorException;
}

describe('stable codes', { concurrency: true }, () => {
  for (const [name, [code, id, steps, options = {}]] of Object.entries(FAULTS)) {
    own(`${name}: ${code}`, async (t, sdk) => {
      const server = await startFaultServer(t, options);
      if (steps !== null) await server.script(steps);
      // Long enough for a large body, where it is not about time.
      const requestTimeoutMs = code === 'TIMEOUT' ? 500 : SOON_MS;
      const error = await assertCode(sdk, listen(t, sdk, { baseUrl: server.url, requestTimeoutMs }), code, id);
      assert.equal(error instanceof sdk.FetchError, id !== 1105);
      if (id !== 1105) {
        assert.equal(error.name, 'FetchError');
        assert.equal(error.cause, code === 'TIMEOUT' ? 'timeout' : 'failure', 'the official class stays as coarse as it is');
      }
    });
  }

  own('a name that cannot be resolved: NAME_RESOLUTION', async (t, sdk) => {
    // Names below `.invalid` never exist (RFC 6761). The resolver may take its time to say so.
    const options = { baseUrl: 'http://nobody.invalid', requestTimeoutMs: SOON_MS };
    await assertCode(sdk, listen(t, sdk, options), 'NAME_RESOLUTION', 1103);
  });

  for (const [status, code] of [[404, 'INVALID_SDK_KEY'], [500, 'UNEXPECTED_STATUS'], [304, 'NOT_MODIFIED_WHEN_EMPTY']]) {
    own(`status ${status}: no exception, as in the official SDK; the status has ${code}`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer({ status });
      const { client, told } = listen(t, sdk, { baseUrl: server.url });
      const result = await within(SOON_MS, client.forceRefreshAsync());
      assert.equal(result.errorException, undefined);
      assert.deepEqual(told, [undefined]);
      assert.equal(client.status().lastError.code, code);
    });
  }

  legacyOwn('the callback API has the same codes, in `configFetched` and the status', async (t, sdk) => {
    const server = await startFaultServer(t, { refuse: true });
    const told = [];
    const setupHooks = (hooks) => hooks.on('configFetched', ({ errorException }) => told.push(errorException));
    const client = openLegacy(t, sdk, 'createClientWithManualPoll', { baseUrl: server.url, setupHooks });
    await within(SOON_MS, client.forceRefreshAsync());
    assert.deepEqual(told.map(({ code }) => code), ['CONNECT']);
    assert.equal(client.status().lastError.code, 'CONNECT');
  });
});

describe('stable codes with a fetcher in JavaScript', { concurrency: true }, () => {
  for (const Fetcher of ['NodeHttpConfigFetcher', 'ServerSideFetchApiConfigFetcher']) {
    for (const [steps, code, id] of [[[{ hang: true }], 'TIMEOUT', 1102], [[{ reset: true }], 'NETWORK', 1103], [[{ answer: { body: '[]' } }], 'INVALID_CONFIG', 1105]]) {
      own(`${Fetcher}: ${code}`, async (t, sdk) => {
        const server = await startFaultServer(t);
        await server.script(steps);
        const options = { baseUrl: server.url, configFetcher: new sdk[Fetcher](), requestTimeoutMs: code === 'TIMEOUT' ? 500 : SOON_MS };
        await assertCode(sdk, listen(t, sdk, options), code, id);
      });
    }
  }

  own('what a fetcher of the host throws keeps its code, or has none; the status says HOST', async (t, sdk) => {
    for (const thrown of [Object.assign(new Error('down'), { code: 'MINE' }), Object.freeze(new Error('down')), 'down']) {
      const configFetcher = { fetchAsync: () => Promise.reject(thrown) };
      const { client, told } = listen(t, sdk, { configFetcher });
      const { errorException } = await client.forceRefreshAsync();
      assert.equal(errorException, thrown);
      assert.equal(errorException.code, thrown.code);
      assert.deepEqual(told, [thrown]);
      assert.equal(client.status().lastError.code, 'HOST');
    }
  });

  own('a fetcher that never answers: TIMEOUT', async (t, sdk) => {
    const configFetcher = { fetchAsync: () => new Promise(() => {}) };
    await assertCode(sdk, listen(t, sdk, { configFetcher, requestTimeoutMs: 300 }), 'TIMEOUT', 1102);
  });

  own('a fetcher that answers with what is no text: INVALID_CONFIG', async (t, sdk) => {
    const configFetcher = { fetchAsync: async () => ({ statusCode: 200, reasonPhrase: 'OK', body: { f: {} } }) };
    await assertCode(sdk, listen(t, sdk, { configFetcher }), 'INVALID_CONFIG', 1105);
  });

  own('a refresh cut short, by a fetcher or by dispose: ABORTED', async (t, sdk) => {
    const configFetcher = { fetchAsync: () => Promise.reject(new sdk.FetchError('abort')) };
    const { client } = listen(t, sdk, { configFetcher });
    assert.equal((await client.forceRefreshAsync()).errorException.code, 'ABORTED');
    assert.equal(client.status().lastError.code, 'ABORTED');

    const server = await startFaultServer(t);
    await server.script([{ hang: true }]);
    const waiting = listen(t, sdk, { baseUrl: server.url, requestTimeoutMs: SOON_MS }).client;
    const refresh = waiting.forceRefreshAsync();
    waiting.dispose();
    assert.equal((await within(SOON_MS, refresh)).errorException.code, 'ABORTED');
  });
});
