'use strict';

// The OpenFeature Remote Evaluation Protocol.

const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const test = require('node:test');
const { KINDS, RULES, configOf, setting } = require('./support/configs');
const { post } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { shared } = require('./support/shared');
const { sdkOn, startUpstream } = require('./support/upstream');

const FLAGS = '/ofrep/v1/evaluate/flags';
const TYPES = "only 'string', 'number', and 'string[]' types are allowed";

describe('OFREP', { timeout: 120_000 }, () => {
  /** @type {any} */
  let sdks;
  const proxy = shared(before, after, async (t) => {
    const kinds = await startUpstream(t, KINDS);
    const rules = await startUpstream(t, RULES);
    const odd = await startUpstream(t, configOf({ broken: setting(1, {}, 'id-broken'), good: 'value', nameless: setting(1, { s: 'x' }) }));
    const dead = await startUpstream(t);
    sdks = { kinds: sdkOn(kinds), rules: sdkOn(rules), odd: sdkOn(odd), dead: sdkOn(dead) };
    return startProxy(t, { sdks });
  });
  const evaluate = (sdk, key, body, headers = {}) => post(proxy.port, `${FLAGS}/${key}`, body, { 'X-ConfigCat-SdkId': sdk, ...headers });
  const evaluateAll = (sdk, body, headers = {}) => post(proxy.port, FLAGS, body, { 'X-ConfigCat-SdkId': sdk, ...headers });

  function assertAnswer(answer, status, json) {
    assert.equal(answer.text, json);
    assert.equal(answer.status, status);
    assert.equal(answer.headers['content-type'], 'application/json');
  }

  it('one flag', async () => {
    for (const [key, value] of /** @type {[string, string][]} */ ([['bool', 'true'], ['double', '3.14'], ['int', '42'], ['plainText', '"text"']])) {
      const expected = `{"key":"${key}","reason":"DEFAULT","variant":"id-${key}","value":${value}}`;
      for (const body of [undefined, '', '{}', '{"context":{}}', '{"context":null}', '{"other":1}', 'null', '{"context":{"targetingKey":"x"}}']) {
        assertAnswer(await evaluate('kinds', key, body), 200, expected);
      }
    }
  });

  it('a flag whose key has to be escaped', async (t) => {
    const upstream = await startUpstream(t, configOf({ 'a b/c': true }));
    const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
    const { status, text } = await post(port, `${FLAGS}/a%20b%2Fc`, undefined, { 'X-ConfigCat-SdkId': 'env1' });
    assert.equal(text, '{"key":"a b/c","reason":"DEFAULT","variant":"id-a b/c","value":true}');
    assert.equal(status, 200);
  });

  it('the reason is the rule or the percentages that matched', async () => {
    for (const [key, context, reason] of /** @type {[string, any, string][]} */ ([
      ['byEmail', { Email: 'a@example.com' }, 'TARGETING_MATCH'],
      ['byEmail', { Email: 'a@example.org' }, 'DEFAULT'],
      ['byRating', { Rating: 4.5 }, 'TARGETING_MATCH'],
      ['byRoles', { Roles: ['admin', 1, true] }, 'TARGETING_MATCH'],
      ['percent', { Identifier: 'a' }, 'TARGETING_MATCH'],
      ['percent', undefined, 'DEFAULT'],
    ])) {
      const { text, status } = await evaluate('rules', key, { context });
      assert.equal(status, 200, text);
      assert.equal(JSON.parse(text).reason, reason, `${key} for ${JSON.stringify(context)}`);
    }
  });

  it('the targeting key is the identifier, whatever else is called so', async () => {
    const variantOf = async (context) => JSON.parse((await evaluate('rules', 'percent', { context })).text).variant;
    for (let index = 0; index < 20; index++) {
      const Identifier = `user-${index}`;
      const expected = await variantOf({ Identifier });
      assert.equal(await variantOf({ targetingKey: Identifier }), expected);
      assert.equal(await variantOf({ targetingKey: Identifier, Identifier: 'another' }), expected);
    }
  });

  it('all flags, sorted', async () => {
    const flag = (key, value) => `{"key":"${key}","reason":"DEFAULT","variant":"id-${key}","value":${value}}`;
    const flags = [
      flag('bool', 'true'), flag('double', '3.14'), flag('int', '42'), flag('large', '1e+21'), flag('plainText', '"text"'), flag('small', '1e-7'),
      flag('whole', '3'),
    ];
    for (const body of [undefined, '{}', '{"context":{"targetingKey":"x"}}']) {
      const answer = await evaluateAll('kinds', body);
      assertAnswer(answer, 200, `{"flags":[${flags.join(',')}]}`);
      assert.match(String(answer.headers.etag), /^W\/"[0-9a-f]+"$/);
    }
  });

  it('all flags, one of which cannot be evaluated', async () => {
    const { status, text } = await evaluateAll('odd');
    assert.equal(status, 200);
    const [broken, good, nameless] = JSON.parse(text).flags;
    assert.equal(broken.key, 'broken');
    assert.equal(broken.errorCode, 'GENERAL');
    assert.ok(broken.errorDetails);
    assert.deepEqual(good, { key: 'good', reason: 'DEFAULT', variant: 'id-good', value: 'value' });
    assert.equal(nameless.value, 'x');
    const alone = await evaluate('odd', 'broken');
    assert.equal(alone.status, 500);
    assert.ok(JSON.parse(alone.text).errorDetails);
  });

  it('no SDK', async () => {
    const details = "either the 'X-ConfigCat-SdkId' or 'X-ConfigCat-SdkKey' header must be set";
    assertAnswer(await post(proxy.port, `${FLAGS}/bool`, {}), 400, `{"key":"bool","errorCode":"GENERAL","errorDetails":"${details}"}`);
    assertAnswer(await post(proxy.port, FLAGS, {}), 400, `{"errorCode":"GENERAL","errorDetails":"${details}"}`);
  });

  it('an unknown SDK', async () => {
    const details = 'could not identify a configured SDK';
    assertAnswer(await evaluate('nobody', 'bool', {}), 400, `{"key":"bool","errorCode":"GENERAL","errorDetails":"${details}"}`);
    assertAnswer(await evaluateAll('nobody', {}), 400, `{"errorCode":"GENERAL","errorDetails":"${details}"}`);
    const byKey = await post(proxy.port, FLAGS, {}, { 'X-ConfigCat-SdkKey': 'unknown' });
    assertAnswer(byKey, 400, `{"errorCode":"GENERAL","errorDetails":"${details}"}`);
  });

  it('SDKs by their key; the identifier comes first', async () => {
    const byKey = { 'X-ConfigCat-SdkKey': sdks.kinds.key };
    assert.equal((await post(proxy.port, `${FLAGS}/bool`, {}, byKey)).status, 200);
    assert.equal((await evaluate('kinds', 'bool', {}, { 'X-ConfigCat-SdkKey': 'unknown' })).status, 200);
    assert.equal((await evaluate('nobody', 'bool', {}, byKey)).status, 400);
  });

  it('a context that is none', async () => {
    for (const value of [true, null, {}]) {
      const details = `failed to parse JSON body: 'Wrong' has an invalid type, ${TYPES}`;
      const body = { context: { targetingKey: 'x', Wrong: value } };
      assertAnswer(await evaluate('kinds', 'bool', body), 400, `{"key":"bool","errorCode":"INVALID_CONTEXT","errorDetails":"${details}"}`);
      assertAnswer(await evaluateAll('kinds', body), 400, `{"errorCode":"INVALID_CONTEXT","errorDetails":"${details}"}`);
    }
    for (const body of ['{', '[]', '{"context":[]}', '{"context":"x"}']) {
      const answer = await evaluateAll('kinds', body);
      assert.equal(answer.status, 400, body);
      const { errorCode, errorDetails } = JSON.parse(answer.text);
      assert.equal(errorCode, 'INVALID_CONTEXT');
      assert.match(errorDetails, /^failed to parse JSON body: ./);
    }
  });

  it('an unknown flag', async () => {
    const details = "feature flag or setting with key 'nothing' not found";
    assertAnswer(await evaluate('kinds', 'nothing', {}), 404, `{"key":"nothing","errorCode":"FLAG_NOT_FOUND","errorDetails":"${details}"}`);
  });

  it('no config', async () => {
    const text = '{"errorDetails":"requested SDK is in an invalid state; please check the logs for more details"}';
    assertAnswer(await evaluate('dead', 'bool', {}), 500, text);
    assertAnswer(await evaluateAll('dead', {}), 500, text);
  });

  it('ETags follow the context, and not its order', async () => {
    const etagOf = async (body) => String((await evaluateAll('rules', body)).headers.etag);
    const context = { targetingKey: 'x', Email: 'a@example.com', Rating: 4.5, Roles: ['a', 'b'] };
    const etag = await etagOf({ context });
    assert.equal(await etagOf({ context: Object.fromEntries(Object.entries(context).reverse()) }), etag);
    const others = [
      {}, { context: {} }, { context: { ...context, targetingKey: 'y' } }, { context: { ...context, Rating: 5 } }, { context: { ...context, Rating: '4.5' } },
      { context: { ...context, Roles: ['b', 'a'] } }, { context: { ...context, Roles: ['ab'] } }, { context: { ...context, Roles: [] } },
      { context: { ...context, Email: 'b@example.com' } }, { context: { ...context, more: '' } }, { context: { ...context, Email: 4.5, Rating: 'a@example.com' } },
    ];
    const seen = [etag, ...(await Promise.all(others.slice(1).map(etagOf)))];
    assert.equal(new Set(seen).size, seen.length);

    const same = await evaluateAll('rules', { context }, { 'If-None-Match': etag });
    assert.equal(same.status, 304);
    assert.equal(same.text, '');
    assert.equal(same.headers.etag, etag);
    for (const other of [`${etag}, "x"`, '*', etag.replace('W/', '')]) {
      assert.equal((await evaluateAll('rules', { context }, { 'If-None-Match': other })).status, 200, other);
    }
  });
});

test('OFREP: another config, another ETag', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const headers = { 'X-ConfigCat-SdkId': 'env1' };
  const before = await post(port, FLAGS, {}, headers);
  upstream.setConfig(configOf({ flag: 2 }));
  await post(port, '/hook/env1');
  const after = await post(port, FLAGS, {}, { ...headers, 'If-None-Match': String(before.headers.etag) });
  assert.equal(after.status, 200);
  assert.notEqual(after.headers.etag, before.headers.etag);
});
