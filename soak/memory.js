'use strict';

const { slope } = require('./slope.js');

const SAMPLE_MS = 250;
const MIB = 1 << 20;

/**
 * Watches the memory of this process. Of each window only the least counts: what is freed again within it is no growth.
 */
class MemoryWatch {
  /** @param {{ windowMs: number, warmUpMs: number }} options nothing counts before the end of the warm-up */
  constructor({ windowMs, warmUpMs }) {
    this.windowMs = windowMs;
    this.warmUpMs = warmUpMs;
    this.start = performance.now();
    /** @type {Map<number, number>} the least bytes by window */
    this.windows = new Map();
    this.timer = setInterval(() => this.sample(), SAMPLE_MS);
  }

  sample() {
    const elapsed = performance.now() - this.start;
    if (elapsed < this.warmUpMs) return;
    const window = Math.floor(elapsed / this.windowMs);
    this.windows.set(window, Math.min(process.memoryUsage.rss(), this.windows.get(window) ?? Infinity));
  }

  stop() {
    clearInterval(this.timer);
    /** @type {[number, number][]} */
    const points = [...this.windows].map(([window, bytes]) => [(window * this.windowMs) / 3_600_000, bytes / MIB]);
    const sizes = points.map(([, size]) => size);
    return { slopeMiBPerHour: slope(points), firstMiB: sizes[0], lastMiB: sizes.at(-1), peakMiB: process.resourceUsage().maxRSS / 1024 };
  }
}

module.exports = { MemoryWatch };
