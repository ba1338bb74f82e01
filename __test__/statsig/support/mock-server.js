'use strict';

// A stand-in for Statsig's servers on 127.0.0.1: specs, ID lists by byte range, and events. What it is asked for is kept, and each
// endpoint can be made to fail.

const http = require('node:http');
const zlib = require('node:zlib');
const { createHash } = require('node:crypto');
const { once } = require('node:events');

/** @typedef {'specs' | 'idLists' | 'idList' | 'events' | 'other'} Endpoint */

/**
 * What an endpoint does instead of its work. Of `body` and `status`, what is left out is as usual.
 *
 * @typedef {object} Fault
 * @property {number} [status]
 * @property {string | Buffer} [body]
 * @property {Record<string, string>} [headers]
 * @property {number} [delayMs] waits so long before it answers
 * @property {boolean} [hang] never answers
 * @property {boolean} [destroy] cuts the connection
 */

/**
 * @typedef {object} Seen a request
 * @property {Endpoint} endpoint
 * @property {string} method
 * @property {string} url
 * @property {http.IncomingHttpHeaders} headers
 * @property {Buffer} bytes as they came
 * @property {any} body of JSON, unzipped; `null` if there is none
 * @property {number} at milliseconds of `performance.now()`
 * @property {number} [status] of the answer
 */

/** The form in which ID lists hold an ID. @param {string} id */
const listed = (id) => createHash('sha256').update(id).digest('base64').slice(0, 8);

/** @type {[Endpoint, RegExp][]} */
const ENDPOINTS = [
  ['specs', /^(?:\/v1|\/v2)?\/download_config_specs\//],
  ['idLists', /^(?:\/v1)?\/get_id_lists/],
  ['idList', /^\/id_list\//],
  ['events', /^(?:\/v1)?\/log_event$/],
];

class MockServer {
  /** @type {Seen[]} */
  requests = [];
  /** An object, or a text that is sent as it is; `null`: nothing new ever. @type {any} */
  specs;
  /** The same in the newer form, for SDKs that ask for that. @type {any} */
  newerSpecs = null;
  /** Whether requests are kept. */
  isKeeping = true;
  /** The content of each list. @type {Map<string, { content: string, fileID: string, creationTime: number }>} */
  lists = new Map();
  /** Events in the order in which they came, of requests that were answered with 2xx. @type {any[]} */
  events = [];
  /** Gets the events of each request. @type {(events: any[], request: Seen) => void} */
  onEvents = (events) => void this.events.push(...events);
  /** For all requests. @type {Partial<Record<Endpoint, Fault>>} */
  faults = {};
  /** For the next requests, one each. @type {Partial<Record<Endpoint, Fault[]>>} */
  #once = {};
  #timers = new Set();
  #http = http.createServer((request, response) => this.#receive(request, response));
  url = '';

  /** @param {any} specs */
  constructor(specs) {
    this.specs = specs;
  }

  /** @param {any} [specs] the body that `download_config_specs` sends */
  static async start(specs = null) {
    const server = new MockServer(specs);
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    server.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.#http.address()).port}`;
    return server;
  }

  /** The base that SDKs are given as `api`. */
  get api() {
    return `${this.url}/v1`;
  }

  /** @param {Endpoint} endpoint @returns {Seen[]} */
  seen(endpoint) {
    return this.requests.filter((request) => request.endpoint === endpoint);
  }

  /** Makes the next requests of an endpoint fail, one each. @param {Endpoint} endpoint @param {...Fault} faults */
  failNext(endpoint, ...faults) {
    (this.#once[endpoint] ??= []).push(...faults);
  }

  /**
   * @param {string} name
   * @param {string[]} ids as they are, not in the form of lists
   * @param {{ fileID?: string, creationTime?: number }} [file]
   */
  setList(name, ids, { fileID = 'file-1', creationTime = 1 } = {}) {
    this.lists.set(name, { content: ids.map((id) => `+${listed(id)}\n`).join(''), fileID, creationTime });
  }

  /** Appends lines, such as `-` and an ID in the form of lists. @param {string} name @param {string} lines */
  appendToList(name, lines) {
    const list = this.lists.get(name);
    if (list) list.content += lines;
  }

  async close() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  async #receive(request, response) {
    const url = request.url ?? '';
    const [path] = url.split('?');
    const [endpoint = 'other'] = ENDPOINTS.find(([, pattern]) => pattern.test(path)) ?? [];
    const chunks = [];
    request.on('error', () => {});
    response.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const seen = { endpoint, method: request.method, url, headers: request.headers, bytes, body: bodyOf(request, bytes), at: performance.now() };
    if (this.isKeeping) this.requests.push(seen);
    response.once('finish', () => Object.assign(seen, { status: response.statusCode }));
    this.#answer(seen, response, this.#once[endpoint]?.shift() ?? this.faults[endpoint] ?? {});
  }

  /** @param {Seen} seen @param {http.ServerResponse} response @param {Fault} fault */
  #answer(seen, response, { hang, destroy, delayMs, ...fault }) {
    if (delayMs !== undefined) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#answer(seen, response, { hang, destroy, ...fault });
      }, delayMs);
      this.#timers.add(timer);
      return;
    }
    if (hang) return;
    if (destroy) {
      response.destroy();
      return;
    }
    const usual = this.#usual(seen);
    const { status, headers, body } = { ...usual, ...fault, headers: { ...usual.headers, ...fault.headers } };
    if (seen.endpoint === 'events' && status < 300) this.onEvents(seen.body?.events ?? [], seen);
    const content = fault.status !== undefined && fault.status >= 300 && fault.body === undefined ? '' : body;
    response.writeHead(status, { 'content-length': String(Buffer.byteLength(content)), ...headers });
    response.end(content);
  }

  /** @param {Seen} seen @returns {{ status: number, headers: Record<string, string>, body: string | Buffer }} */
  #usual({ endpoint, url, headers }) {
    const json = { 'content-type': 'application/json; charset=utf-8' };
    switch (endpoint) {
      case 'specs':
        return { status: 200, headers: json, body: specsSince(url.startsWith('/v2/') ? this.newerSpecs : this.specs, new URL(url, this.url).searchParams.get('sinceTime')) };
      case 'idLists':
        return { status: 200, headers: json, body: JSON.stringify(this.lookup()) };
      case 'idList':
        return this.#pieceOf(decodeURIComponent(url.slice('/id_list/'.length)), headers.range);
      case 'events':
        return { status: 202, headers: json, body: '{"success":true}' };
      default:
        return { status: 404, headers: {}, body: '' };
    }
  }

  /** What `get_id_lists` sends. */
  lookup() {
    const entries = [...this.lists].map(([name, { content, fileID, creationTime }]) => {
      const url = `${this.url}/id_list/${encodeURIComponent(name)}`;
      return [name, { name, url, fileID, creationTime, size: Buffer.byteLength(content) }];
    });
    return Object.fromEntries(entries);
  }

  #pieceOf(name, range) {
    const list = this.lists.get(name);
    if (list === undefined) return { status: 404, headers: {}, body: '' };
    const all = Buffer.from(list.content);
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (from >= all.length) return { status: 416, headers: { 'content-range': `bytes */${all.length}` }, body: '' };
    const headers = { 'content-type': 'text/plain', 'content-range': `bytes ${from}-${all.length - 1}/${all.length}` };
    return { status: range === undefined ? 200 : 206, headers, body: all.subarray(from) };
  }
}

/** What is new. @param {any} specs @param {string | null} time */
function specsSince(specs, time) {
  if (typeof specs === 'string') return specs;
  if (specs === null || (time !== null && specs.time <= Number(time))) return '{"has_updates":false}';
  return JSON.stringify(specs);
}

/** @param {http.IncomingMessage} request @param {Buffer} bytes */
function bodyOf({ headers }, bytes) {
  if (bytes.length === 0) return null;
  try {
    return JSON.parse((headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(bytes) : bytes).toString());
  } catch {
    return null;
  }
}

/**
 * A server that ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {any} [specs]
 */
async function startMockServer(t, specs) {
  const server = await MockServer.start(specs);
  t.after(() => server.close());
  return server;
}

module.exports = { MockServer, listed, startMockServer };
