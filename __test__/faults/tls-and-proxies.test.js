'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { makeFolder } = require('../behaviour/support/secure');
const { runScript } = require('../behaviour/support/child');
const { configOf, createRecorder } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { within } = require('./support/waits');

const SOON_MS = 8000;
const GOOD = { body: JSON.stringify(configOf({ flag: 'good' })) };

/** What is wrong with a server, and the words for it. */
const FAULTS = {
  'expired': /expired/i,
  'wrong-host': /not valid for name|name/i,
  'self-signed': /UnknownIssuer|issuer|self.?signed/i,
  'trusted': /UnknownIssuer|issuer/i,
  'old-version': /protocol.?version/i,
};

async function startTls(t, tls) {
  const server = await startFaultServer(t, { tls });
  if (tls !== 'old-version') await server.answer(GOOD);
  return server;
}

describe('TLS', { concurrency: true }, () => {
  for (const [tls, words] of Object.entries(FAULTS)) {
    own(`a server that is ${tls}, to who does not know its authority: an error that says so, and no storm`, async (t, sdk) => {
      const server = await startTls(t, tls);
      for (const mode of ['AutoPoll', 'ManualPoll']) {
        const before = (await server.seen()).connections;
        const client = open(t, sdk, mode, { baseUrl: server.url, logger: createRecorder(1) });
        if (mode === 'AutoPoll') {
          assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
        } else {
          const { errorCode, errorException } = await within(SOON_MS, client.forceRefreshAsync());
          assert.equal(errorCode, sdk.RefreshErrorCode.HttpRequestFailure);
          if (tls === 'old-version' || tls === 'self-signed') assert.match(String(errorException), words);
        }
        const { connections, requests } = await server.seen();
        assert.ok(connections - before <= 2, `${connections - before} connections`);
        assert.equal(requests.length, 0, 'nothing is sent to a server that is not trusted');
        client.dispose();
      }
    });
  }

  for (const tls of ['trusted', 'expired', 'wrong-host', 'self-signed']) {
    own(`a server that is ${tls}, with its authority in NODE_EXTRA_CA_CERTS`, async (t) => {
      const server = await startTls(t, tls);
      const folder = makeFolder(t, { 'ca.pem': server.ca });
      const { done } = runScript(t, server.url, `
        const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger });
        client.forceRefreshAsync().then(({ isSuccess, errorException }) => console.log(isSuccess, String(errorException ?? '')));
      `, { env: { ...process.env, NODE_EXTRA_CA_CERTS: `${folder}/ca.pem` } });
      const { code, output, errors } = await within(SOON_MS, done);
      assert.equal(code, 0, errors);
      if (tls === 'trusted') assert.equal(output, 'true \n');
      else if (tls !== 'self-signed') assert.match(output, new RegExp(`^false .*(${FAULTS[tls].source})`, 'i'));
    });
  }

  own('https spoken to a server of http, and http to one of https: errors, no hang', async (t, sdk) => {
    const plain = await startFaultServer(t);
    await plain.answer(GOOD);
    const secure = await startTls(t, 'trusted');
    for (const baseUrl of [plain.url.replace('http:', 'https:'), secure.url.replace('https:', 'http:')]) {
      const client = open(t, sdk, 'ManualPoll', { baseUrl, requestTimeoutMs: 500 });
      const { errorCode } = await within(SOON_MS, client.forceRefreshAsync());
      const { HttpRequestFailure, HttpRequestTimeout } = sdk.RefreshErrorCode;
      assert.ok([HttpRequestFailure, HttpRequestTimeout].includes(errorCode));
    }
  });
});

/** Everything that could name a proxy. */
const PROXY_VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy', 'npm_config_proxy'];

describe('proxies', { concurrency: true }, () => {
  own('proxies that the environment names are not used', async (t) => {
    const [server, proxy] = [await startFaultServer(t), await startFaultServer(t)];
    await server.answer(GOOD);
    await proxy.answer({ status: 502 });
    const named = Object.fromEntries(PROXY_VARIABLES.map((name) => [name, proxy.url]));
    const { done } = runScript(t, server.url, `
      const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger });
      client.forceRefreshAsync().then(async () => console.log(await client.getValueAsync('flag', '')));
    `, { env: { ...process.env, ...named } });
    const { output, errors } = await within(SOON_MS, done);
    assert.equal(output, 'good\n', errors);
    assert.equal((await proxy.seen()).connections, 0);
  });

  own('NO_PROXY does not take a named proxy away', async (t) => {
    const [server, proxy] = [await startFaultServer(t), await startFaultServer(t)];
    await server.answer(GOOD);
    await proxy.answer({ status: 502 });
    const { done } = runScript(t, server.url, `
      const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger, proxy: ${JSON.stringify(proxy.url)} });
      client.forceRefreshAsync().then(({ isSuccess }) => console.log(isSuccess));
    `, { env: { ...process.env, NO_PROXY: '*', no_proxy: '127.0.0.1' } });
    assert.equal((await within(SOON_MS, done)).output, 'false\n');
    assert.equal(await server.requestCount(), 0);
    assert.ok((await proxy.seen()).connections > 0);
  });

  for (const [name, steps] of Object.entries({
    '407': [{ answer: { status: 407, headers: { 'Proxy-Authenticate': 'Basic realm="x"' } } }],
    'a reset': [{ reset: true }],
    'silence': [{ hang: true }],
    'what is no HTTP': [{ send: 'SSH-2.0-OpenSSH\r\n' }],
    'a status line that never ends': [{ repeat: { text: 'HTTP/1.1 200 ', times: 200_000 } }],
  })) {
    own(`a proxy that answers with ${name}: an error, the server is not asked around it`, async (t, sdk) => {
      const [server, proxy] = [await startFaultServer(t), await startFaultServer(t)];
      await server.answer(GOOD);
      await proxy.script(steps);
      const options = { baseUrl: server.url, proxy: `http://user:secret-password@127.0.0.1:${proxy.port}`, requestTimeoutMs: 500 };
      const logger = createRecorder(1);
      const client = open(t, sdk, 'ManualPoll', { ...options, logger });
      const { isSuccess, errorException } = await within(SOON_MS, client.forceRefreshAsync());
      assert.equal(isSuccess, false);
      assert.equal(await server.requestCount(), 0);
      const { connections } = await proxy.seen();
      assert.ok(connections >= 1 && connections <= 2, `${connections} connections`);
      const told = `${errorException?.stack} ${logger.events.map(({ text, exception }) => `${text} ${exception?.stack}`)}`;
      assert.ok(!told.includes('secret-password'), told);
    });
  }
});
