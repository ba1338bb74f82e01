'use strict';

const { HANG_GUARD_MS } = require('./sdks');

/** Waits until something holds. @param {() => any} holds */
async function until(holds) {
  const start = performance.now();
  for (;;) {
    const found = await holds();
    if (found) return found;
    if (performance.now() - start > HANG_GUARD_MS / 2) throw new Error(`It never came: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

module.exports = { until };
