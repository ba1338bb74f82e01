'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('../behaviour/support/subjects');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { cachePayload, configOf, createCache, createRecorder } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');

const TRUE_FLAG = '{"t":0,"v":{"b":true}}';

/** Fetches a body over HTTP, so that the whole way in is tested. */
async function openOn(t, sdk, body) {
  const origin = await startOrigin(t, () => ({ status: 200, headers: { ETag: '"1"' }, body }));
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
  const result = await client.forceRefreshAsync();
  return { client, result };
}

/** [what, body, key, default, value]: all of it is accepted by JSON.parse, so none of it may cost the config. */
const ACCEPTED = [
  ['a lone surrogate escape in a value', `{"f":{"k":{"t":1,"v":{"s":"\\ud800"}}}}`, 'k', '', '\ud800'],
  ['a lone surrogate escape in a key', `{"f":{"a\\udfffb":${TRUE_FLAG}}}`, 'a\udfffb', false, true],
  ['a surrogate pair escape', `{"f":{"k":{"t":1,"v":{"s":"\\ud83d\\ude00"}}}}`, 'k', '', '\u{1f600}'],
  ['an escaped NUL', `{"f":{"k\\u0000":${TRUE_FLAG}}}`, 'k\0', false, true],
  ['1e400', '{"f":{"k":{"t":3,"v":{"d":1e400}}}}', 'k', 0, Infinity],
  ['-1e400', '{"f":{"k":{"t":3,"v":{"d":-1e400}}}}', 'k', 0, -Infinity],
  ['1e-400', '{"f":{"k":{"t":3,"v":{"d":1e-400}}}}', 'k', 1, 0],
  ['-0', '{"f":{"k":{"t":3,"v":{"d":-0}}}}', 'k', 1, -0],
  ['an integer written as 2.0', '{"f":{"k":{"t":2,"v":{"i":2.0}}}}', 'k', 0, 2],
  ['an integer written as 2e0', '{"f":{"k":{"t":2,"v":{"i":2e0}}}}', 'k', 0, 2],
  ['a number of 400 digits', `{"f":{"k":{"t":3,"v":{"d":0.${'3'.repeat(400)}}}}}`, 'k', 0, 1 / 3],
  ['a number that needs exact rounding', '{"f":{"k":{"t":3,"v":{"d":5.0364e-7}}}}', 'k', 0, 5.0364e-7],
  ['duplicate flags', `{"f":{"k":{"t":0,"v":{"b":false}},"k":${TRUE_FLAG}}}`, 'k', false, true],
  ['duplicate sections', `{"f":{"other":${TRUE_FLAG}},"f":{"k":${TRUE_FLAG}}}`, 'k', false, true],
  ['duplicate members', '{"f":{"k":{"t":0,"v":{"b":false},"v":{"b":true}}}}', 'k', false, true],
  ['unknown members everywhere', '{"x":1,"p":{"y":[]},"f":{"k":{"z":{},"t":0,"v":{"b":true,"w":null}}}}', 'k', false, true],
  ['null for optional members', '{"p":null,"s":null,"f":{"k":{"t":0,"v":{"b":true,"s":null},"r":null,"p":null,"a":null,"i":null}}}', 'k', false, true],
  ['blanks of every JSON kind', ` \t\r\n{ "f" :\n{ "k"\t:\r${TRUE_FLAG} } } \n`, 'k', false, true],
  ['the key __proto__', `{"f":{"__proto__":${TRUE_FLAG}}}`, '__proto__', false, true],
  ['the key constructor', `{"f":{"constructor":${TRUE_FLAG}}}`, 'constructor', false, true],
  ['the key toString', `{"f":{"toString":${TRUE_FLAG}}}`, 'toString', false, true],
  ['the key hasOwnProperty', `{"f":{"hasOwnProperty":${TRUE_FLAG}}}`, 'hasOwnProperty', false, true],
  ['a key of a megabyte', `{"f":{"${'k'.repeat(1 << 20)}":${TRUE_FLAG}}}`, 'k'.repeat(1 << 20), false, true],
];

for (const [what, body, key, fallback, value] of ACCEPTED) {
  shared(`accepted: ${what}`, async (t, sdk) => {
    const { client, result } = await openOn(t, sdk, body);
    assert.equal(result.isSuccess, true, result.errorMessage);
    const actual = await client.getValueAsync(key, fallback);
    assert.ok(Object.is(actual, value), `got ${String(actual)}`);
    assert.ok(Object.is(client.snapshot().getValue(key, fallback), value));
    assert.deepEqual(await client.getAllKeysAsync(), [key]);
  });
}

for (const [open_, close] of [['[', ']'], ['{"a":', '}']]) {
  shared(`accepted: an unknown node of 100,000 levels of ${open_}`, async (t, sdk) => {
    const deep = open_.repeat(100_000) + (open_ === '[' ? '' : '1') + close.repeat(100_000);
    const { client, result } = await openOn(t, sdk, `{"unknown":${deep},"f":{"k":{"t":0,"v":{"b":true},"more":${deep}}}}`);
    assert.equal(result.isSuccess, true, result.errorMessage);
    assert.equal(await client.getValueAsync('k', false), true);
  });
}

shared('names of Object.prototype are not flags unless the config has them', async (t, sdk) => {
  const { client } = await openOn(t, sdk, JSON.stringify(configOf({ flag: true })));
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
    const details = await client.getValueDetailsAsync(key, 'default');
    assert.equal(details.errorCode, sdk.EvaluationErrorCode.SettingKeyMissing, key);
    assert.equal(details.value, 'default');
  }
});

shared('malformed UTF-8 becomes U+FFFD, it does not cost the config', async (t, sdk) => {
  const body = Buffer.concat([
    Buffer.from('{"f":{"k":{"t":1,"v":{"s":"a'), Buffer.from([0xff, 0xc3]), Buffer.from('b'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}}}}'),
  ]);
  const { client, result } = await openOn(t, sdk, body);
  assert.equal(result.isSuccess, true);
  assert.equal(await client.getValueAsync('k', ''), body.toString('utf8').slice(27, -5));
});

/** [what, body]: the config is rejected as a whole with event 1105. */
const REJECTED = [
  ['nothing at all', ''],
  ['not JSON', 'Service unavailable'],
  ['HTML', '<html><body>Login</body></html>'],
  ['a truncated config', JSON.stringify(configOf({ a: true, b: 1 })).slice(0, -9)],
  ['a UTF-8 BOM', `\ufeff${JSON.stringify(configOf({ a: true }))}`],
  ['trailing text', '{"f":{}} x'],
  ['a trailing comma', '{"f":{},}'],
  ['a raw control character in a string', '{"f":{"a\u0001":{"t":0,"v":{"b":true}}}}'],
  ['a bad escape', '{"f":{"\\x41":{"t":0,"v":{"b":true}}}}'],
  ['a leading zero', '{"f":{"k":{"t":3,"v":{"d":01}}}}'],
  ['NaN', '{"f":{"k":{"t":3,"v":{"d":NaN}}}}'],
  ['a comment', '{/* c */"f":{}}'],
  ['an array', '[]'],
  ['a string', '"text"'],
  ['a number', '5'],
  ['null', 'null'],
  ['true', 'true'],
  ['f is an array', '{"f":[]}'],
  ['f is a number', '{"f":5}'],
  ['p is a string', '{"p":"x","f":{}}'],
  ['p.u is a number', '{"p":{"u":5},"f":{}}'],
  ['p.r is a string', '{"p":{"r":"1"},"f":{}}'],
  ['p.s is a number', '{"p":{"s":1},"f":{}}'],
  ['s is an object', '{"s":{},"f":{}}'],
];

for (const [what, body] of REJECTED) {
  shared(`rejected: ${what}; the last good config stays and its ETag is sent again`, async (t, sdk) => {
    const origin = await startOrigin(t, serveConfig(configOf({ flag: 'good' }), '"good"'));
    const recorder = createRecorder(1);
    const cache = createCache();
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder, cache });
    await client.forceRefreshAsync();
    const { fetchTime } = await client.getValueDetailsAsync('flag', '');

    origin.respond = () => ({ status: 200, headers: { ETag: '"bad"' }, body });
    const result = await client.forceRefreshAsync();
    assert.equal(result.isSuccess, false);
    assert.equal(result.errorCode, sdk.RefreshErrorCode.InvalidHttpResponseContent);
    assert.deepEqual(recorder.ids(), [1105]);
    assert.equal(
      recorder.find(1105).text,
      'Fetching config JSON was successful but the HTTP response content was invalid.',
    );
    assert.ok(recorder.find(1105).exception instanceof Error);

    const details = await client.getValueDetailsAsync('flag', '');
    assert.equal(details.value, 'good');
    assert.deepEqual(details.fetchTime, fetchTime, 'the timestamp is not renewed');
    assert.equal(cache.sets().length, 1);

    await client.forceRefreshAsync();
    assert.equal(origin.requests.at(-1).headers['if-none-match'], '"good"');
  });
}

own('a malformed flag or segment spoils itself only', async (t, sdk) => {
  const body = JSON.stringify({
    s: [{ n: 'good', r: [{ a: 'Email', c: 28, s: 'x' }] }, { n: 5 }, 'text'],
    f: {
      fine: { t: 0, v: { b: true } },
      noType: { v: { b: true } },
      number: 5,
      array: [],
      badRule: { t: 0, v: { b: true }, r: [{ c: [{ u: { a: 'A', c: 'x' } }], s: { v: { b: true } } }] },
      goodSegment: { t: 0, v: { b: false }, r: [{ c: [{ s: { s: 0, c: 0 } }], s: { v: { b: true } } }] },
      badSegment: { t: 0, v: { b: false }, r: [{ c: [{ s: { s: 1, c: 0 } }], s: { v: { b: true } } }] },
    },
  });
  const { client, result } = await openOn(t, sdk, body);
  assert.equal(result.isSuccess, true);
  const user = { identifier: '1', email: 'x' };
  assert.equal(await client.getValueAsync('fine', false, user), true);
  assert.equal(await client.getValueAsync('goodSegment', false, user), true);
  for (const key of ['noType', 'number', 'array', 'badRule', 'badSegment']) {
    const details = await client.getValueDetailsAsync(key, false, user);
    assert.equal(details.errorCode, sdk.EvaluationErrorCode.InvalidConfigModel, key);
    assert.match(details.errorException.message, /^Invalid config JSON content\. (Missing required value|Type mismatch) at \$\./, key);
  }
  assert.equal((await client.getAllKeysAsync()).length, 7);
});

own('prerequisite chains and nested conditions of hostile depth fail, they do not overflow', async (t, sdk) => {
  const f = {};
  for (let index = 0; index < 3000; index++) {
    f[`k${index}`] = {
      t: 0,
      v: { b: true },
      r: [{ c: [{ p: { f: `k${index + 1}`, c: 0, v: { b: true } } }], s: { v: { b: false } } }],
    };
  }
  f.k3000 = { t: 0, v: { b: true } };
  const recorder = createRecorder(3);
  const cache = createCache(cachePayload({ f }));
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache, logger: recorder });
  const details = await client.getValueDetailsAsync('k0', 'default');
  assert.equal(details.isDefaultValue, true);
  assert.equal(await client.getValueAsync('k2990', null), true);
});

own('a response beyond the size limit is refused, compressed or not', async (t, sdk) => {
  const zlib = require('node:zlib');
  const huge = Buffer.concat([Buffer.from('{"f":{}}'), Buffer.alloc(70 * 1024 * 1024, 0x20)]);
  const packed = zlib.gzipSync(huge);
  const origin = await startOrigin(t, serveConfig(configOf({ flag: 'good' }), '"good"'));
  const recorder = createRecorder(sdk.LogLevel.Debug);
  const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url, logger: recorder });
  await client.forceRefreshAsync();
  for (const answer of [
    { headers: { ETag: '"huge"' }, body: huge },
    { headers: { ETag: '"huge"', 'Content-Encoding': 'gzip' }, body: packed },
  ]) {
    origin.respond = () => answer;
    const result = await client.forceRefreshAsync();
    assert.equal(result.isSuccess, false);
    assert.equal(await client.getValueAsync('flag', ''), 'good');
    assert.equal(origin.requests.at(-1).headers['if-none-match'], '"good"');
    assert.equal(client.status().lastError.code, 'BODY_TOO_LARGE');
  }
  assert.deepEqual(recorder.ids().filter((id) => id === 1103), [1103, 1103]);
});

own('gzip and br bodies are read', async (t, sdk) => {
  const zlib = require('node:zlib');
  const text = JSON.stringify(configOf({ flag: 'packed' }));
  for (const [encoding, body] of [['gzip', zlib.gzipSync(text)], ['br', zlib.brotliCompressSync(text)]]) {
    const origin = await startOrigin(t, () => ({ headers: { 'Content-Encoding': encoding }, body }));
    const client = open(t, sdk, 'ManualPoll', { baseUrl: origin.url });
    assert.equal((await client.forceRefreshAsync()).isSuccess, true, encoding);
    assert.equal(await client.getValueAsync('flag', ''), 'packed');
  }
});

own('a body cut off by the server is a failed request, not a config', async (t, sdk) => {
  const http = require('node:http');
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Length': '1000' });
    response.write('{"f":{}}');
    setTimeout(() => request.socket.destroy(), 20);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = open(t, sdk, 'ManualPoll', { baseUrl: `http://127.0.0.1:${server.address().port}` });
  assert.equal((await client.forceRefreshAsync()).errorCode, sdk.RefreshErrorCode.HttpRequestFailure);
});
