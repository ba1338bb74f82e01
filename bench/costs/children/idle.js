'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const { runAsChild } = require('../../support/child.js');

runAsChild(async ({ source, url, sdkKey, settleMs, durationMs }) => {
  const { getClient, PollingMode } = require(source);
  const client = getClient(sdkKey, PollingMode.AutoPoll, { baseUrl: url, pollIntervalSeconds: 60 });
  await client.waitForReady();
  await sleep(settleMs);
  const start = performance.now();
  const before = process.cpuUsage();
  await sleep(durationMs);
  const { user, system } = process.cpuUsage(before);
  const elapsedMs = performance.now() - start;
  client.dispose();
  return ((user + system) / 1000 / elapsedMs) * 100;
});
