'use strict';

const { setTimeout: pause } = require('node:timers/promises');
require('./fast-polling.js');
const { getClient, LogLevel, PollingMode } = require('..');

const TIMEOUT_MS = 1_000;

/** What the faults are documented to be logged as: errors of fetching, and the data governance warning. */
const EXPECTED_EVENTS = new Set([1100, 1101, 1102, 1103, 1104, 1105, 1106, 3002]);

/**
 * A client that has a config, polls fast and reports what nobody expects.
 *
 * @param {{ url: string, sdkKey: string }} target
 * @param {(what: string) => void} report
 */
async function openClient({ url, sdkKey }, report) {
  const log = (level, eventId, message, exception) => {
    const text = `${message} ${exception?.stack ?? ''} ${exception?.cause?.stack ?? ''}`;
    if (text.includes(sdkKey)) report('the SDK key was logged');
    if (!EXPECTED_EVENTS.has(eventId)) report(`event ${eventId}: ${text}`);
    if (/panic|failed unexpectedly/i.test(text)) report(`a panic: ${text}`);
  };
  const client = getClient(sdkKey, PollingMode.AutoPoll, {
    baseUrl: url,
    requestTimeoutMs: TIMEOUT_MS,
    maxInitWaitTimeSeconds: 60,
    logger: { level: LogLevel.Warn, log },
  });
  // It counts as ready after the first request, whatever that was answered.
  await client.waitForReady();
  while (client.snapshot().fetchedConfig === null) await pause(10);
  return client;
}

module.exports = { openClient };
