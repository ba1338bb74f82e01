'use strict';

// Each option, and each variable, in effect. Those that other files try out in full are here for their variable.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { newSdkKey } = require('../behaviour/support/fixtures');
const { RULES, configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { freePorts, isOpen } = require('./support/ports');
const { HANG_GUARD, Proxy, makeFolder, runProxy, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

const CDN = '/configuration-files/configcat-proxy/env1/config_v6.json';

/** One request that each section answers with 200, and nobody else. @type {Record<string, string[]>} */
const SECTIONS = {
  api: ['GET', '/api/env1/keys'],
  cdn_proxy: ['GET', CDN],
  ofrep: ['POST', '/ofrep/v1/evaluate/flags', '{}'],
  sse: ['HEAD', '/sse/env1/eval-all'],
  webhook: ['GET', '/hook/env1'],
};

/** @param {number} port @param {string[]} request its method, path and body */
const statusOf = async (port, [method, path, body]) =>
  (await request(port, path, { method, body, headers: { 'X-ConfigCat-SdkId': 'env1' } })).status;

/** Starts with options or with variables. */
async function start(t, { options = {}, env = {}, config = configOf({ flag: true }) }) {
  const upstream = await startUpstream(t, config);
  return { upstream, proxy: await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env }) };
}

/** Options like `http.api.enabled`, and their variables. */
function nested(name, value) {
  return name.split('.').reverse().reduce((inner, part) => ({ [part]: inner }), value);
}

const variable = (name) => `CONFIGCAT_${name.replaceAll('.', '_').toUpperCase()}`;

/** Tries something out by an option and by its variable. */
function both(name, value, body) {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  test(`${name}: ${text}`, HANG_GUARD, (t) => body(t, { options: nested(name, value) }));
  test(`${variable(name)}=${text}`, HANG_GUARD, (t) => body(t, { env: { [variable(name)]: text } }));
}

for (const [name, section] of Object.entries(SECTIONS)) {
  both(`http.${name}.enabled`, false, async (t, given) => {
    const { proxy } = await start(t, given);
    for (const [other, request] of Object.entries(SECTIONS)) {
      assert.equal(await statusOf(proxy.port, request), other === name ? 404 : 200, other);
    }
    assert.equal(await statusOf(proxy.port, ['OPTIONS', section[1]]), 404);
  });
}

for (const name of ['api', 'cdn_proxy', 'ofrep', 'sse']) {
  const [method, path, body] = SECTIONS[name];
  const headersOf = async ({ port }, Origin) => {
    return (await request(port, path, { method, body, headers: { 'X-ConfigCat-SdkId': 'env1', ...(Origin ? { Origin } : {}) } })).headers;
  };
  both(`http.${name}.cors.enabled`, false, async (t, given) => {
    assert.equal((await headersOf((await start(t, given)).proxy))['access-control-allow-origin'], undefined);
  });
  both(`http.${name}.cors.allowed_origins`, ['https://a.test', 'https://b.test'], async (t, given) => {
    const { proxy } = await start(t, given);
    assert.equal((await headersOf(proxy, 'https://b.test'))['access-control-allow-origin'], 'https://b.test');
    assert.equal((await headersOf(proxy, 'https://c.test'))['access-control-allow-origin'], 'https://a.test');
  });
  test(`${variable(`http.${name}.cors.allowed_origins_regex`)}_*`, HANG_GUARD, async (t) => {
    const prefix = variable(`http.${name}.cors.allowed_origins_regex`);
    const env = { [`${prefix}_PATTERNS`]: '["https:\\\\/\\\\/.*a\\\\.test"]', [`${prefix}_IF_NO_MATCH`]: 'https://none.test' };
    const { proxy } = await start(t, { env });
    assert.equal((await headersOf(proxy, 'https://www.a.test'))['access-control-allow-origin'], 'https://www.a.test');
    assert.equal((await headersOf(proxy, 'https://www.a-test'))['access-control-allow-origin'], 'https://none.test');
  });
  both(`http.${name}.headers`, { 'X-Own': 'value' }, async (t, given) => {
    assert.equal((await headersOf((await start(t, given)).proxy))['x-own'], 'value');
  });
}

for (const name of ['api', 'ofrep', 'webhook']) {
  both(`http.${name}.auth_headers`, { 'X-Secret': 'auth-value-of-tests' }, async (t, given) => {
    const { proxy } = await start(t, given);
    const [method, path, body] = SECTIONS[name];
    const headers = { 'X-ConfigCat-SdkId': 'env1' };
    assert.equal((await request(proxy.port, path, { method, body, headers })).status, 401);
    const known = { ...headers, 'X-Secret': 'auth-value-of-tests' };
    assert.equal((await request(proxy.port, path, { method, body, headers: known })).status, 200);
  });
}

test('CONFIGCAT_HTTP_WEBHOOK_AUTH_*', HANG_GUARD, async (t) => {
  const env = { CONFIGCAT_HTTP_WEBHOOK_AUTH_USER: 'user', CONFIGCAT_HTTP_WEBHOOK_AUTH_PASSWORD: 'password-of-tests' };
  const { proxy } = await start(t, { env });
  assert.equal((await request(proxy.port, '/hook/env1')).status, 401);
  const headers = { Authorization: `Basic ${Buffer.from('user:password-of-tests').toString('base64')}` };
  assert.equal((await request(proxy.port, '/hook/env1', { headers })).status, 200);
});

both('http.status.enabled', true, async (t, given) => {
  assert.equal((await request((await start(t, given)).proxy.port, '/status')).status, 200);
});

both('http.enabled', false, async (t, given) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const [port, diagPort] = await freePorts(2);
  const file = path.join(makeFolder(t, {
    'options.yml': JSON.stringify({ sdks: { env1: sdkOn(upstream) }, ...given.options, diag: { port: diagPort } }),
  }), 'options.yml');
  const proxy = new Proxy(t, ['-c', file], { CONFIGCAT_HTTP_PORT: String(port), ...given.env });
  await eventually(15_000, () => isOpen(diagPort), 'the diagnostics port');
  assert.equal(await isOpen(port), false);
  assert.equal((await proxy.stop()).code, 0);
});

both('diag.enabled', false, async (t, given) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const [port, diagPort] = await freePorts(2);
  const file = path.join(makeFolder(t, {
    'options.yml': JSON.stringify({ sdks: { env1: sdkOn(upstream) }, http: { port }, ...given.options }),
  }), 'options.yml');
  new Proxy(t, ['-c', file], { CONFIGCAT_DIAG_PORT: String(diagPort), ...given.env });
  await eventually(15_000, () => isOpen(port), 'the main port');
  assert.equal(await isOpen(diagPort), false);
});

for (const [name, path] of [['status', '/status'], ['metrics', '/metrics']]) {
  both(`diag.${name}.enabled`, false, async (t, given) => {
    const upstream = await startUpstream(t, configOf({ flag: 1 }));
    const [port, diagPort] = await freePorts(2);
    const options = { sdks: { env1: sdkOn(upstream) }, http: { port }, diag: { port: diagPort, ...given.options?.diag } };
    const file = `${makeFolder(t, { 'options.yml': JSON.stringify(options) })}/options.yml`;
    new Proxy(t, ['-c', file], { ...given.env });
    await eventually(15_000, () => isOpen(diagPort), 'the diagnostics port');
    for (const each of ['/status', '/metrics']) assert.equal((await request(diagPort, each)).status, each === path ? 404 : 200, each);
  });
}

both('diag.ui.enabled', false, async (t, given) => {
  const { proxy: open } = await start(t, {});
  const page = await request(open.diagPort, '/ui');
  assert.equal(page.status, 200, String(page.headers.location));
  assert.match(String(page.headers['content-type']), /^text\/html/);
  const { proxy: closed } = await start(t, given);
  for (const path of ['/', '/ui', '/ui/']) assert.equal((await request(closed.diagPort, path)).status, 404, path);
});

test('diag.metrics.prometheus.enabled: false', HANG_GUARD, async (t) => {
  const { proxy } = await start(t, { options: { diag: { metrics: { prometheus: { enabled: false } } } } });
  assert.equal((await request(proxy.diagPort, '/metrics')).status, 404);
});

both('default_user_attributes', { Email: 'a@example.com', Rating: 4.5, Roles: ['admin'] }, async (t, given) => {
  const { proxy } = await start(t, { ...given, config: RULES });
  const all = JSON.parse((await post(proxy.port, '/api/env1/eval-all', {})).text);
  for (const key of ['byEmail', 'byRating', 'byRoles']) assert.equal(all[key].value, 'these', key);
});

test('the variables of one SDK', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, RULES);
  const sdk = sdkOn(upstream);
  const env = {
    CONFIGCAT_SDKS: JSON.stringify({ env1: sdk.key }), CONFIGCAT_ENV1_BASE_URL: upstream.url, CONFIGCAT_ENV1_POLL_INTERVAL: '1',
    CONFIGCAT_ENV1_DATA_GOVERNANCE: 'eu', CONFIGCAT_ENV1_DEFAULT_USER_ATTRIBUTES: '{"Email":"a@example.com"}', CONFIGCAT_ENV1_LOG_LEVEL: 'error',
    CONFIGCAT_ENV2_BASE_URL: 'http://127.0.0.1:1',
  };
  // The entry of the file is replaced as a whole, and variables of SDKs that are not listed count for nothing.
  const proxy = await startProxy(t, { sdks: { env1: { key: sdk.key, webhook_signing_key: 'signing-key-of-tests' }, env2: sdkOn(upstream) } }, { env });
  assert.match((await post(proxy.port, '/api/env1/eval', { key: 'byEmail' })).text, /these/);
  assert.match((await post(proxy.port, '/api/env2/eval', { key: 'byEmail' })).text, /others/);
  assert.equal((await request(proxy.port, '/hook/env1')).status, 200);
  const asked = upstream.requests.length;
  await eventually(15_000, () => upstream.requests.length > asked + 1, 'a poll a second');
});

test('the variables of a file', HANG_GUARD, async (t) => {
  const file = path.join(makeFolder(t, { 'config.json': JSON.stringify(configOf({ flag: 1 })) }), 'config.json');
  const env = {
    CONFIGCAT_SDKS: JSON.stringify({ 'my-sdk': sdkOn({ url: '' }).key }), CONFIGCAT_MY_SDK_OFFLINE_ENABLED: 'true',
    CONFIGCAT_MY_SDK_OFFLINE_LOCAL_FILE_PATH: file, CONFIGCAT_MY_SDK_OFFLINE_LOCAL_POLLING: 'T', CONFIGCAT_MY_SDK_OFFLINE_LOCAL_POLL_INTERVAL: '1',
    CONFIGCAT_MY_SDK_OFFLINE_LOG_LEVEL: 'info',
  };
  const proxy = await startProxy(t, {}, { env });
  const value = async () => (await post(proxy.port, '/api/my-sdk/eval', { key: 'flag' })).text;
  assert.equal(await value(), '{"value":1,"variationId":"id-flag"}');
  fs.writeFileSync(file, JSON.stringify(configOf({ flag: 22 })));
  await eventually(15_000, async () => (await value()).includes('22'), 'the new file');
});

test('an empty variable is none, and a variable wins over the file', HANG_GUARD, async (t) => {
  const { proxy } = await start(t, {
    options: { http: { api: { headers: { 'X-Own': 'file' } }, sse: { enabled: false } } },
    env: { CONFIGCAT_HTTP_API_HEADERS: '', CONFIGCAT_HTTP_SSE_ENABLED: '1', CONFIGCAT_HTTP_OFREP_ENABLED: 'F' },
  });
  assert.equal((await request(proxy.port, '/api/env1/keys')).headers['x-own'], 'file');
  assert.equal(await statusOf(proxy.port, SECTIONS.sse), 200);
  assert.equal(await statusOf(proxy.port, SECTIONS.ofrep), 404);
});

test('YAML as people write it', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, RULES);
  const [port, diagPort] = await freePorts(2);
  const { key } = sdkOn(upstream);
  const text = `# The options of a test.
log:
  level: "info"
sdks:
  my_sdk: # one
    key: "${key}"
    base_url: ${upstream.url}
    poll_interval: 0
    default_user_attributes:
      Email: a@example.com
      Rating: 4.5
      Roles: [admin, user]
http:
  port: ${port}
  cdn_proxy:
    headers:
      Custom-Header-Name: "<header-value>"
    cors:
      allowed_origins:
        - https://domain1.com
        - https://domain2.com
diag:
  port: ${diagPort}
grpc:
  enabled: true
  port: 50051
`;
  const file = path.join(makeFolder(t, { 'options.yml': text }), 'options.yml');
  const proxy = new Proxy(t, [`-c=${file}`], {});
  await eventually(15_000, () => isOpen(port), 'the main port');
  const all = JSON.parse((await post(port, '/api/my_sdk/eval-all', {})).text);
  for (const name of ['byEmail', 'byRating', 'byRoles']) assert.equal(all[name].value, 'these', name);
  const { headers } = await request(port, '/configuration-files/configcat-proxy/my_sdk/config_v6.json');
  assert.equal(headers['custom-header-name'], '<header-value>');
  assert.equal(headers['access-control-allow-origin'], 'https://domain1.com');
  assert.equal((await proxy.stop()).code, 0);
  assert.match(proxy.stdout, /\[warning\].*grpc/, 'gRPC is said not to be there');
});

test('the file by the name of a link', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const [port, diagPort] = await freePorts(2);
  const folder = makeFolder(t, { 'real.yml': JSON.stringify({ sdks: { env1: sdkOn(upstream) }, http: { port }, diag: { port: diagPort } }) });
  fs.symlinkSync('real.yml', path.join(folder, 'options.yml'));
  new Proxy(t, ['--c', path.join(folder, 'options.yml')], {});
  await eventually(15_000, () => isOpen(port), 'the main port');
});

both('http_proxy.url', 'PROXY', async (t, given) => {
  const upstream = await startUpstream(t, configOf({ flag: 'by way of a proxy' }));
  const asked = [];
  const outgoing = http.createServer((request, response) => {
    asked.push(request.url);
    http.get(String(request.url), { headers: request.headers }, (inner) => inner.pipe(response.writeHead(Number(inner.statusCode), inner.headers)));
  });
  outgoing.on('connect', (request, socket) => {
    asked.push(request.url);
    const inner = net.connect(Number(String(request.url).split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      inner.pipe(socket).pipe(inner);
    });
    for (const each of [inner, socket]) each.on('error', () => {});
  });
  await new Promise((resolve) => outgoing.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    outgoing.closeAllConnections();
    outgoing.close();
  });
  const url = `http://127.0.0.1:${/** @type {any} */ (outgoing.address()).port}`;
  const options = given.options ? { http_proxy: { url } } : {};
  const env = given.env ? { CONFIGCAT_HTTP_PROXY_URL: url } : {};
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
  assert.match((await post(proxy.port, '/api/env1/eval', { key: 'flag' })).text, /by way of a proxy/);
  assert.ok(asked.length > 0, 'the proxy was asked');
});

for (const [name, governance, host] of [['not said', undefined, 'global'], ['global', 'global', 'global'], ['eu', 'eu', 'eu']]) {
  test(`data_governance ${name}: the server that is asked`, HANG_GUARD, async (t) => {
    const asked = [];
    const outgoing = http.createServer((_, response) => response.writeHead(502).end());
    outgoing.on('connect', (request, socket) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise((resolve) => outgoing.listen(0, '127.0.0.1', () => resolve(undefined)));
    t.after(() => outgoing.close());
    const url = `http://127.0.0.1:${/** @type {any} */ (outgoing.address()).port}`;
    await startProxy(t, { sdks: { env1: { key: newSdkKey(), data_governance: governance } }, http_proxy: { url } });
    await eventually(15_000, () => asked.length > 0, 'a request');
    assert.equal(asked[0], `cdn-${host}.configcat.com:443`);
  });
}

/** What is printed at each level by a proxy that has been asked something. */
async function printed(t, options, env = {}) {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
  await request(proxy.port, '/api/env1/keys');
  upstream.answerNext({ status: 404 });
  await request(proxy.port, '/hook/env1');
  await proxy.stop();
  return proxy;
}

const LEVELS = ['error', 'warning', 'info', 'debug'];
const LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:\[(\w+)\] )?(?:<[^>]+> )?\S.*$/;

test('levels of the log', HANG_GUARD, async (t) => {
  for (const [level, most] of [['error', 0], ['warn', 1], ['info', 2], ['debug', 3], ['unknown', 1], [undefined, 1]]) {
    for (const isVariable of level ? [false, true] : [false]) {
      const proxy = await printed(t, isVariable ? {} : { log: { level } }, isVariable ? { CONFIGCAT_LOG_LEVEL: String(level) } : {});
      const tags = proxy.output.trimEnd().split('\n').map((line) => (LINE.exec(line) ?? assert.fail(`not a line: ${line}`))[1]).filter(Boolean);
      for (const tag of tags) assert.ok(LEVELS.indexOf(tag) <= Number(most) && LEVELS.includes(tag), `[${tag}] at level ${level}:\n${proxy.output}`);
      if (level === 'debug') assert.ok(tags.includes('debug'), proxy.output);
      assert.match(proxy.stdout, /starting\.\.\.$/m);
      assert.match(proxy.stdout, new RegExp(`<http> HTTP server listening on port: ${proxy.port}$`, 'm'));
      assert.match(proxy.stdout, new RegExp(`<diag> diag HTTP server listening on port: ${proxy.diagPort}$`, 'm'));
      assert.match(proxy.stdout, /shutdown requested\.\.\.$/m);
      for (const line of proxy.stderr.split('\n').filter(Boolean)) assert.match(line, /\[error\]/, 'only errors on stderr');
      assert.ok(!proxy.stdout.includes('[error]'), 'errors on stderr only');
    }
  }
});

both('http.log.level', 'debug', async (t, given) => {
  const proxy = await printed(t, given.options ?? {}, given.env);
  assert.match(proxy.stdout, /\[debug\] <http.*> .*request starting HTTP\/1\.1 GET \/api\//);
  assert.match(proxy.stdout, /\[debug\] <http.*> .*request finished HTTP\/1\.1 GET \/api\/.* \[status: 200\] \[duration: .+\] \[response: 17B\]/);
});

test('a level of its own is quieter than that of the whole', HANG_GUARD, async (t) => {
  const proxy = await printed(t, { log: { level: 'debug' }, http: { log: { level: 'error' } } });
  assert.doesNotMatch(proxy.stdout, /request starting/);
});

test('commands: config check', HANG_GUARD, async (t) => {
  const good = { sdks: { env1: { key: sdkOn({ url: '' }).key } } };
  const folder = makeFolder(t, { 'good.yml': JSON.stringify(good), 'bad.yml': JSON.stringify({ ...good, http: { port: -1 } }) });
  const check = (name, env) => {
    return runProxy(t, ['config', 'check', '-c', path.join(folder, name)], env);
  };
  const ok = await check('good.yml');
  assert.equal(ok.code, 0, ok.stderr);
  assert.equal(ok.stderr, '');
  assert.ok(!ok.stdout.includes(good.sdks.env1.key));
  const wrong = await check('bad.yml');
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^[^\n]*http: invalid port -1[^\n]*\n$/);
  assert.match(wrong.stderr, /http\.port.*CONFIGCAT_HTTP_PORT/);
  assert.equal((await check('good.yml', { CONFIGCAT_DIAG_PORT: '70000' })).code, 1);
  assert.equal((await check('missing.yml')).code, 1);
});

test('commands: health and ready', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t);
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const ask = async (command) => (await runProxy(t, [command, '-c', proxy.file])).code;
  assert.equal(await ask('health'), 0, 'it lives');
  assert.equal(await ask('ready'), 1, 'it has no config to serve');
  upstream.setConfig(configOf({ flag: 1 }));
  await request(proxy.port, '/hook/env1');
  assert.equal(await ask('ready'), 0);
  await upstream.close();
  for (let count = 0; count < 3; count++) await request(proxy.port, '/hook/env1');
  assert.equal(await ask('ready'), 0, 'the old config is served');
  await proxy.stop();
  for (const command of ['health', 'ready']) {
    const { code, stderr } = await runProxy(t, [command, '-c', proxy.file]);
    assert.equal(code, 1);
    assert.match(stderr, /^[^\n]+\n$/, 'one line');
  }
});

test('commands: help and version', HANG_GUARD, async (t) => {
  const help = await runProxy(t, ['--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /usage/i);
  const version = await runProxy(t, ['--version']);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^vexil-proxy \d+\.\d+\.\d+/);
});
