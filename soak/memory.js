'use strict';

const { setTimeout: pause } = require('node:timers/promises');
const { medianSlope, slope } = require('./slope.js');

/**
 * How long is looked for the least after a collection: finalisers, helper threads and `malloc_trim` follow it, the last up to 10 s
 * later on a busy machine.
 */
const LOOK_MS = 12_000;
const SAMPLE_MS = 250;
const MIB = 1 << 20;

/**
 * Watches the memory of this process, each time after all its threads have collected their garbage: otherwise V8's five heaps swing by
 * more than any leak would show. Of each look only the least counts: a body that is being read is no growth.
 */
class MemoryWatch {
  /**
   * @param {object} options
   * @param {number} options.everyMs
   * @param {number} options.warmUpMs nothing counts before
   * @param {() => Promise<void>} options.collect has all threads collect their garbage
   */
  constructor({ everyMs, warmUpMs, collect }) {
    this.collect = collect;
    this.start = performance.now();
    /** @type {[hours: number, mebibytes: number][]} */
    this.points = [];
    this.stopping = new AbortController();
    this.running = this.run(everyMs, warmUpMs);
  }

  get isStopped() {
    return this.stopping.signal.aborted;
  }

  async run(everyMs, warmUpMs) {
    await this.wait(warmUpMs);
    while (!this.isStopped) {
      const hours = (performance.now() - this.start) / 3_600_000;
      this.points.push([hours, (await this.look()) / MIB]);
      await this.wait(everyMs);
    }
  }

  /** Waits so long, or until the end. */
  async wait(ms) {
    const { signal } = this.stopping;
    await pause(ms, undefined, { signal }).catch(() => {});
  }

  async look() {
    await this.collect();
    let least = Infinity;
    for (let elapsed = 0; elapsed < LOOK_MS && !this.isStopped; elapsed += SAMPLE_MS) {
      least = Math.min(least, process.memoryUsage.rss());
      await this.wait(SAMPLE_MS);
    }
    return least;
  }

  async stop() {
    this.stopping.abort();
    await this.running;
    const sizes = this.points.map(([, size]) => size);
    return {
      slopeMiBPerHour: slope(this.points),
      medianSlopeMiBPerHour: medianSlope(this.points),
      firstMiB: sizes[0],
      lastMiB: sizes.at(-1),
      peakMiB: process.resourceUsage().maxRSS / 1024,
    };
  }
}

module.exports = { MemoryWatch };
