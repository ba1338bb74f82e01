'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { startFaultServer } = require('../__test__/support/fault-server.js');
const { writeScript } = require('./script.js');

/** How long nobody listens at the end of an epoch. */
const REFUSED_MS = 200;

/** How long a client may take to ask again, whatever it was answered, and to have a config that it was answered. */
const PATIENCE_MS = 60_000;

const LOOK_MS = 100;

/**
 * A server whose life has epochs. In each it answers by a script full of faults, up to a good config; it goes on when a client has
 * that one, and closes its port for a moment.
 */
class Epochs {
  /** @param {{ length: number, random: any, report: (what: string) => void }} options length: requests per epoch */
  constructor({ length, random, report }) {
    this.length = length;
    this.random = random;
    this.report = report;
    /** @type {Map<string, number>} requests by kind of answer */
    this.counts = new Map();
    this.lastVersion = 0;
    this.isStopped = false;
  }

  async start() {
    this.server = await startFaultServer(null);
    await this.begin();
    return this.server.url;
  }

  async begin() {
    const { server, length: count, random } = this;
    const { kinds, steps, lastVersion } = writeScript({ count, random, firstVersion: this.lastVersion + 1, url: server.url });
    this.kinds = kinds;
    this.lastVersion = lastVersion;
    await server.script(...steps);
  }

  /**
   * Goes on until it is stopped.
   *
   * @param {() => number} versionOfClient the version that a client has now
   */
  async run(versionOfClient) {
    while (await this.end(versionOfClient)) {
      const { port } = this.server;
      await this.server.forget();
      this.count('refused', 1);
      await pause(REFUSED_MS);
      this.server = await startFaultServer(null, /** @type {any} */ ({ port }));
      await this.begin();
    }
    await this.server.forget();
  }

  /** Waits for the end of an epoch, and counts it. `false`: it was the last. */
  async end(versionOfClient) {
    let requests = 0;
    let changed = performance.now();
    while (!this.isStopped && versionOfClient() < this.lastVersion) {
      await pause(LOOK_MS);
      const now = await this.server.requestCount();
      if (now > requests && now <= this.length) changed = performance.now();
      requests = now;
      if (performance.now() - changed > PATIENCE_MS) {
        this.report(`polling stands still: request ${requests} of ${this.length}, last answer "${this.kinds[Math.min(requests, this.length) - 1]}"`);
        this.isStopped = true;
      }
    }
    for (const kind of this.kinds.slice(0, requests)) this.count(kind, 1);
    if (requests > this.length) this.count('good', requests - this.length);
    return !this.isStopped;
  }

  count(kind, by) {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + by);
  }
}

module.exports = { Epochs };
