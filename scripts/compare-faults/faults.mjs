// The faults under which the packages are compared.

const config = (value, more = {}) => JSON.stringify({ ...more, f: { flag: { t: 1, v: { s: value } } } });

/** What the server answers when a fault is over. */
export const GOOD = { headers: { ETag: '"good"' }, body: config('good') };

const head = (more) => ({ send: `HTTP/1.1 200 OK\r\nETag: "bad"\r\n${more}\r\n\r\n` });
const answer = (value) => [{ answer: value }, { keep: true }];
const chain = (length) => ({
  f: Object.fromEntries(Array.from({ length }, (_, n) => [
    n === 0 ? 'flag' : `f${n}`,
    n + 1 === length
      ? { t: 1, v: { s: 'end' } }
      : { t: 1, v: { s: 'no' }, r: [{ c: [{ p: { f: `f${n + 1}`, c: 0, v: { s: 'end' } } }], s: { v: { s: 'end' } } }] },
  ])),
});

/**
 * @typedef {object} Fault
 * @property {string} name
 * @property {object} [listen] options of the listener
 * @property {object[]} [steps] what happens on each request; without them the server is good
 * @property {string} [options] JavaScript for the subject: `{ options, user }`
 */

/** @type {Fault[]} */
export const faults = [
  { name: 'none', steps: answer(GOOD) },
  { name: 'connection refused', listen: { refuse: true } },
  { name: 'reset in the middle of the body', steps: [head('Content-Length: 1000'), { send: config('bad') }, { waitMs: 20 }, { reset: true }] },
  { name: 'nobody accepts the connection', listen: { backlog: 'full' } },
  { name: 'silence', steps: [{ hang: true }] },
  { name: 'a head of one byte per 200 ms', steps: [{ drip: { text: `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(200)}\r\n`, size: 1, everyMs: 200 } }] },
  { name: 'a body of one byte per 200 ms', steps: [head('Content-Length: 1000'), { drip: { text: ' '.repeat(1000), size: 1, everyMs: 200 } }] },
  { name: 'a body shorter than Content-Length', steps: [{ answer: { headers: { ETag: '"bad"' }, body: config('bad'), lengthOff: 10 } }] },
  { name: 'a body of 1 GiB', steps: [head('Connection: close'), { repeat: { text: ' '.repeat(1024), times: 1 << 20 } }] },
  { name: 'Content-Length of a terabyte', steps: [head('Content-Length: 1000000000000'), { hang: true }] },
  { name: 'an array', steps: answer({ body: '[]' }) },
  { name: 'one malformed flag beside a good one', steps: answer({ body: '{"f":{"flag":{"t":1,"v":{"s":"fine"}},"bad":5}}' }) },
  { name: 'a UTF-8 BOM', steps: answer({ base64: Buffer.from(`\ufeff${config('bad')}`).toString('base64') }) },
  { name: 'an unknown node of 1,000,000 levels', steps: answer({ body: `{"x":${'['.repeat(1e6)}${']'.repeat(1e6)},"f":{"flag":{"t":1,"v":{"s":"fine"}}}}` }) },
  { name: 'status 500', steps: answer({ status: 500 }) },
  { name: 'status 429, Retry-After 3', steps: answer({ status: 429, headers: { 'Retry-After': '3' } }) },
  { name: 'status 404', steps: answer({ status: 404 }) },
  { name: 'status 304 without a config', steps: answer({ status: 304 }) },
  { name: 'status 302 to itself', steps: answer({ status: 302, headers: { Location: '/' } }) },
  { name: 'a self-signed certificate', listen: { tls: 'self-signed' }, steps: answer(GOOD) },
  { name: '10,000 prerequisites in a row', steps: answer({ body: JSON.stringify(chain(10_000)) }) },
  { name: 'a cache whose `get` never settles', options: '({ options: { cache: { get: () => new Promise(() => {}), set() {} } } })' },
  { name: 'a cache whose `set` never settles', options: '({ options: { cache: { get: () => null, set: () => new Promise(() => {}) } } })' },
  {
    name: 'a cache with an entry from the year 2100',
    options: `({ options: { cache: { get: () => payload('${config('from the cache')}', 4102444800000), set() {} } } })`,
  },
  { name: 'a cache that throws', options: '({ options: { cache: { get() { throw new Error("get"); }, set() { throw new Error("set"); } } } })' },
  {
    name: 'listeners that throw',
    options: '({ options: { setupHooks: (hooks) => ["clientReady", "configChanged", "flagEvaluated"].forEach((name) => hooks.on(name, () => { throw new Error(name); })) } })',
  },
  { name: 'a logger that throws, status 500', steps: answer({ status: 500 }), options: '({ options: { logger: { level: 4, log() { throw new Error("log"); } } } })' },
];
