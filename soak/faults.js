'use strict';

const zlib = require('node:zlib');
const { configText } = require('./configs.js');

/**
 * One kind of answer: a list of variants, each a list of steps of the fault server.
 *
 * @typedef {(version: number, url: string) => object[]} Variant
 */

const base64 = (buffer) => ({ base64: Buffer.from(buffer).toString('base64') });
const head = (...lines) => ({ send: ['HTTP/1.1 200 OK', 'ETag: "bad"', ...lines, '', ''].join('\r\n') });
const bad = (version) => configText('bad', version);
const status = (code, headers = {}) => [{ answer: { status: code, headers } }, { keep: true }];
const body = (text) => [{ answer: { headers: { ETag: '"bad"' }, body: text } }, { keep: true }];

/** A config that has to be accepted. */
const good = (version, more = {}, etag = `"${version}"`) => [
  { answer: { headers: { ETag: etag }, body: configText('good', version, more) } },
  { keep: true },
];

const gzip = (version) => zlib.gzipSync(bad(version));

const nested = (levels) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const HOSTILE_FLAGS = JSON.parse(
  '{"__proto__":{"t":0,"v":{"b":true}},"constructor":{"t":1,"v":{"s":"x"}},"":{"t":3,"v":{"d":-0}},"7":{"t":3,"v":{"d":0.1}}}',
);

/** Numbers that JSON.stringify does not write. */
const withOddNumbers = (text) => text.replace(/}$/, `,"x":[1e400,-0,9007199254740993,${'9'.repeat(400)}]}`);

/**
 * The faults of a server, by name. Of some kinds the config is sound and has to be accepted all the same.
 *
 * @type {Record<string, Variant[]>}
 */
const FAULTS = {
  'connection reset': [
    () => [{ reset: true }],
    (version) => [head('Content-Length: 5000'), { send: bad(version) }, { waitMs: 10 }, { reset: true }],
  ],
  'one byte at a time': [
    () => [{ drip: { text: 'HTTP/1.1 200 OK\r\nX: '.padEnd(200, 'x'), size: 1, everyMs: 40 } }],
    (version) => [head('Content-Length: 5000'), { drip: { text: bad(version), size: 1, everyMs: 40 } }],
  ],
  'silence': [() => [{ hang: true }], () => [head('Content-Length: 500'), { hang: true }]],
  'body cut off': [
    (version) => [{ answer: { headers: { ETag: '"bad"' }, body: bad(version), lengthOff: 10 } }],
    (version) => [head('Transfer-Encoding: chunked'), { send: `fff\r\n${bad(version)}` }],
    (version) => [head('Content-Encoding: gzip', `Content-Length: ${gzip(version).length - 9}`), base64(gzip(version).subarray(0, -9))],
  ],
  'bomb': [() => [{ gzipBomb: { mebibytes: 96 } }]],
  'no end': [
    () => [{ send: 'HTTP/1.1 200 OK\r\n' }, { repeat: { text: 'X-More: of the same\r\n', times: 50_000 } }],
    (version) => [head('Content-Length: 1000000000000'), { send: bad(version) }],
    () => [{ send: 'SSH-2.0-OpenSSH_9.6\r\n' }],
  ],
  'wrong shape': [() => body('[]'), () => body('null'), () => body('17'), () => body('{"f":[]}'), () => body(''), () => body('{"f":')],
  'broken text': [
    (version) => body(`\ufeff${bad(version)}`),
    (version) => body(`${bad(version)}\0`),
    (version) => [{ answer: { headers: { ETag: '"bad"' }, ...base64(Buffer.from(bad(version), 'utf16le')) } }, { keep: true }],
  ],
  'deep nesting': [
    (version) => good(version, { x: JSON.parse(nested(1_000)) }),
    () => body(nested(100_000)),
    () => body('['.repeat(100_000)),
  ],
  'odd content': [
    (version) => good(version, { f: HOSTILE_FLAGS }),
    (version) => [{ answer: { headers: { ETag: `"n${version}"` }, body: withOddNumbers(configText('good', version)) } }, { keep: true }],
    (version) => good(version, { f: { 'lone \ud800': { t: 1, v: { s: '\udc00' } } } }),
  ],
  'server error': [() => status(500), () => status(502), () => status(503, { 'Retry-After': 'x' }), () => status(599)],
  'too many requests': [
    () => status(429),
    () => status(429, { 'Retry-After': '0' }),
    () => status(429, { 'Retry-After': '-5' }),
    () => status(429, { 'Retry-After': '99999999999999999999' }),
    () => status(429, { 'Retry-After': 'Fri, 31 Dec 9999 23:59:59 GMT' }),
  ],
  'refused key': [() => status(401), () => status(403), () => status(404)],
  'odd ETag': [
    (version) => good(version, {}, `W/"${version}"`),
    (version) => good(version, {}, `no quotes ${version} \u00e9`),
    (version) => good(version, {}, `"${version}${'e'.repeat(8_000)}"`),
    (version) => good(version, {}, '"always the same"'),
  ],
  'not modified': [() => status(304), () => status(304, { ETag: '"another"' })],
  'redirect': [
    () => status(301, { Location: 'http://169.254.169.254/' }),
    (_version, url) => status(302, { Location: url }),
    () => status(307, { Location: 'file:///etc/hosts' }),
    () => status(308, { Location: '/' }),
  ],
  'data governance': [
    (version, url) => good(version, { p: { u: `${url}/${version}`, r: 2 } }),
    (version) => good(version, { p: { u: 'file:///etc/hosts', r: 2 } }),
    (version) => good(version, { p: { u: 'https://attacker.invalid', r: 1 } }),
  ],
};

module.exports = { FAULTS, good };
