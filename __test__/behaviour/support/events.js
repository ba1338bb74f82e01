'use strict';

const NAMES = ['clientReady', 'configFetched', 'configChanged', 'flagEvaluated', 'clientError'];

/** Subscribes to every event through `setupHooks` and notes them in order. */
function createEventLog(skip = []) {
  const log = [];
  const setupHooks = (hooks) => {
    for (const name of NAMES) {
      if (!skip.includes(name)) {
        hooks.on(name, (...args) => log.push({ name, args }));
      }
    }
  };
  return {
    log,
    setupHooks,
    names: () => log.map((event) => event.name),
    count: (name) => log.filter((event) => event.name === name).length,
    last: (name) => log.filter((event) => event.name === name).at(-1),
  };
}

module.exports = { createEventLog };
