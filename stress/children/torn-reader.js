'use strict';

const { setImmediate: turn, setTimeout: sleep } = require('node:timers/promises');
const { parentPort, workerData } = require('node:worker_threads');
const { LogLevel, PollingMode, createConsoleLogger, getClient } = require('../../index.js');
const { markedValue } = require('../support/marks.js');

/** Batches between two looks at the event loop, which brings new configs. */
const BATCHES_PER_TURN = 20;

/** Some batches take a break, long enough for a config to come. */
const ROUNDS_PER_BREAK = 151;
const BREAK_MS = 2;

const USERS = [undefined, { identifier: 'a', email: 'a@example.com' }, { identifier: 'b', email: 'b@example.org' }];

/** Evaluates whole configs and looks whether all values of a batch belong to the same one. */
class Reader {
  /** @param {{ url: string, sdkKey: string, flags: number }} options */
  constructor({ url, sdkKey, flags }) {
    this.keys = Array.from({ length: flags }, (_, index) => `flag_${index}`);
    const logger = createConsoleLogger(LogLevel.Off);
    this.client = getClient(sdkKey, PollingMode.AutoPoll, { baseUrl: url, pollIntervalSeconds: 3600, logger });
    this.reads = 0;
    this.torn = 0;
    this.changes = 0;
    this.last = '';
    this.round = 0;
  }

  /** @param {number} total reads until this many are done, at least one turn's */
  async read(total) {
    do {
      for (let batch = 0; batch < BATCHES_PER_TURN; batch += 1) await this.#readBatch();
      await turn();
    } while (this.reads < total);
  }

  async #readBatch() {
    this.round += 1;
    const user = USERS[this.round % USERS.length];
    const values = this.round % 10 === 0 ? await this.#allValues(user) : await this.#eachValue(user);
    const mark = values[0][0];
    if (values.some((value, index) => value !== markedValue(mark, index, user))) this.torn += 1;
    if (mark !== this.last) this.changes += 1;
    this.last = mark;
    this.reads += values.length;
  }

  /** @param {import('../../index.js').IUser | undefined} user @returns {Promise<string[]>} */
  async #eachValue(user) {
    const snapshot = this.client.snapshot();
    const valueOf = (/** @type {string} */ key) => snapshot.getValue(key, '?', user);
    if (this.round % ROUNDS_PER_BREAK !== 0) return this.keys.map(valueOf);
    const half = this.keys.length / 2;
    const values = this.keys.slice(0, half).map(valueOf);
    await sleep(BREAK_MS);
    return [...values, ...this.keys.slice(half).map(valueOf)];
  }

  /** @param {import('../../index.js').IUser | undefined} user @returns {Promise<string[]>} */
  async #allValues(user) {
    const all = await this.client.getAllValuesAsync(user);
    return all.map(({ settingValue }) => String(settingValue));
  }

  result() {
    return { reads: this.reads, torn: this.torn, changes: this.changes };
  }
}

async function main() {
  const reader = new Reader(workerData);
  await reader.client.waitForReady();
  await reader.read(workerData.share);
  reader.client.dispose();
  parentPort?.postMessage(reader.result());
}

exports.Reader = Reader;

if (parentPort !== null) void main();
