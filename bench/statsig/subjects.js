'use strict';

const SECRET_KEY = 'secret-benchmark';

const none = () => {};
const QUIET = { debug: none, info: none, warn: none, error: none, logLevel: /** @type {const} */ ('none') };

function checkStarted(isStarted) {
  if (!isStarted) throw new Error('A server of the benchmark was not initialised.');
}

/** How each package is started. @type {Record<string, (sdk: any, url: string) => Promise<import('./loops.js').Subject & { end: () => Promise<void> }>>} */
const OPEN = {
  async native({ Statsig, StatsigUser }, url) {
    const server = new Statsig(SECRET_KEY, {
      specsUrl: `${url}/v2/download_config_specs`,
      logEventUrl: `${url}/v1/log_event`,
      outputLogLevel: 'none',
      // It would answer without them to begin with.
      waitForCountryLookupInit: true,
      waitForUserAgentInit: true,
    });
    checkStarted((await server.initialize()).isSuccess);
    const wrap = (user) => new StatsigUser(user);
    return { server, wrap, end: async () => void (await server.shutdown()) };
  },

  async javaScript({ StatsigServer }, url) {
    const server = new StatsigServer(SECRET_KEY, { api: `${url}/v1`, logger: QUIET, disableDiagnostics: true });
    checkStarted((await server.initializeAsync()).success);
    return { server, wrap: (user) => user, end: () => server.shutdownAsync() };
  },
};

/**
 * What the loops call: a server with the specs of the local one.
 *
 * @param {{ exports: any }} found
 * @param {string} url
 */
const openSubject = ({ exports: sdk }, url) => OPEN[typeof sdk.StatsigServer === 'function' ? 'javaScript' : 'native'](sdk, url);

module.exports = { openSubject };
