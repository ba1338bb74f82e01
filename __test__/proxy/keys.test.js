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
const { HANG_GUARD, makeFolder, runProxy, startProxy } = require('./support/proxy');
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
    for (const mistaken of [encodeURIComponent(each), encodeURIComponent(encodeURIComponent(each))]) {
      await ask('POST', `/api/${mistaken}/eval`, { key: 'flag' });
      await ask('GET', `/api/${mistaken}/keys`);
      await ask('GET', `/hook/${mistaken}`);
      await ask('GET', `/sse/${mistaken}/eval-all`);
      await ask('GET', `/configuration-files/configcat-proxy/${mistaken}/config_v6.json`);
    }
    await ask('POST', '/ofrep/v1/evaluate/flags/flag', {}, { 'X-ConfigCat-SdkId': each });
    await ask('POST', `/ofrep/v1/evaluate/flags/${encodeURIComponent(each)}`, {}, { 'X-ConfigCat-SdkId': 'open' });
    await ask('POST', '/api/open/eval', { key: each, user: { Identifier: each } });
    await ask('POST', '/api/open/eval', { key: 'flag', user: { [each]: true } });
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

  for (const path of ['/ui', '/ui/api/state', ...Object.keys(sdks).map((id) => `/ui/api/flags?sdk=${id}`)]) {
    const { text } = await request(diagPort, path);
    assertSecret(path, text, secrets);
  }
  const seen = await openStream(t, diagPort, '/ui/api/events');
  upstream.setConfig(configOf({ flag: true }));
  await eventually(15_000, () => seen.blocks.length > 0, 'news for the page');
  assertSecret('the events of the page', seen.text, secrets);
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

test('options that cannot be read: what they are is not told', HANG_GUARD, async (t) => {
  const key = newSdkKey();
  const secrets = [key, ...Object.values(SECRETS)];
  const good = { CONFIGCAT_SDKS: JSON.stringify({ env1: key }) };
  for (const env of [
    { CONFIGCAT_SDKS: `{"env1":"${key}"` }, { CONFIGCAT_SDKS: key }, { CONFIGCAT_SDKS: `["${key}"]` }, { CONFIGCAT_SDKS: `{"env1":["${key}"]}` },
    { ...good, CONFIGCAT_ENV1_POLL_INTERVAL: key }, { ...good, CONFIGCAT_ENV1_DATA_GOVERNANCE: key }, { ...good, CONFIGCAT_HTTP_PORT: key },
    { ...good, CONFIGCAT_HTTP_API_AUTH_HEADERS: SECRETS.auth }, { ...good, CONFIGCAT_HTTP_API_AUTH_HEADERS: `{"X":["${SECRETS.auth}"]}` },
    { ...good, CONFIGCAT_HTTP_PROXY_URL: `${SECRETS.password}://` }, { ...good, CONFIGCAT_ENV1_BASE_URL: `ftp://user:${SECRETS.password}@a` },
    { ...good, CONFIGCAT_CACHE_REDIS_ENABLED: '1', CONFIGCAT_CACHE_REDIS_ADDRESSES: SECRETS.redis },
    { ...good, CONFIGCAT_HTTP_WEBHOOK_AUTH_PASSWORD: SECRETS.password },
  ]) {
    const ended = await runProxy(t, ['config', 'check'], env);
    assert.equal(ended.code, 1, `${JSON.stringify(Object.keys(env))}: ${ended.stdout}`);
    assert.equal(ended.stderr.trimEnd().split('\n').length, 1, ended.stderr);
    assertSecret('what is said', ended.stdout + ended.stderr, secrets);
  }
  for (const text of [
    `sdks:\n  env1:\n    key: ["${key}"]\n`, `sdks:\n  env1: "${key}"\n`, `sdks: "${key}"\n`, `sdks:\n  env1:\n    key: "${key}\n`, `${key}: 1\n`,
    `sdks:\n  env1:\n    key: *${key.slice(-22)}\n`, `sdks:\n  env1:\n    key: !!int "${key}"\n`,
    `sdks:\n  env1:\n    key: "${key}"\n    poll_interval: "${key}"\n`, `sdks:\n  env1:\n    key: "${key}"\n    log:\n      level: ["${key}"]\n`,
  ]) {
    const file = path.join(makeFolder(t, { 'options.yml': text }), 'options.yml');
    const ended = await runProxy(t, ['-c', file, 'config', 'check']);
    assert.equal(ended.code, 1, `${text.replaceAll(key, '<key>')}: ${ended.stdout}`);
    assertSecret(text.replaceAll(key, '<key>'), ended.stdout + ended.stderr, secrets);
  }
});

test('options that are shown: without secrets', HANG_GUARD, async (t) => {
  const options = {
    sdks: { env1: { key: newSdkKey(), webhook_signing_key: SECRETS.signing, base_url: `https://user:${SECRETS.password}@example.com` } },
    http: { api: { auth_headers: { 'X-Auth': SECRETS.auth } }, webhook: { auth: { user: 'user', password: SECRETS.password } } },
    cache: { redis: { enabled: true, addresses: ['127.0.0.1:1'], password: SECRETS.redis } },
    http_proxy: { url: `http://user:${SECRETS.password}@127.0.0.1:1` },
  };
  const file = path.join(makeFolder(t, { 'options.yml': JSON.stringify(options) }), 'options.yml');
  const { stdout, stderr } = await runProxy(t, ['config', 'check', '-c', file]);
  assertSecret('the options in effect', stdout + stderr, [options.sdks.env1.key, ...Object.values(SECRETS)]);
});

test('what clients send forges no line of the log', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: true }));
  const proxy = await startProxy(t, { log: { level: 'debug' }, sdks: { env1: sdkOn(upstream) } });
  const forged = '2006/01/02 15:04:05 [error] forged';
  const breaks = ['%0a', '%0d%0a', '%1b%5b2J', '%c2%85', '%e2%80%a8', '%00'];
  for (const each of breaks) {
    const part = `${each}${encodeURIComponent(forged)}${each}`;
    await request(proxy.port, `/api/${part}/eval`, { method: 'POST', body: { key: `\n${forged}\n` } });
    await request(proxy.port, '/api/env1/eval', { method: 'POST', body: { key: `\n${forged}\r\n\u2028\u001b[2J` } });
    await request(proxy.port, '/api/env1/eval', { method: 'POST', body: { key: 'flag', user: { [`\n${forged}`]: true } } });
    await request(proxy.port, `/sse/${part}/eval/${encode({ key: `\n${forged}` })}`);
    await request(proxy.port, `/hook/${part}`, { headers: { 'User-Agent': forged } });
    await request(proxy.port, `/${part}?${part}`);
  }
  await proxy.stop();
  for (const line of proxy.output.trimEnd().split(/[\n\r\u2028\u0085]/)) assert.match(line, /^20[2-9]\d\/\d\d\/\d\d \d\d:\d\d:\d\d [<[\w]/, JSON.stringify(line));
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(proxy.output, /[\u0000-\u0009\u000b-\u001f\u007f]/, 'no control characters for terminals');
});
