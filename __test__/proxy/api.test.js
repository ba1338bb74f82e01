'use strict';

// Evaluation for clients without an SDK.

const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const test = require('node:test');
const { KINDS, KINDS_JSON, RULES, configOf, setting } = require('./support/configs');
const { post, request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { shared } = require('./support/shared');
const { sdkOn, startUpstream } = require('./support/upstream');

/** An SDK that never gets a config, as its key is unknown upstream. */
const withoutConfig = (upstream) => sdkOn(upstream, { base_url: `${upstream.url}/nowhere` });

function assertText(answer, status, text) {
  assert.equal(answer.text, text);
  assert.equal(answer.status, status);
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
}

function assertJson(answer, text) {
  assert.equal(answer.text, text);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'application/json');
}

const TYPES = "only 'string', 'number', and 'string[]' types are allowed";
const wrongType = (name) => `failed to parse JSON body: '${name}' has an invalid type, ${TYPES}\n`;

describe('the API', { timeout: 120_000 }, () => {
  /** @type {any} */
  let sdks;
  const proxy = shared(before, after, async (t) => {
    const kinds = await startUpstream(t, KINDS);
    const rules = await startUpstream(t, RULES);
    const odd = await startUpstream(t, configOf({
      broken: setting(1, {}, 'id-broken'), good: 'value', nameless: setting(1, { s: 'x' }), 'z<&>': false, '\u00e4': 1, A: 1, B: 2, a: 3,
    }));
    const dead = await startUpstream(t);
    sdks = { kinds: sdkOn(kinds), rules: sdkOn(rules), odd: sdkOn(odd), dead: withoutConfig(dead) };
    return startProxy(t, { sdks });
  });
  const evaluate = (sdk, body, headers) => post(proxy.port, `/api/${sdk}/eval`, body, headers);
  const evaluateAll = (sdk, body, headers) => post(proxy.port, `/api/${sdk}/eval-all`, body, headers);
  const valueOf = async (key, user) => {
    const answer = await evaluate('rules', user === undefined ? { key } : { key, user });
    return answer.status === 200 ? JSON.parse(answer.text).value : answer.text;
  };

  for (const [key, json] of KINDS_JSON) {
    it(`eval: ${key}`, async () => assertJson(await evaluate('kinds', { key }), json));
  }

  it('eval-all: all, sorted', async () => {
    const expected = `{${KINDS_JSON.map(([key, json]) => `"${key}":${json}`).join(',')}}`;
    for (const body of [{}, { user: {} }, { user: null }, { user: { Identifier: 'x' } }, 'null', { key: 'ignored' }, ' {}\n']) {
      assertJson(await evaluateAll('kinds', body), expected);
    }
  });

  it('eval-all: sorted by bytes; a flag that cannot be evaluated is null, one without a variation ID has an empty one', async () => {
    assertJson(
      await evaluateAll('odd', {}),
      '{"A":{"value":1,"variationId":"id-A"},"B":{"value":2,"variationId":"id-B"},"a":{"value":3,"variationId":"id-a"},'
        + '"broken":{"value":null,"variationId":""},"good":{"value":"value","variationId":"id-good"},'
        + '"nameless":{"value":"x","variationId":""},"z\\u003c\\u0026\\u003e":{"value":false,"variationId":"id-z\\u003c\\u0026\\u003e"},'
        + '"\u00e4":{"value":1,"variationId":"id-\u00e4"}}',
    );
  });

  it('eval: a flag that cannot be evaluated', async () => {
    assertText(await evaluate('odd', { key: 'broken' }), 500, 'the request failed; please check the logs for more details\n');
  });

  it('names of the body are known in any case, others are ignored, and so is the type of the content', async () => {
    for (const body of [{ KEY: 'bool' }, { Key: 'bool', uSer: {} }, { key: 'bool', more: [1, { a: null }] }, { key: 'bool', user: {}, sdk: 1 }]) {
      assertJson(await evaluate('kinds', body, { 'Content-Type': 'text/html' }), '{"value":true,"variationId":"id-bool"}');
    }
  });

  it('users decide', async () => {
    for (const [key, user, expected] of /** @type {[string, any, string][]} */ ([
      ['byEmail', undefined, 'others'],
      ['byEmail', {}, 'others'],
      ['byEmail', { Email: 'a@example.com' }, 'these'],
      ['byEmail', { email: 'a@example.com' }, 'others'],
      ['byEmail', { Email: 'a@example.org' }, 'others'],
      ['byRating', { Rating: 4.5 }, 'these'],
      ['byRating', { Rating: '4.5' }, 'these'],
      ['byRating', { Rating: 4 }, 'others'],
      ['byRoles', { Roles: ['user', 'admin'] }, 'these'],
      ['byRoles', { Roles: ['user'] }, 'others'],
      ['byRoles', { Roles: [] }, 'others'],
      ['byRoles', { Roles: '["admin"]' }, 'these'],
      ['byRoles', { Roles: [1, null, true, {}, ['x'], 'admin'] }, 'these'],
      ['byNumberText', { Number: 1e21 }, 'these'],
      ['percent', undefined, 'nobody'],
    ])) {
      assert.equal(await valueOf(key, user), expected, `${key} for ${JSON.stringify(user)}`);
    }
    const empty = await valueOf('percent', {});
    assert.ok(['first', 'second'].includes(empty), empty);
    assert.equal(await valueOf('percent', null), empty);
    assert.equal(await valueOf('percent', { Identifier: '' }), empty);
    const seen = await Promise.all(Array.from({ length: 40 }, (_, index) => valueOf('percent', { Identifier: `user-${index}` })));
    assert.deepEqual([...new Set(seen)].sort(), ['first', 'second']);
  });

  for (const route of ['eval', 'eval-all']) {
    it(`${route}: bodies that are no JSON`, async () => {
      for (const body of ['{', 'text', '{"key":}', '[', '{"key":"bool"} x', '\u0000', '{"user":{"a":1}', Buffer.from([0xff, 0xfe])]) {
        const answer = await post(proxy.port, `/api/kinds/${route}`, body);
        assert.match(answer.text, /^failed to parse JSON body: .+\n$/);
        assertText(answer, 400, answer.text);
      }
      for (const body of ['[]', '1', '"text"', 'true', '{"key":1}', '{"user":[]}', '{"user":"x"}']) {
        if (route === 'eval-all' && body === '{"key":1}') continue;
        const answer = await post(proxy.port, `/api/kinds/${route}`, body);
        assert.match(answer.text, /^failed to parse JSON body: .+\n$/);
        assert.equal(answer.status, 400, body);
      }
    });

    it(`${route}: no body`, async () => {
      assertText(await post(proxy.port, `/api/kinds/${route}`), 400, 'failed to parse JSON body: unexpected end of JSON input\n');
      assertText(await post(proxy.port, `/api/kinds/${route}`, ''), 400, 'failed to parse JSON body: unexpected end of JSON input\n');
    });

    it(`${route}: attributes of other types`, async () => {
      for (const value of [true, false, null, {}, { a: 'b' }]) {
        assertText(await post(proxy.port, `/api/kinds/${route}`, { key: 'bool', user: { ok: 'x', Wrong: value } }), 400, wrongType('Wrong'));
      }
    });

    it(`${route}: unknown SDKs`, async () => {
      for (const id of ['nobody', 'KINDS', 'kinds%20', '..', '%2e%2e', 'a%2Fb']) {
        const answer = await post(proxy.port, `/api/${id}/${route}`, { key: 'bool' });
        assert.equal(answer.status, 404, id);
      }
      assertText(await post(proxy.port, `/api/nobody/${route}`, { key: 'bool' }), 404, "invalid SDK identifier: 'nobody'\n");
    });

    it(`${route}: an SDK without a config`, async () => {
      const text = "SDK with identifier 'dead' is in an invalid state; please check the logs for more details\n";
      assertText(await post(proxy.port, `/api/dead/${route}`, { key: 'bool' }), 500, text);
    });

    it(`${route}: the body is read before the SDK is looked for`, async () => {
      assert.match((await post(proxy.port, `/api/nobody/${route}`, '{')).text, /^failed to parse JSON body: /);
    });
  }

  it('eval: unknown, empty and missing keys', async () => {
    for (const [body, key] of /** @type {[any, string][]} */ ([[{ key: 'nothing' }, 'nothing'], [{ key: '' }, ''], [{}, ''], ['null', ''], [{ key: null }, '']])) {
      assertText(await evaluate('kinds', body), 400, `feature flag or setting with key '${key}' not found\n`);
    }
  });

  it('keys', async () => {
    assertJson(await request(proxy.port, '/api/rules/keys'), '{"keys":["byEmail","byNumberText","byRating","byRoles","percent"]}');
    assertText(await request(proxy.port, '/api/nobody/keys'), 404, "invalid SDK identifier: 'nobody'\n");
    const text = "SDK with identifier 'dead' is in an invalid state; please check the logs for more details\n";
    assertText(await request(proxy.port, '/api/dead/keys'), 500, text);
  });

  it('an identifier that is missing', async () => {
    for (const [path, method] of [['/api//eval', 'POST'], ['/api//eval-all', 'POST'], ['/api//refresh', 'POST'], ['/api//keys', 'GET']]) {
      const { status, text } = await request(proxy.port, path, { method, body: method === 'POST' ? '{"key":"bool"}' : undefined });
      assert.equal(status, 400, path);
      assert.equal(text, "'sdkId' path parameter must be set\n");
    }
  });

  it('coffee', async () => {
    for (const path of ['/api/kinds/icanhascoffee', '/api/icanhascoffee', '/api/nobody/icanhascoffee']) {
      const { status, text, headers } = await request(proxy.port, path);
      assert.equal(status, 418);
      assert.equal(text, '');
      assert.equal(headers['access-control-allow-origin'], '*');
    }
  });

  it('SDKs by their key', async () => {
    const headers = { 'X-ConfigCat-SdkKey': sdks.kinds.key };
    assertJson(await post(proxy.port, '/api/eval', { key: 'int' }, headers), '{"value":42,"variationId":"id-int"}');
    assert.match((await post(proxy.port, '/api/eval-all', {}, headers)).text, /^\{"bool":/);
    assert.equal((await post(proxy.port, '/api/refresh', undefined, headers)).status, 200);
    assert.equal(JSON.parse((await request(proxy.port, '/api/keys', { headers })).text).keys.length, KINDS_JSON.length);
  });

  it('SDKs by a key that is missing or unknown', async () => {
    const missing = "either the 'sdkId' path variable or 'X-ConfigCat-SdkKey' header must be set\n";
    for (const [path, method] of [['/api/eval', 'POST'], ['/api/eval-all', 'POST'], ['/api/refresh', 'POST'], ['/api/keys', 'GET']]) {
      const body = method === 'POST' ? { key: 'bool' } : undefined;
      assertText(await request(proxy.port, path, { method, body }), 400, missing);
      const headers = { 'X-ConfigCat-SdkKey': 'unknown' };
      assertText(await request(proxy.port, path, { method, body, headers }), 404, 'could not identify a configured SDK\n');
      const dead = { 'X-ConfigCat-SdkKey': sdks.dead.key };
      const answer = await request(proxy.port, path, { method, body, headers: dead });
      assertText(answer, 500, 'requested SDK is in an invalid state; please check the logs for more details\n');
    }
  });
});

test('refresh', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: 'first' }));
  const dead = await startUpstream(t);
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream), dead: sdkOn(dead) } });
  const value = async () => JSON.parse((await post(port, '/api/env1/eval', { key: 'flag' })).text).value;
  assert.equal(await value(), 'first');

  upstream.setConfig(configOf({ flag: 'second' }));
  assert.equal(await value(), 'first');
  const answer = await post(port, '/api/env1/refresh');
  assert.equal(answer.status, 200);
  assert.equal(answer.text, '');
  assert.equal(answer.headers['content-type'], undefined);
  assert.equal(await value(), 'second');

  upstream.answerNext({ status: 503 });
  assert.equal((await post(port, '/api/env1/refresh')).status, 200, 'with a config at hand a failure is none');
  assert.equal(await value(), 'second');

  assertText(await post(port, '/api/nobody/refresh'), 404, "invalid SDK identifier: 'nobody'\n");
  const { status } = await post(port, '/api/dead/refresh');
  assert.equal(status, 500);
  dead.setConfig(configOf({ flag: 'late' }));
  assert.equal((await request(port, '/hook/dead')).status, 200, 'a webhook does not ask for the state');
  assert.equal((await request(port, '/api/dead/keys')).status, 200);
});

test('the first requests wait for the first download', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, configOf({ flag: true }), { delayMs: 800 });
  const { port } = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const answers = await Promise.all([
    post(port, '/api/env1/eval', { key: 'flag' }),
    post(port, '/api/env1/eval-all', {}),
    request(port, '/api/env1/keys'),
    request(port, '/configuration-files/configcat-proxy/env1/config_v6.json'),
  ]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200]);
  assert.equal(upstream.requests.length, 1);
});

test('attributes by default: of all, below those of the SDK, below those of the request', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, RULES);
  const { port } = await startProxy(t, {
    default_user_attributes: { Email: 'a@example.com', Rating: 1, Roles: ['admin'] },
    sdks: { all: sdkOn(upstream), own: sdkOn(upstream, { default_user_attributes: { Rating: 4.5, Email: 'a@other.test' } }) },
  });
  for (const [sdk, user, expected] of /** @type {[string, any, string[]][]} */ ([
    ['all', undefined, ['these', 'others', 'these']],
    ['own', undefined, ['others', 'these', 'these']],
    ['own', {}, ['others', 'these', 'these']],
    ['own', { Email: 'b@example.com' }, ['these', 'these', 'these']],
    ['own', { Roles: [] }, ['others', 'these', 'others']],
    ['all', { Rating: 4.5, Email: '' }, ['others', 'these', 'these']],
  ])) {
    const all = JSON.parse((await post(port, `/api/${sdk}/eval-all`, { user })).text);
    assert.deepEqual([all.byEmail.value, all.byRating.value, all.byRoles.value], expected, `${sdk} ${JSON.stringify(user)}`);
  }
});
