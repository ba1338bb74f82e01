'use strict';

// What is measured.

const assert = require('node:assert/strict');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { assertSecret } = require('./support/secrets');
const { encode, openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

test('metrics: by routes, without keys', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const sdk = sdkOn(upstream);
  const proxy = await startProxy(t, { sdks: { env1: sdk } });
  await post(proxy.port, '/api/env1/eval', { key: 'flag' });
  await post(proxy.port, '/api/env1/eval', '{');
  await request(proxy.port, `/configuration-files/${sdk.key}/config_v6.json`);
  await request(proxy.port, '/configuration-files/configcat-proxy/env1/config_v6.json');
  await request(proxy.port, `/nothing/${sdk.key}`);
  const one = await openStream(t, proxy.port, `/sse/env1/eval/${encode({ key: 'flag' })}`);
  const all = await openStream(t, proxy.port, '/sse/env1/eval-all');
  const keyed = await openStream(t, proxy.port, `/sse/eval-all/k/${encode({ sdkKey: sdk.key })}`);
  for (const stream of [one, all, keyed]) await stream.next();
  upstream.setConfig(configOf({ flag: 2 }));
  await post(proxy.port, '/hook/env1');
  for (const stream of [one, all, keyed]) await stream.next();

  const { text, status, headers } = await request(proxy.diagPort, '/metrics');
  assert.equal(status, 200);
  assert.match(String(headers['content-type']), /^(text\/plain|application\/openmetrics-text)/);
  const sample = (name, labels) => {
    const line = text.split('\n').find((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)));
    assert.ok(line, `${name} with ${labels}:\n${text}`);
    return Number(line.split(' ').at(-1));
  };
  const requests = 'configcat_http_request_duration_seconds_count';
  assert.equal(sample(requests, ['route="/api/{sdkId}/eval"', 'method="POST"', 'status="200"']), 1);
  assert.equal(sample(requests, ['route="/api/{sdkId}/eval"', 'method="POST"', 'status="400"']), 1);
  assert.equal(sample('configcat_sdk_http_request_duration_seconds_count', ['sdk="env1"', 'status="200 OK"']), 2);
  assert.equal(sample('configcat_stream_connections', ['sdk="env1"', 'type="sse"', 'flag="flag"']), 1);
  assert.equal(sample('configcat_stream_connections', ['sdk="env1"', 'type="sse"', 'flag="[ALL]"']), 2);
  assert.equal(sample('configcat_stream_msg_sent_total', ['sdk="env1"', 'type="sse"', 'flag="flag"']), 2);
  assert.equal(sample('configcat_stream_msg_sent_total', ['sdk="env1"', 'type="sse"', 'flag="[ALL]"']), 4);
  for (const name of ['configcat_http_request_duration_seconds', 'configcat_sdk_http_request_duration_seconds']) {
    assert.ok(text.includes(`# TYPE ${name} histogram`), name);
  }
  assertSecret('/metrics', text, [sdk.key]);
});
