'use strict';

// Where options come from: the file as people write it, and variables.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { RULES, configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { freePorts, isOpen } = require('./support/ports');
const { HANG_GUARD, Proxy, makeFolder, startProxy } = require('./support/proxy');
const { both } = require('./support/both');
const { SECTIONS, startGiven, statusOf } = require('./support/sections');
const { sdkOn, startUpstream } = require('./support/upstream');

both('default_user_attributes', { Email: 'a@example.com', Rating: 4.5, Roles: ['admin'] }, async (t, given) => {
  const proxy = await startGiven(t, { ...given, config: RULES });
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
  const proxy = await startGiven(t, {
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
