'use strict';

const http = require('node:http');

/**
 * What the server answers to one request.
 *
 * @typedef {object} Answer
 * @property {string | Buffer} [body] the body of a 200 answer, sent as it is
 * @property {string} [etag] sent as `ETag`; an equal `If-None-Match` makes the answer 304
 * @property {number} [status] default 200
 * @property {string} [reason] the reason phrase; default: the one that belongs to the status
 * @property {number} [delayMs] wait so long before answering
 * @property {Record<string, string>} [headers] extra headers
 * @property {boolean} [destroy] cut the connection instead of answering
 */

const CONFIG_PATH = /^\/configuration-files\/(.+)\/(config_v[56])\.json$/;

/**
 * A stand-in for the config servers, on a free port of the loopback interface.
 *
 * `setConfig(config, { sdkKey, version })` sets what is served until changed: for one SDK key, or for every key that has
 * nothing of its own; for config_v6.json unless `version` says 5. `answerNext(...answers)` scripts the next requests,
 * one answer each; what an answer leaves out comes from the config that is served otherwise.
 */
class Cdn {
  constructor() {
    /** `status`: of the answer, once it is sent. @type {{ url: string, path: string, sdkKey: string | undefined, headers: http.IncomingHttpHeaders, status?: number }[]} */
    this.requests = [];
    /** @type {Map<string, Answer>} */
    this.answers = new Map();
    /** @type {Answer[]} */
    this.script = [];
    this.timers = new Set();
    this.configCount = 0;
    this.server = http.createServer((request, response) => this.handle(request, response));
    this.url = '';
  }

  async start() {
    await new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () => resolve(undefined));
    });
    const address = /** @type {import('node:net').AddressInfo} */ (this.server.address());
    this.url = `http://127.0.0.1:${address.port}`;
    return this;
  }

  /**
   * @param {object | string | Buffer} config an object is sent as JSON, text and bytes as they are
   * @param {Answer & { sdkKey?: string, version?: 5 | 6 }} [options] without `etag`, every call makes a new one
   */
  setConfig(config, options = {}) {
    const { sdkKey = '*', version = 6, ...answer } = options;
    this.configCount += 1;
    const body = typeof config === 'string' || Buffer.isBuffer(config) ? config : JSON.stringify(config);
    const etag = 'etag' in answer ? answer.etag : `"config-${this.configCount}"`;
    this.answers.set(`${sdkKey} v${version}`, { ...answer, body, etag });
  }

  /** @param {...Answer} answers */
  answerNext(...answers) {
    this.script.push(...answers);
  }

  /** The requests since the last call of this method. */
  takeRequests() {
    return this.requests.splice(0);
  }

  /** @returns {Promise<void>} once the port is free and every connection is closed */
  close() {
    for (const timer of this.timers) {
      clearTimeout(timer);
    }
    this.timers.clear();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  handle(request, response) {
    const path = request.url.split('?')[0];
    const [, rawKey, file] = CONFIG_PATH.exec(path) ?? [];
    const sdkKey = rawKey && decodeURIComponent(rawKey);
    const record = { url: request.url, path, sdkKey, headers: request.headers };
    this.requests.push(record);
    response.once('finish', () => Object.assign(record, { status: response.statusCode }));

    const version = file === 'config_v5' ? 'v5' : 'v6';
    const served = this.answers.get(`${sdkKey} ${version}`) ?? this.answers.get(`* ${version}`);
    const answer = { ...served, ...this.script.shift() };
    if (answer.body === undefined && answer.status === undefined) {
      answer.status = 404;
    }
    if (!answer.delayMs) {
      send(request, response, answer);
      return;
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      send(request, response, answer);
    }, answer.delayMs);
    this.timers.add(timer);
  }
}

/**
 * @param {http.IncomingMessage} request
 * @param {http.ServerResponse} response
 * @param {Answer} answer
 */
function send(request, response, { body, etag, status = 200, reason, headers = {}, destroy }) {
  if (destroy) {
    request.socket.destroy();
    return;
  }
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, value);
  }
  if (status === 200 && etag) {
    response.setHeader('ETag', etag);
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304).end();
      return;
    }
  }
  if (reason === undefined) {
    response.writeHead(status);
  } else {
    response.writeHead(status, reason);
  }
  response.end(status === 200 ? body : undefined);
}

/** @returns {Promise<Cdn>} a running server; `await cdn.close()` ends it */
const startCdn = () => new Cdn().start();

module.exports = { startCdn };
