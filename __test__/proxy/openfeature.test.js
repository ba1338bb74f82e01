'use strict';

// OpenFeature's own provider for remote evaluation.

const assert = require('node:assert/strict');
const process = require('node:process');
const test = require('node:test');
const { KINDS, RULES } = require('./support/configs');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

/** @type {any} */
let openFeature;
/** @type {any} */
let remote;
try {
  openFeature = require('@openfeature/server-sdk');
  remote = require('@openfeature/ofrep-provider');
} catch (error) {
  if (process.env.VEXIL_REQUIRE_ALL === '1' || /** @type {any} */ (error).code !== 'MODULE_NOT_FOUND') throw error;
}
const skip = !remote && '@openfeature/ofrep-provider is not installed';

let domains = 0;

/** A client of the provider. */
async function open(t, port, headers) {
  const provider = new remote.OFREPProvider({ baseUrl: `http://127.0.0.1:${port}`, headers });
  const domain = `proxy-${(domains += 1)}`;
  await openFeature.OpenFeature.setProviderAndWait(domain, provider);
  t.after(() => openFeature.OpenFeature.clearProviders());
  return openFeature.OpenFeature.getClient(domain);
}

test('OpenFeature: values of all types, with their details', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, KINDS);
  const options = sdkOn(upstream);
  const { port } = await startProxy(t, { sdks: { my_sdk: options } });
  for (const headers of [{ 'X-ConfigCat-SdkId': 'my_sdk' }, { 'X-ConfigCat-SdkKey': options.key }]) {
    const client = await open(t, port, headers);
    assert.equal(await client.getBooleanValue('bool', false), true);
    assert.equal(await client.getStringValue('plainText', ''), 'text');
    assert.equal(await client.getNumberValue('int', 0), 42);
    assert.equal(await client.getNumberValue('double', 0), 3.14);
    const details = await client.getBooleanDetails('bool', false);
    assert.equal(details.variant, 'id-bool');
    assert.equal(details.reason, 'DEFAULT');
    assert.equal(details.errorCode, undefined);
  }
});

test('OpenFeature: the context decides', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, RULES);
  const { port } = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
  const client = await open(t, port, { 'X-ConfigCat-SdkId': 'my_sdk' });
  const context = { targetingKey: 'a', Email: 'a@example.com', Rating: 4.5, Roles: ['admin'] };
  for (const key of ['byEmail', 'byRating', 'byRoles']) {
    const { value, reason } = await client.getStringDetails(key, '', context);
    assert.equal(value, 'these', key);
    assert.equal(reason, 'TARGETING_MATCH');
    assert.equal(await client.getStringValue(key, '', { targetingKey: 'a' }), 'others');
  }
});

test('OpenFeature: what is wrong', { ...HANG_GUARD, skip }, async (t) => {
  const upstream = await startUpstream(t, KINDS);
  const dead = await startUpstream(t);
  const { port } = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream), dead: sdkOn(dead) } });
  const client = await open(t, port, { 'X-ConfigCat-SdkId': 'my_sdk' });
  for (const [key, context, code] of [['nothing', {}, 'FLAG_NOT_FOUND'], ['bool', { wrong: true }, 'INVALID_CONTEXT']]) {
    const { value, errorCode } = await client.getBooleanDetails(key, false, context);
    assert.equal(value, false);
    assert.equal(errorCode, code);
  }
  assert.equal((await client.getStringDetails('bool', 'default')).errorCode, 'TYPE_MISMATCH');
  for (const headers of [{ 'X-ConfigCat-SdkId': 'nobody' }, { 'X-ConfigCat-SdkId': 'dead' }, {}]) {
    const other = await open(t, port, headers);
    const { value, errorCode } = await other.getBooleanDetails('bool', false);
    assert.equal(value, false, JSON.stringify(headers));
    assert.ok(errorCode, JSON.stringify(headers));
  }
});
