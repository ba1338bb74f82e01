'use strict';

// Notifications of changes, and their signatures.

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

const SIGNING_KEY = 'signing-key-of-the-tests';
const INVALID = 'Signature validation failed\n';

const now = () => Math.floor(Date.now() / 1000);

let messages = 0;

/** A message of its own. @param {{ id?: string, time?: number | string, body?: string, key?: string }} given */
function signed({ id = `message-${(messages += 1)}`, time = now(), body = '', key = SIGNING_KEY } = {}) {
  const signature = crypto.createHmac('sha256', key).update(`${id}${time}${body}`).digest('base64');
  return headersOf(signature, id, time);
}

const headersOf = (signature, id, time) => ({
  'X-ConfigCat-Webhook-Signature-V1': signature, 'X-ConfigCat-Webhook-ID': id, 'X-ConfigCat-Webhook-Timestamp': String(time),
});

async function start(t, options = {}) {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream, options) } });
  await request(port, '/api/env1/keys');
  upstream.takeRequests();
  return { upstream, port };
}

test('without a signing key: GET and POST, whatever they bring', HANG_GUARD, async (t) => {
  const { upstream, port } = await start(t);
  for (const method of ['GET', 'POST']) {
    for (const body of method === 'GET' ? [undefined] : [undefined, '', '{}', 'no JSON']) {
      const answer = await request(port, '/hook/env1', { method, body, headers: { 'X-ConfigCat-Webhook-Signature-V1': 'wrong' } });
      assert.equal(answer.status, 200);
      assert.equal(answer.text, '');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      assert.equal(upstream.takeRequests().length, 1, 'one download before the answer');
    }
  }
  const options = await request(port, '/hook/env1', { method: 'OPTIONS' });
  assert.equal(options.status, 405);
  for (const [path, status, text] of /** @type {[string, number, string][]} */ ([
    ['/hook/nobody', 404, "SDK not found for identifier: 'nobody'\n"],
    ['/hook/', 400, "'sdkId' path parameter must be set\n"],
  ])) {
    for (const method of ['GET', 'POST']) {
      const answer = await request(port, path, { method });
      assert.equal(answer.status, status);
      assert.equal(answer.text, text);
    }
  }
});

test('the refresh is over when the answer comes, and its failure is not told', HANG_GUARD, async (t) => {
  const { upstream, port } = await start(t);
  upstream.setConfig(configOf({ flag: 'second' }), { delayMs: 300 });
  assert.equal((await request(port, '/hook/env1', { method: 'POST' })).status, 200);
  const { text } = await request(port, '/api/env1/eval', { method: 'POST', body: { key: 'flag' } });
  assert.equal(text, '{"value":"second","variationId":"id-flag"}');
  await upstream.close();
  assert.equal((await request(port, '/hook/env1', { method: 'POST' })).status, 200);
});

test('signatures', HANG_GUARD, async (t) => {
  const { upstream, port } = await start(t, { webhook_signing_key: SIGNING_KEY });
  const body = '{"event":"config changed"}';
  const good = signed({ body });
  const signature = good['X-ConfigCat-Webhook-Signature-V1'];
  const changed = (headers) => ({ ...good, ...headers });
  const without = (name) => Object.fromEntries(Object.entries(good).filter(([each]) => each !== name));
  /** A message whose signature is one of several. */
  const among = (write) => {
    const message = signed({ body });
    return { ...message, 'X-ConfigCat-Webhook-Signature-V1': write(message['X-ConfigCat-Webhook-Signature-V1']) };
  };

  /** @type {[string, Record<string, string>, string, number][]} */
  const rows = [
    ['right', good, body, 200],
    ['the first of several', among((right) => `${right},other`), body, 200],
    ['the last of several', among((right) => `other,${right}`), body, 200],
    ['a space before it', among((right) => `other, ${right}`), body, 400],
    ['of another key', signed({ body, key: `${SIGNING_KEY}x` }), body, 400],
    ['of another body', good, `${body} `, 400],
    ['of no body', good, '', 400],
    ['of another ID', changed({ 'X-ConfigCat-Webhook-ID': 'other' }), body, 400],
    ['of another time', changed({ 'X-ConfigCat-Webhook-Timestamp': String(now() - 1) }), body, 400],
    ['in hexadecimal', changed({ 'X-ConfigCat-Webhook-Signature-V1': Buffer.from(signature, 'base64').toString('hex') }), body, 400],
    ['not padded', changed({ 'X-ConfigCat-Webhook-Signature-V1': signature.replace(/=+$/, '') }), body, 400],
    ['none', without('X-ConfigCat-Webhook-Signature-V1'), body, 400],
    ['no ID', without('X-ConfigCat-Webhook-ID'), body, 400],
    ['no time', without('X-ConfigCat-Webhook-Timestamp'), body, 400],
    ['an empty one', changed({ 'X-ConfigCat-Webhook-Signature-V1': '' }), body, 400],
    ['an empty ID', signed({ body, id: '' }), body, 400],
    ['a time that is none', signed({ body, time: 'soon' }), body, 400],
    ['a time with a fraction', signed({ body, time: `${now()}.5` }), body, 400],
    ['a time that is too large', signed({ body, time: '99999999999999999999' }), body, 400],
    ['just in time', signed({ body, time: now() - 290 }), body, 200],
    ['too late', signed({ body, time: now() - 310 }), body, 400],
    ['from the future', signed({ body, time: now() + 100_000 }), body, 200],
    ['signed without a body', signed(), '', 200],
    ['signed in another order', headersOf(crypto.createHmac('sha256', SIGNING_KEY).update(`${now()}an-id${body}`).digest('base64'), 'an-id', now()), body, 400],
  ];
  for (const [title, headers, sent, status] of rows) {
    await t.test(title, async () => {
      upstream.takeRequests();
      const answer = await request(port, '/hook/env1', { method: 'POST', headers, body: sent });
      assert.equal(answer.status, status);
      assert.equal(answer.text, status === 200 ? '' : INVALID);
      if (status === 400) assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
      assert.equal(upstream.takeRequests().length, status === 200 ? 1 : 0);
    });
  }

  await t.test('GET', async () => {
    assert.equal((await request(port, '/hook/env1', { headers: signed() })).status, 200);
    assert.equal((await request(port, '/hook/env1', { headers: good })).status, 400);
  });
});

test('how long a signature is valid', HANG_GUARD, async (t) => {
  const { port } = await start(t, { webhook_signing_key: SIGNING_KEY, webhook_signature_valid_for: 20 });
  assert.equal((await request(port, '/hook/env1', { headers: signed({ time: now() - 15 }) })).status, 200);
  assert.equal((await request(port, '/hook/env1', { headers: signed({ time: now() - 25 }) })).status, 400);
});

test('the variables of signatures', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const { key, base_url: url } = sdkOn(upstream);
  const env = {
    CONFIGCAT_SDKS: JSON.stringify({ 'my-sdk': key }), CONFIGCAT_MY_SDK_BASE_URL: url, CONFIGCAT_MY_SDK_WEBHOOK_SIGNING_KEY: SIGNING_KEY,
    CONFIGCAT_MY_SDK_WEBHOOK_SIGNATURE_VALID_FOR: '20',
  };
  const { port } = await startProxy(t, {}, { env });
  assert.equal((await request(port, '/hook/my-sdk')).status, 400);
  assert.equal((await request(port, '/hook/my-sdk', { headers: signed({ time: now() - 15 }) })).status, 200);
  assert.equal((await request(port, '/hook/my-sdk', { headers: signed({ time: now() - 25 }) })).status, 400);
});
