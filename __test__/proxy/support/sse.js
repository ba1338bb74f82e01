'use strict';

const http = require('node:http');
const { within } = require('../../faults/support/waits');

const SOON_MS = 10_000;

/** The stream of one client, byte for byte. */
class Stream {
  /** @param {http.IncomingMessage} response */
  constructor(response) {
    this.response = response;
    this.status = response.statusCode;
    this.headers = response.headers;
    /** Everything that came. */
    this.text = '';
    this.taken = 0;
    this.isEnded = false;
    /** @type {(() => void)[]} */
    this.waiting = [];
    response.setEncoding('utf8').on('data', (chunk) => {
      this.text += chunk;
      this.wake();
    });
    this.ended = new Promise((resolve) => {
      response.on('error', () => {});
      response.on('close', () => {
        this.isEnded = true;
        this.wake();
        resolve(undefined);
      });
    });
  }

  wake() {
    for (const resume of this.waiting.splice(0)) resume();
  }

  /** The blocks that came so far, without the empty lines that end them; the unfinished one is none. */
  get blocks() {
    return this.text.split('\n\n').slice(0, -1);
  }

  /** The JSON texts of the events so far. */
  get events() {
    return this.blocks.filter((block) => !block.startsWith(':')).map((block) => block.replace(/^data: /, ''));
  }

  /** The next event that was not given yet. */
  async next(ms = SOON_MS) {
    const arrived = async () => {
      while (this.events.length <= this.taken) {
        if (this.isEnded) throw new Error(`The stream has ended after: ${this.text}`);
        await new Promise((resolve) => this.waiting.push(/** @type {() => void} */ (resolve)));
      }
      return this.events[this.taken++];
    };
    return within(ms, arrived(), 'an event');
  }

  close() {
    this.response.destroy();
  }
}

/**
 * Opens a stream. It ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {number} port
 * @param {string} path
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Stream>}
 */
function openStream(t, port, path, headers = {}) {
  const agent = new http.Agent({ keepAlive: true });
  const opened = new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { Accept: 'text/event-stream', ...headers }, agent };
    const sent = http.get(options, (response) => resolve(new Stream(response)));
    sent.on('error', reject);
    t.after(() => {
      sent.destroy();
      agent.destroy();
    });
  });
  return within(SOON_MS, opened, `the head of ${path}`);
}

/** What is asked for, as it is written into the path. @param {any} value */
const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

module.exports = { Stream, encode, openStream };
