'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const test = require('node:test');
const zlib = require('node:zlib');
const { own } = require('../behaviour/support/subjects');
const { runScript } = require('../behaviour/support/child');
const { configOf, createCache } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { openPair } = require('../differential/pair');
const { assertSame } = require('../differential/same');
const { startFaultServer } = require('../support/fault-server');
const { Random, runSeed } = require('../support/random');
const { openClientOn } = require('../support/sdk');
const { within } = require('./support/waits');

const SOON_MS = 4000;
const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };

/** Every beginning of it from the first `}}` on is a config, too: only the length can tell that something is missing. */
const BAD = JSON.stringify(configOf({ flag: 'bad' })) + ' '.repeat(500);

const head = (more) => ({ send: `HTTP/1.1 200 OK\r\nETag: "bad"\r\n${more}\r\n\r\n` });
const bytes = (buffer) => ({ base64: Buffer.from(buffer).toString('base64') });

function encoded(name, buffer) {
  return [head(`Content-Encoding: ${name}\r\nContent-Length: ${buffer.length}`), bytes(buffer)];
}

const gzip = zlib.gzipSync(BAD);
const brotli = zlib.brotliCompressSync(BAD);
const wrongSum = Buffer.from(gzip);
wrongSum[gzip.length - 6] ^= 0xff;

/** Bodies that end too early, or whose encoding is not what it says. */
const BROKEN = {
  'a body shorter than Content-Length': [{ answer: { headers: { ETag: '"bad"' }, body: BAD, lengthOff: 10 } }],
  'a body without its last chunk': [head('Transfer-Encoding: chunked'), { send: `${BAD.length.toString(16)}\r\n${BAD}\r\n` }],
  'a chunk that is cut off': [head('Transfer-Encoding: chunked'), { send: `fff\r\n${BAD}` }],
  'a chunk of a size that is no number': [head('Transfer-Encoding: chunked'), { send: `xyz\r\n${BAD}\r\n0\r\n\r\n` }],
  'a chunk of a size beyond all numbers': [head('Transfer-Encoding: chunked'), { send: `ffffffffffffffffff\r\n${BAD}` }],
  'two lengths that differ': [head(`Content-Length: ${BAD.length}\r\nContent-Length: 5`), { send: BAD }],
  'a length that is no number': [head('Content-Length: many'), { send: BAD }],
  'a negative length': [head('Content-Length: -1'), { send: BAD }],
  'gzip that is cut off': encoded('gzip', gzip.subarray(0, -9)),
  'gzip without its checksum': encoded('gzip', gzip.subarray(0, -8)),
  'gzip with a wrong checksum': encoded('gzip', wrongSum),
  'gzip that is none': encoded('gzip', Buffer.from(BAD)),
  'brotli that is cut off': encoded('br', brotli.subarray(0, -1)),
  'brotli that is none': encoded('br', Buffer.from(BAD)),
  'gzip in gzip': encoded('gzip, gzip', zlib.gzipSync(gzip)),
  'an encoding that nobody asked for': encoded('compress', Buffer.from([0x1f, 0x9d, 1, 2, 3])),
};

describe('a body that is not whole is a failure', { concurrency: true }, () => {
  for (const [name, steps] of Object.entries(BROKEN)) {
    own(`${name}: the old config stays, the new ETag is not kept`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(GOOD);
      const cache = createCache();
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url, cache });
      assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
      await server.script(steps);
      const result = await within(SOON_MS, client.forceRefreshAsync());
      const { HttpRequestFailure, InvalidHttpResponseContent } = sdk.RefreshErrorCode;
      assert.ok([HttpRequestFailure, InvalidHttpResponseContent].includes(result.errorCode), String(result.errorCode));
      assert.equal(await client.getValueAsync('flag', ''), 'good');
      assert.equal(cache.sets().length, 1);
      await client.forceRefreshAsync();
      const { requests } = await server.seen();
      assert.equal(requests.at(-1).headers['if-none-match'], '"good"');
    });
  }
});

/** What a child process adds to its memory at most beyond the limit of 64 MiB. */
const MARGIN_MIB = 32;

/** `isRead`: up to the limit, because no length is announced. */
const HUGE = {
  'gzip that unpacks to 10 GiB': { isRead: true, steps: [{ gzipBomb: { mebibytes: 10_240 } }] },
  'a body of a gigabyte without length': {
    isRead: true, steps: [head('Connection: close'), { repeat: { text: ' '.repeat(1024), times: 1 << 20 } }],
  },
  'chunks without end': {
    isRead: true, steps: [head('Transfer-Encoding: chunked'), { repeat: { text: `400\r\n${' '.repeat(1024)}\r\n`, times: 1 << 20 } }],
  },
  'a terabyte announced, and the connection closed': {
    isRead: false, steps: [head('Content-Length: 1000000000000'), { send: '{"f":{}}' }],
  },
  'more bytes announced than there are numbers': {
    isRead: false, steps: [head(`Content-Length: ${'9'.repeat(40)}`), { send: '{"f":{}}' }],
  },
};

describe('bodies beyond all bounds', { concurrency: 2 }, () => {
  for (const [name, { isRead, steps }] of Object.entries(HUGE)) {
    own(`${name}: refused, in bounded memory`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(GOOD);
      const { child, done } = runScript(t, server.url, `
        const peak = () => process.resourceUsage().maxRSS / 1024;
        const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger });
        (async () => {
          await client.forceRefreshAsync();
          const before = peak();
          process.stdin.once('data', async () => {
            const { errorCode, errorException } = await client.forceRefreshAsync();
            console.log(JSON.stringify({
              errorCode, cause: String(errorException), grown: peak() - before, value: await client.getValueAsync('flag', ''),
            }));
            process.stdin.destroy();
          });
          console.log('ready');
        })();
      `, { stdin: 'pipe' });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await server.script(steps);
      child.stdin.write('go');
      const { code, output, errors } = await within(20_000, done, 'the process');
      assert.equal(code, 0, errors);
      const seen = JSON.parse(output.split('\n')[1]);
      assert.equal(seen.errorCode, sdk.RefreshErrorCode.HttpRequestFailure);
      assert.equal(seen.value, 'good');
      const limit = isRead ? 64 + MARGIN_MIB : MARGIN_MIB;
      assert.ok(seen.grown < limit, `${seen.grown} MiB`);
      if (isRead) assert.match(seen.cause, /exceeds the limit of 67108864 bytes/);
    });
  }
});

const utf16 = (text, mark) => Buffer.from(mark + text, 'utf16le');
const ONE = JSON.stringify(configOf({ flag: 'one' }));

/** Bodies that are no configs, or odd ones. What the official package makes of them is what is expected. */
const ODD_BODIES = {
  'an array': '[]',
  'an array of configs': `[${ONE}]`,
  'a number': '5',
  'null': 'null',
  'true': 'true',
  'a text': '"text"',
  'flags in an array': '{"f":[]}',
  'flags that are a text': '{"f":"text"}',
  'null for everything': '{"f":null,"p":null,"s":null}',
  'segments in an object': '{"s":{},"f":{}}',
  'an object of something else': '{"error":"maintenance"}',
  'HTML': '<!doctype html><title>Login</title>',
  'two configs': `${ONE}${ONE}`,
  'half a config': ONE.slice(0, ONE.length / 2),
  'nothing but blanks': ' \n ',
  'a UTF-8 BOM': Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(ONE)]),
  'UTF-16 with BOM': utf16(ONE, '\ufeff'),
  'UTF-16 without BOM': utf16(ONE, ''),
  'UTF-16, big-endian': utf16(ONE, '\ufeff').swap16(),
  'UTF-32': Buffer.from([...ONE].flatMap((char) => [char.charCodeAt(0), 0, 0, 0])),
  'NUL bytes only': Buffer.alloc(64),
  'a NUL byte behind': Buffer.from(`${ONE}\0`),
  'a NUL byte in a text': Buffer.from(ONE.replace('one', 'o\0e')),
  'malformed UTF-8 in a value': Buffer.from(ONE.replace('one', 'o\xff\xc3\xe9'), 'latin1'),
  'malformed UTF-8 in a key': Buffer.from(ONE.replace('flag', 'fl\xc0\x80g'), 'latin1'),
  'UTF-8 cut off at the end': Buffer.from(`${ONE}\xe2\x82`, 'latin1'),
  'surrogates in UTF-8': Buffer.from(ONE.replace('one', '\xed\xa0\xbd\xed\xb8\x80'), 'latin1'),
  'overlong UTF-8': Buffer.from(ONE.replace('one', '\xf0\x82\x82\xac'), 'latin1'),
  'lone surrogates in keys and values': '{"f":{"\\ud800":{"t":1,"v":{"s":"\\udc00\\ud800"},"i":"\\ud800"}}}',
  'a lone surrogate in a condition': '{"f":{"flag":{"t":1,"v":{"s":"no"},"r":[{"c":[{"u":{"a":"Email","c":28,"s":"\\udfff"}}],"s":{"v":{"s":"yes"}}}]}}}',
  'keys of Object.prototype': `{"f":{${['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'prototype'].map((key) => `"${key}":{"t":1,"v":{"s":"${key}"},"i":"id-${key}"}`).join()}}}`,
  'empty and blank keys': '{"f":{"":{"t":1,"v":{"s":"empty"},"i":""}," ":{"t":1,"v":{"s":"blank"}},"\\u0000":{"t":1,"v":{"s":"nul"}}}}',
  'duplicate keys': '{"f":{"a":{"t":1,"v":{"s":"1"}},"b":{"t":1,"v":{"s":"2"}},"a":{"t":1,"v":{"s":"3"}}},"f":{"b":{"t":1,"v":{"s":"4"}},"a":{"t":1,"v":{"s":"5"},"v":{"s":"6"}}}}',
  'keys that look like numbers': '{"f":{"b":{"t":2,"v":{"i":1}},"10":{"t":2,"v":{"i":2}},"9":{"t":2,"v":{"i":3}},"-1":{"t":2,"v":{"i":4}},"01":{"t":2,"v":{"i":5}},"4294967295":{"t":2,"v":{"i":6}},"4294967294":{"t":2,"v":{"i":7}}}}',
};

/** Each JSON parser has its own words for where a text ceases to be JSON. */
const withoutPosition = (text) => text.replace(/SyntaxError\("(?:[^"\\]|\\.)*"\)/g, 'SyntaxError');

const LOOKS = {
  'a refresh': (client) => client.forceRefreshAsync(),
  'all details': (client) => client.getAllValueDetailsAsync({ identifier: '1', email: '\udfff' }),
  'all values': (client) => client.getAllValuesAsync(),
  'keys': (client) => client.getAllKeysAsync(),
  'a missing key': (client) => client.getValueDetailsAsync('toString', 'default'),
  'an id': (client) => client.getKeyAndValueAsync('id-__proto__'),
  'the config': (client) => JSON.stringify(client.snapshot().fetchedConfig),
};

describe('an odd body gives what it gives in the official package', () => {
  for (const [name, body] of Object.entries(ODD_BODIES)) {
    test(name, async (t) => {
      const pair = await openPair(t);
      assert.equal(await pair.serve(ONE), true);
      pair.cdn.setConfig(body);
      for (const [look, run] of Object.entries(LOOKS)) {
        const [theirs, ours] = (await pair.observe({ run, level: 3 })).map(withoutPosition);
        assertSame(ours, theirs, look);
      }
      assert.equal({}.t, undefined);
      assert.equal({}.v, undefined);
    });
  }
});

const nested = (levels, open_, close) => open_.repeat(levels) + '1' + close.repeat(levels);

describe('deep nesting', { concurrency: 2 }, () => {
  for (const levels of [127, 128, 1000, 10_000, 1_000_000]) {
    own(`${levels} levels: an unknown node costs nothing, elsewhere it is an error, and nothing overflows`, async (t) => {
      const server = await startFaultServer(t);
      const flag = '"flag":{"t":1,"v":{"s":"on"}}';
      const deep = [nested(levels, '[', ']'), nested(levels, '{"f":', '}')];
      const inside = deep.flatMap((node) => [
        `{"unknown":${node},"f":{${flag}}}`,
        `{"f":{"flag":{"t":1,"x":${node},"v":{"s":"on","y":${node}}}}}`,
      ]);
      const outside = deep.flatMap((node) => [
        node,
        `{"f":${node}}`,
        `{"f":{${flag},"v":{"t":1,"v":{"s":${node}}}}}`,
        `{"f":{${flag},"r":{"t":1,"v":{"s":"x"},"r":[{"c":${node}}]}}}`,
        `{"p":${node},"f":{${flag}}}`,
        `{"s":${node},"f":{${flag}}}`,
      ]);
      await server.script(...[...inside, ...outside].map((body) => [{ answer: { body } }, { keep: true }]));
      const { done } = runScript(t, server.url, `
        const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger });
        (async () => {
          const seen = [];
          for (let turn = 0; turn < ${inside.length}; turn++) {
            await client.forceRefreshAsync();
            seen.push(await client.getValueAsync('flag', 'default'));
          }
          for (let turn = 0; turn < ${outside.length}; turn++) {
            const { isSuccess } = await client.forceRefreshAsync();
            await client.getAllValuesAsync();
            if (!isSuccess) seen.push(await client.getValueAsync('flag', 'default'));
          }
          console.log([...new Set(seen)].join());
        })();
      `);
      const { code, signal, output, errors } = await within(20_000, done, 'the process');
      assert.equal(signal, null, errors);
      assert.equal(code, 0, errors);
      assert.equal(output, 'on\n');
    });
  }
});

test('every number is the one that JSON.parse reads', async (t) => {
  const seed = runSeed();
  t.diagnostic(`seed ${seed}`);
  const random = new Random(seed);
  const digits = (count) => random.times(count, () => random.below(10)).join('');
  const written = () => {
    const whole = random.pick(['0', `${random.between(1, 9)}${digits(random.below(25))}`]);
    const fraction = random.chance(0.6) ? `.${digits(random.between(1, 30))}` : '';
    const exponent = random.chance(0.4) ? `${random.pick(['e', 'E'])}${random.pick(['', '+', '-'])}${random.below(330)}` : '';
    return `${random.chance(0.3) ? '-' : ''}${whole}${fraction}${exponent}`;
  };
  const texts = [
    '1e400', '-1e400', '1e-400', '-0', '-0.0', '-0e5', '0.1', '9007199254740993', '9007199254740992.5', '5e-324', '2.4703282292062327e-324',
    '1.7976931348623159e308', '1'.repeat(400), `0.${'0'.repeat(400)}1`, `${'9'.repeat(400)}e-400`, '2.2250738585072011e-308', '1e0000000000000000001',
    ...random.times(2000, written),
  ];
  const flags = texts.map((text, index) => `"${index}":{"t":3,"v":{"d":${text}}}`);
  const client = await openClientOn(`{"f":{${flags.join()}}}`, { logger: { level: -1, log() {} } });
  t.after(() => client.dispose());
  const values = await client.getAllValuesAsync();
  assert.equal(values.length, texts.length);
  for (const { settingKey, settingValue } of values) {
    const text = texts[Number(settingKey)];
    assert.ok(Object.is(settingValue, JSON.parse(text)), `${text} gives ${settingValue}`);
  }
});
