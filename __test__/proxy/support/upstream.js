'use strict';

const { once } = require('node:events');
const { startCdn } = require('../../support/cdn');
const { newSdkKey } = require('../../behaviour/support/fixtures');

/**
 * A config server for proxies that ends with the test.
 *
 * @param {import('node:test').TestContext} t
 * @param {object | string} [config] what it serves for every key; without one it answers 404
 * @param {any} [options]
 */
async function startUpstream(t, config, options) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  if (config !== undefined) cdn.setConfig(config, options);
  return cdn;
}

/** Lets an upstream that was closed listen again where it was. */
async function reopen(cdn) {
  cdn.server.listen(Number(new URL(cdn.url).port), '127.0.0.1');
  await once(cdn.server, 'listening');
}

/**
 * An SDK of the options that gets its config from the upstream, and does not look again on its own while a test runs.
 *
 * @param {{ url: string }} upstream
 * @param {object} [options]
 */
const sdkOn = (upstream, options = {}) => ({ key: newSdkKey(), base_url: upstream.url, poll_interval: 600, ...options });

module.exports = { reopen, sdkOn, startUpstream };
