'use strict';

// SDK keys and other secrets are never told, whatever happens, at any level of the log.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { newSdkKey } = require('../behaviour/support/fixtures');
const { configOf } = require('./support/configs');
const { exchange, request } = require('./support/http');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { assertSecret } = require('./support/secrets');
const { encode, openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

const SECRETS = {
  signing: 'canary-of-the-signing-key', auth: 'canary-of-the-auth-header', password: 'canary-of-the-password', redis: 'canary-of-the-redis-password',
};

test('a look for pieces of a secret finds them', () => {
  const key = newSdkKey();
  for (const text of [key, encodeURIComponent(key), key.toUpperCase(), key.slice(20, 34), Buffer.from(`x${key}`).toString('base64')]) {
    assert.throws(() => assertSecret('a text', `before ${text} after`, [key]), /shows a secret/);
  }
  assertSecret('a text', `${'*'.repeat(55)}${key.slice(-5)}`, [key]);
});

test('canaries', { ...HANG_GUARD, timeout: 90_000 }, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: true }));
  const refusing = await startUpstream(t);
  const file = path.join(makeFolder(t, { 'config.json': JSON.stringify(configOf({ flag: true })) }), 'config.json');
  const sdks = {
    env1: sdkOn(upstream, { poll_interval: 1, webhook_signing_key: SECRETS.signing }),
    open: sdkOn(upstream, { poll_interval: 1 }),
    refused: sdkOn(refusing, { poll_interval: 1 }),
    unreachable: sdkOn({ url: 'http://127.0.0.1:1' }, { poll_interval: 1 }),
    file: { key: newSdkKey(), offline: { enabled: true, local: { file_path: file } } },
  };
  const debug = { level: 'debug' };
  const options = {
    log: debug, sdks, default_user_attributes: { Own: 'attribute' },
    http: {
      log: debug, sse: { log: debug }, api: { auth_headers: { 'X-Auth': SECRETS.auth } }, webhook: { auth: { user: 'user', password: SECRETS.password } },
      status: { enabled: true },
    },
    cache: { redis: { enabled: true, addresses: ['127.0.0.1:1'], user: 'default', password: SECRETS.redis } },
  };
  const proxy = await startProxy(t, options);
  const { port, diagPort } = proxy;
  const secrets = [...Object.values(sdks).map(({ key }) => key), ...Object.values(SECRETS)];
  const key = sdks.env1.key;
  const auth = { 'X-Auth': SECRETS.auth };
  const answers = [];
  const ask = async (method, path, body, headers) => answers.push(await request(port, path, { method, body, headers: { ...auth, ...headers } }));

  for (const id of [...Object.keys(sdks), 'nobody']) {
    await ask('POST', `/api/${id}/eval`, { key: 'flag' });
    await ask('POST', `/api/${id}/eval-all`, {});
    await ask('POST', `/api/${id}/refresh`);
    await ask('GET', `/hook/${id}`, undefined, { Authorization: `Basic ${Buffer.from(`user:${SECRETS.password}`).toString('base64')}` });
    await ask('GET', `/configuration-files/configcat-proxy/${id}/config_v6.json`);
  }
  for (const each of [key, sdks.refused.key, sdks.unreachable.key, newSdkKey()]) {
    const headers = { 'X-ConfigCat-SdkKey': each };
    await ask('POST', '/api/eval', { key: 'flag' }, headers);
    await ask('POST', '/api/eval', '{', headers);
    await ask('POST', '/api/refresh', undefined, headers);
    await ask('POST', '/ofrep/v1/evaluate/flags', {}, headers);
    await ask('GET', `/configuration-files/${each}/config_v6.json`);
    await ask('GET', `/configuration-files/${encodeURIComponent(each)}/config_v6.json`);
    await ask('GET', `/configuration-files/configcat-proxy/${each}/config_v6.json`);
    await ask('GET', `/nothing/${each}?key=${each}`);
    await ask('GET', `/sse/eval/k/${encode({ key: 'nothing', sdkKey: each })}`);
    await ask('GET', `/sse/eval/k/${encode({ key: '', sdkKey: each })}`);
    await ask('PUT', `/sse/eval/k/${encode({ key: 'flag', sdkKey: each })}`);
    await ask('GET', '/api/open/keys', undefined, { Referer: `http://a/${each}`, Cookie: each });
  }
  await exchange(port, `GET /configuration-files/${key}/config_v6.json HTTP/1.1\r\nBad Header: ${key}\r\n\r\n`, { isEnough: (text) => text.includes('\r\n\r\n') });
  const stream = await openStream(t, port, `/sse/eval-all/k/${encode({ sdkKey: sdks.open.key })}`);
  await stream.next();
  upstream.setConfig(configOf({ flag: false }));
  await stream.next();
  upstream.answerNext({ status: 500 }, { destroy: true }, { body: '{"f":' }, { status: 429, headers: { 'Retry-After': '1' } });
  await eventually(20_000, () => upstream.script.length === 0, 'bad answers from upstream');
  fs.writeFileSync(file, `{"key":"${key}`);
  // A reload with options that make no sense, and that hold the keys.
  proxy.rewrite({ .../** @type {any} */ (proxy).options, sdks: { ...sdks, env1: { ...sdks.env1, data_governance: key, poll_interval: key } } });
  proxy.signal('SIGHUP');
  await eventually(15_000, () => /\[error\]/.test(proxy.stderr), 'a line on the options');
  proxy.rewrite(`sdks:\n  env1:\n    key: "${key}\n  ${key}: [${SECRETS.signing}\n`);
  proxy.signal('SIGHUP');

  const status = await request(diagPort, '/status');
  const metrics = await request(diagPort, '/metrics');
  assertSecret('/status', status.text, secrets);
  assertSecret('/status of the main port', (await request(port, '/status')).text, secrets);
  assertSecret('/metrics', metrics.text, secrets);
  // What a client has sent in a path may come back to it in an error, and to nobody else.
  for (const { text, headers } of answers.filter(({ status }) => status < 400)) assertSecret('an answer', text + JSON.stringify(headers), secrets);
  await proxy.stop();
  assertSecret('stdout', proxy.stdout, secrets);
  assertSecret('stderr', proxy.stderr, secrets);
  assert.match(proxy.stdout, /\[debug\]/, 'the log was at its loudest');
});
