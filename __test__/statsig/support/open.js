'use strict';

const { memoryAdapter } = require('./adapter');
const { FakeNetwork } = require('./fake-network');
const { quiet } = require('./quiet');

const SECRET_KEY = 'secret-test-0123456789';

/**
 * A server on specs in memory, which asks no network and sends nothing.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('./sdks').Subject} subject
 * @param {any} specs an object with a `time`
 * @param {{ lists?: Record<string, string[]> } & Record<string, any>} [options] ID lists, and options of the SDK
 */
async function openOffline(t, subject, specs, { lists, ...options } = {}) {
  const source = lists ? { dataAdapter: memoryAdapter(SECRET_KEY, { specs, lists }) } : { bootstrapValues: JSON.stringify(specs) };
  return open(t, subject, { localMode: true, ...source, ...options });
}

/**
 * A server that gets specs and ID lists from a network in memory, and what it has sent.
 *
 * @param {import('node:test').TestContext} t
 * @param {import('./sdks').Subject} subject
 * @param {any} specs
 * @param {{ lists?: Record<string, string[]> } & Record<string, any>} [options]
 */
async function openOnline(t, subject, specs, { lists, ...options } = {}) {
  const network = new FakeNetwork(specs, lists);
  const server = await open(t, subject, { ...network.options, ...options });
  /** What was logged since the start, sent for the purpose. */
  const takeEvents = async () => {
    await server.flush();
    return network.events;
  };
  return { server, takeEvents };
}

async function open(t, subject, options) {
  const { StatsigServer } = subject.load();
  const server = new StatsigServer(SECRET_KEY, { logger: quiet, disableDiagnostics: true, ...options });
  t.after(() => server.shutdown());
  await server.initializeAsync();
  return server;
}

module.exports = { SECRET_KEY, openOffline, openOnline };
