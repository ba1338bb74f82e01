'use strict';

const { startCdn } = require('../../__test__/support/cdn.js');

/** The one local server of a run: it plays the CDN for all packages. */
class BenchServer {
  #cdn;
  #configCount = 0;

  /** @param {Awaited<ReturnType<typeof startCdn>>} cdn */
  constructor(cdn) {
    this.#cdn = cdn;
  }

  get url() {
    return this.#cdn.url;
  }

  /**
   * Serves a config, the same text to every package.
   *
   * @param {object | string} config
   * @param {{ sdkKey?: string, version?: 5 | 6 }} [options] `sdkKey`: in place of what that key had so far
   * @returns {string} the SDK key to ask for it with
   */
  serve(config, { sdkKey = this.#newKey(), version = 6 } = {}) {
    this.#cdn.setConfig(config, { sdkKey, version });
    return sdkKey;
  }

  /**
   * What was asked for since this was called last.
   *
   * @param {string} sdkKey
   * @returns {{ all: number, downloads: number }} `downloads`: those that were answered with the whole config
   */
  takeRequests(sdkKey) {
    const requests = this.#cdn.takeRequests().filter((request) => request.sdkKey === sdkKey);
    return { all: requests.length, downloads: requests.filter(({ status }) => status === 200).length };
  }

  #newKey() {
    this.#configCount += 1;
    return `configcat-sdk-1/0123456789012345678901/${String(this.#configCount).padStart(22, '0')}`;
  }

  close() {
    return this.#cdn.close();
  }
}

/** @returns {Promise<BenchServer>} a running server; `await server.close()` ends it */
const startServer = async () => new BenchServer(await startCdn());

module.exports = { startServer };
