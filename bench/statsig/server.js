'use strict';

const { fork } = require('node:child_process');
const { once } = require('node:events');
const { plainEnvironment } = require('../support/index.js');

const SCRIPT = require.resolve('./children/server.js');

/** A server of specs that counts gate exposures. */
class SpecsServer {
  #child;

  /** @param {import('node:child_process').ChildProcess} child @param {string} url */
  constructor(child, url) {
    this.#child = child;
    this.url = url;
  }

  static async start() {
    const child = fork(SCRIPT, { env: plainEnvironment() });
    const [{ url }] = await once(child, 'message');
    return new SpecsServer(child, url);
  }

  /**
   * Of how many users exposures came since this was called last, and how many events came in a form that is not read here.
   *
   * @returns {Promise<{ users: number, unread: number }>}
   */
  async takeCounts() {
    this.#child.send('count');
    const [counts] = await once(this.#child, 'message');
    return counts;
  }

  async close() {
    const ended = once(this.#child, 'exit');
    this.#child.send('end');
    await ended;
  }
}

module.exports = { SpecsServer };
