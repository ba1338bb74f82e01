'use strict';

const { both } = require('../support/sdks');
const { loadFresh } = require('../support/fresh');
const { startMockServer } = require('../support/mock-server');
const { quiet } = require('../support/quiet');
const { runBlock } = require('../../snippets/run-block');
const { blocks, repairs } = require('./document');
const { specs } = require('./specs');

const PUBLISHED_MODULE = 'statsig-node';

/** The document names the official package, and so does the program: what it gets is the package under test. */
const adapt = (code) => code;

/**
 * The package as programs see it, but for the options that lead to the mock server.
 *
 * @param {any} sdk
 * @param {object} options
 */
function aimed(sdk, options) {
  const get = (target, name) => {
    const value = target[name];
    if (name === 'initialize') return (key, given) => target.initialize(key, { ...options, ...given });
    return typeof value === 'function' ? value.bind(target) : value;
  };
  return new Proxy(sdk, { get });
}

/**
 * @typedef {object} Place where a block runs
 * @property {import('../support/mock-server').MockServer} api
 * @property {any} sdk
 * @property {(options?: { scope?: Record<string, any>, result?: string, options?: object }) => Promise<any>} run runs the block, after
 *   those before it; gives the value of the expression `result`
 * @property {() => Promise<any[]>} takeEvents sends what was logged, and gives it
 */

/**
 * A test of one block of the document. The name is written into the call as it stands: document.test.js reads it there.
 *
 * @param {string} name of the block
 * @param {(place: Place, t: import('node:test').TestContext) => any} body
 */
function documentTest(name, body) {
  both(`the document: ${name}`, async (t, subject) => {
    const api = await startMockServer(t, specs);
    const sdk = loadFresh(subject);
    t.after(() => sdk.shutdown());
    const run = async ({ scope = {}, result, options } = {}) => {
      const module = aimed(sdk, { api: api.api, logger: quiet, disableDiagnostics: true, ...options });
      const require = (wanted) => {
        if (wanted === PUBLISHED_MODULE) return module;
        throw new Error(`A block required ${wanted}`);
      };
      const outcome = await runBlock({ blocks, repairs, adapt }, name, { scope: { require, ...scope }, result });
      return outcome.result;
    };
    const takeEvents = async () => {
      await sdk.flush();
      return api.events.filter(({ eventName }) => eventName !== 'statsig::diagnostics');
    };
    await body({ api, sdk, run, takeEvents }, t);
  });
}

module.exports = { adapt, documentTest };
