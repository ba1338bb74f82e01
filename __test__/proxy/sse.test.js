'use strict';

// Streams: their heads, their errors and their first frames.

const assert = require('node:assert/strict');
const { after, before, describe, it } = require('node:test');
const { KINDS, KINDS_JSON, RULES } = require('./support/configs');
const { request } = require('./support/http');
const { startProxy } = require('./support/proxy');
const { shared } = require('./support/shared');
const { encode, openStream } = require('./support/sse');
const { sdkOn, startUpstream } = require('./support/upstream');

const TYPES = "only 'string', 'number', and 'string[]' types are allowed";
const ALL_KINDS = `{${KINDS_JSON.map(([key, json]) => `"${key}":${json}`).join(',')}}`;

const standard = (value) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('heads and errors of streams', { timeout: 120_000 }, () => {
  /** @type {any} */
  let sdks;
  const proxy = shared(before, after, async (t) => {
    const kinds = await startUpstream(t, KINDS);
    const rules = await startUpstream(t, RULES);
    const dead = await startUpstream(t);
    sdks = { kinds: sdkOn(kinds), rules: sdkOn(rules), dead: sdkOn(dead) };
    return startProxy(t, { sdks });
  });

  it('the head, and nothing but frames after it', async (t) => {
    const stream = await openStream(t, proxy.port, `/sse/kinds/eval/${encode({ key: 'int' })}`);
    assert.equal(stream.status, 200);
    assert.equal(stream.headers['content-type'], 'text/event-stream');
    assert.equal(stream.headers['cache-control'], 'no-cache');
    assert.equal(stream.headers.connection, 'keep-alive');
    assert.equal(stream.headers['x-accel-buffering'], 'no');
    assert.equal(stream.headers['access-control-allow-origin'], '*');
    await stream.next();
    assert.equal(stream.text, 'data: {"value":42,"variationId":"id-int"}\n\n');
  });

  for (const [key, json] of KINDS_JSON) {
    it(`the first frame of ${key}`, async (t) => {
      assert.equal(await (await openStream(t, proxy.port, `/sse/kinds/eval/${encode({ key })}`)).next(), json);
    });
  }

  for (const path of ['/sse/kinds/eval-all', `/sse/kinds/eval-all/${encode({})}`, `/sse/kinds/eval-all/${encode({ user: { Identifier: 'a' } })}`]) {
    it(`the first frame of all flags: ${path}`, async (t) => {
      assert.equal(await (await openStream(t, proxy.port, path)).next(), ALL_KINDS);
    });
  }

  it('data in either alphabet, padded, not padded, and percent-encoded', async (t) => {
    const user = { Email: 'a@example.com', Identifier: '\u00ff\u00fe\u00fb???>>>~~~\u{1f600}' };
    const data = { key: 'byEmail', user };
    const text = standard(data);
    assert.match(text, /[+/]/, 'the alphabets differ in this text');
    for (const form of [encode(data), text, text.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(text), encodeURIComponent(encode(data))]) {
      if (form.includes('/')) continue;
      const stream = await openStream(t, proxy.port, `/sse/rules/eval/${form}`);
      assert.equal(stream.status, 200, form);
      assert.equal(await stream.next(), '{"value":"these","variationId":"id-these"}');
    }
    // `btoa` of a page does not escape slashes: they are part of the path.
    for (const route of ['eval', 'eval-all']) {
      const stream = await openStream(t, proxy.port, `/sse/rules/${route}/${text}`);
      assert.equal(stream.status, 200, `slashes on ${route}`);
      assert.match(await stream.next(), /"these"/);
    }
    const [one, two] = [{ key: 'byEmail' }, { key: 'byEmail', user: { a: 'b' } }];
    for (const each of [one, two]) assert.equal((await openStream(t, proxy.port, `/sse/rules/eval/${standard(each)}`)).status, 200);
  });

  /** @type {[string, string, number, string | RegExp][]} */
  const errors = [
    ['no data', '/sse/kinds/eval', 400, "'data' path parameter must be set"],
    ['no data after a slash', '/sse/kinds/eval/', 400, "'data' path parameter must be set"],
    ['no identifier', `/sse//eval/${encode({ key: 'int' })}`, 400, "'sdkId' path parameter must be set"],
    ['no identifier, all', '/sse//eval-all', 400, "'sdkId' path parameter must be set"],
    ['no base64', '/sse/kinds/eval/!!!', 400, "failed to decode incoming 'data'"],
    ['no base64, all', '/sse/kinds/eval-all/!!!', 400, "failed to decode incoming 'data'"],
    ['base64 of a wrong length', '/sse/kinds/eval/abcde', 400, "failed to decode incoming 'data'"],
    ['no JSON', `/sse/kinds/eval/${encode('{')}`, 400, /^failed to deserialize incoming 'data': .+$/],
    ['no JSON, all', `/sse/kinds/eval-all/${encode('{')}`, 400, /^failed to deserialize incoming 'data': .+$/],
    ['no object', `/sse/kinds/eval/${encode('[]')}`, 400, /^failed to deserialize incoming 'data': .+$/],
    [
      'an attribute of another type', `/sse/kinds/eval/${encode({ key: 'int', user: { Wrong: true } })}`, 400,
      `failed to deserialize incoming 'data': 'Wrong' has an invalid type, ${TYPES}`,
    ],
    [
      'an attribute of another type, all', `/sse/kinds/eval-all/${encode({ user: { Wrong: {} } })}`, 400,
      `failed to deserialize incoming 'data': 'Wrong' has an invalid type, ${TYPES}`,
    ],
    ['no key', `/sse/kinds/eval/${encode({})}`, 400, "'key' must be set"],
    ['an empty key', `/sse/kinds/eval/${encode({ key: '' })}`, 400, "'key' must be set"],
    ['no key and no SDK', `/sse/nobody/eval/${encode({})}`, 400, "'key' must be set"],
    ['an unknown flag', `/sse/kinds/eval/${encode({ key: 'nothing' })}`, 400, "feature flag or setting with key 'nothing' not found"],
    ['an unknown SDK', `/sse/nobody/eval/${encode({ key: 'int' })}`, 404, "SDK not found for identifier: 'nobody'"],
    ['an unknown SDK, all', '/sse/nobody/eval-all', 404, "SDK not found for identifier: 'nobody'"],
    [
      'no config', `/sse/dead/eval/${encode({ key: 'int' })}`, 500,
      "SDK with identifier 'dead' is in an invalid state; please check the logs for more details",
    ],
    ['no config, all', '/sse/dead/eval-all', 500, "SDK with identifier 'dead' is in an invalid state; please check the logs for more details"],
    [
      'by key, without one', `/sse/eval/k/${encode({ key: 'int' })}`, 400,
      "either the 'sdkId' path parameter or the 'sdkKey' data parameter must be set",
    ],
    ['by key, without one, all', `/sse/eval-all/k/${encode({})}`, 400, "either the 'sdkId' path parameter or the 'sdkKey' data parameter must be set"],
    ['by an unknown key', `/sse/eval/k/${encode({ key: 'int', sdkKey: 'unknown' })}`, 404, 'could not identify a configured SDK'],
    ['by an unknown key, all', `/sse/eval-all/k/${encode({ sdkKey: 'unknown' })}`, 404, 'could not identify a configured SDK'],
    ['by key, unknown, and no flag', `/sse/eval/k/${encode({ sdkKey: 'unknown' })}`, 404, 'could not identify a configured SDK'],
  ];

  for (const [title, path, status, text] of errors) {
    it(`an error: ${title}`, async () => {
      const answer = await request(proxy.port, path);
      if (typeof text === 'string') assert.equal(answer.text, `${text}\n`);
      else assert.match(answer.text.replace(/\n$/, ''), text);
      assert.equal(answer.status, status);
      assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal(answer.headers['access-control-allow-origin'], '*');
      assert.equal(answer.headers['cache-control'], 'no-cache');
      assert.equal(answer.headers['x-accel-buffering'], 'no');
    });
  }

  it('SDKs by their key', async (t) => {
    const sdkKey = sdks.kinds.key;
    assert.equal(await (await openStream(t, proxy.port, `/sse/eval/k/${encode({ key: 'int', sdkKey })}`)).next(), KINDS_JSON[2][1]);
    assert.equal(await (await openStream(t, proxy.port, `/sse/eval-all/k/${encode({ sdkKey })}`)).next(), ALL_KINDS);
    const dead = await request(proxy.port, `/sse/eval-all/k/${encode({ sdkKey: sdks.dead.key })}`);
    assert.equal(dead.text, 'requested SDK is in an invalid state; please check the logs for more details\n');
    assert.equal(dead.status, 500);
  });
});
