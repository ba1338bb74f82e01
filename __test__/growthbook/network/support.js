'use strict';

// A server of GrowthBook's on 127.0.0.1, and consumers as instances are.

const http = require('node:http');
const { once } = require('node:events');
const { settings, changeSettings } = require('../../../lib/growthbook/network/settings.js');
const { tuning } = require('../../../lib/growthbook/network/tuning.js');
const repository = require('../../../lib/growthbook/network/repository.js');

const HANG_GUARD_MS = 60_000;

const KEY = 'sdk-SecretClientKey0123';

const DEFAULTS = { settings: { ...settings }, tuning: { ...tuning } };

/** A payload with a version, or without one. */
const payload = (value, version) => ({ status: 200, features: { flag: { defaultValue: value } }, ...(version && { dateUpdated: version }) });

class FakeServer {
  requests = [];
  streams = [];
  /** Sent to who asks. */
  body = payload(1);
  headers = {};
  /** Called instead, once each. @type {((req: any, res: any) => void)[]} */
  answers = [];
  /** The same for streams. @type {((req: any, res: any) => void)[]} */
  streamAnswers = [];

  static async start() {
    const server = new FakeServer();
    server.http = http.createServer((req, res) => server.#answer(req, res));
    server.http.listen(0, '127.0.0.1');
    await once(server.http, 'listening');
    server.url = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }

  #answer(req, res) {
    this.requests.push(req);
    const isStream = req.url.startsWith('/sub/');
    const answer = (isStream ? this.streamAnswers : this.answers).shift();
    if (answer) return answer(req, res);
    if (isStream) return this.stream(res);
    this.send(res);
  }

  /** @param {any} [body] */
  send(res, body = this.body) {
    res.writeHead(200, { 'content-type': 'application/json', ...this.headers });
    res.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  stream(res) {
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    res.write(':\n\n');
    this.streams.push(res);
    res.on('close', () => this.streams.splice(this.streams.indexOf(res), 1));
  }

  /** Sends an event to all streams. */
  emit(name, data, id) {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    for (const stream of this.streams) stream.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${text}\n\n`);
  }

  get fetches() {
    return this.requests.filter(({ url }) => url.startsWith('/api/features/')).length;
  }

  get connects() {
    return this.requests.filter(({ url }) => url.startsWith('/sub/')).length;
  }

  async close() {
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }
}

/** Begins a test: a server, and everything in the state of the start. */
async function begin(t) {
  Object.assign(tuning, DEFAULTS.tuning, { reconnectMs: 20, shortestReconnectMs: 1, lingerMs: 0, storageWaitMs: 100 });
  changeSettings(DEFAULTS.settings);
  repository.setPolyfills({ fetch: undefined, EventSource: undefined, SubtleCrypto: undefined, localStorage: undefined });
  await repository.clearCache();
  const server = await FakeServer.start();
  t.after(async () => {
    repository.setPolyfills({ localStorage: undefined });
    await repository.clearCache();
    await server.close();
  });
  return server;
}

/** What an instance is to the repository. */
function consumer(server, changes = {}) {
  const got = [];
  return {
    apiHost: server.url,
    streamingHost: server.url,
    clientKey: KEY,
    backgroundSync: true,
    disableCache: false,
    got,
    onPayload(source) {
      got.push(valueOf(source));
    },
    ...changes,
  };
}

/** The value of the flag in a payload, in whatever form it is. */
function valueOf(source) {
  if (source === null) return null;
  const { native, object, text } = source;
  return (object ?? JSON.parse(native ? native.json() : text)).features?.flag?.defaultValue;
}

/** What `load` gave, in short. */
async function load(instance, options = { allowStale: true }) {
  const { error, payload: found, source, success } = await repository.load(instance, options);
  return { value: valueOf(found), success, source, ...(error && { error: `${error.name}: ${error.message}` }) };
}

/** Waits until something holds. */
async function until(holds) {
  const start = performance.now();
  while (!(await holds())) {
    if (performance.now() - start > HANG_GUARD_MS) throw new Error(`It never came: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

module.exports = { FakeServer, HANG_GUARD_MS, KEY, begin, consumer, load, payload, repository, tuning, until, valueOf };
