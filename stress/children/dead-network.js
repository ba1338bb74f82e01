'use strict';

const { LogLevel, PollingMode, createConsoleLogger, getClient } = require('../../index.js');
const { keyOf, runAsChild } = require('../support/index.js');

runAsChild(async ({ url, rounds, maxInitWaitMs }) => {
  const waits = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const client = getClient(keyOf(round), PollingMode.AutoPoll, {
      baseUrl: url,
      maxInitWaitTimeSeconds: maxInitWaitMs / 1000,
      logger: createConsoleLogger(LogLevel.Off),
    });
    const asked = [client.waitForReady(), client.getValueAsync('flag', 'default'), client.getAllKeysAsync()];
    await Promise.all(asked.map((answer) => answer.then(() => waits.push(performance.now() - start))));
    client.dispose();
  }
  return waits;
});
