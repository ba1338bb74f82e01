'use strict';

const { parentPort, workerData } = require('node:worker_threads');

/** Whoever is not referred to ends. @type {any} */
let client = null;

/** Uses some of the flags; those of a bare worker are none. */
async function useFlags() {
  const { source, url, sdkKey, flags, used, pollMs } = workerData;
  if (source === null) return;
  const sdk = require(source);
  client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, { baseUrl: url, pollIntervalSeconds: pollMs / 1000 });
  await client.waitForReady();
  for (let index = 0; index < used; index += 1) {
    const key = `feature_${String(Math.floor((index * flags) / used)).padStart(6, '0')}`;
    const user = { identifier: `user-${index}`, email: 'somebody@example.com', custom: { AppVersion: '1.0.0' } };
    if ((await client.getValueAsync(key, null, user)) === null) throw new Error(`There is no flag ${key}.`);
  }
}

useFlags().then(() => {
  parentPort?.on('message', () => {
    global.gc?.();
    parentPort?.postMessage(client === null ? 'bare' : 'collected');
  });
  parentPort?.postMessage('ready');
});
