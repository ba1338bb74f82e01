'use strict';

const { customEventSource, getPolyfills, hasCustomFetch } = require('./polyfills.js');

/**
 * @typedef {{ host: string, clientKey: string, headers?: Record<string, string> }} CallOptions
 */

/**
 * Newer versions of the package `eventsource` take headers by way of a fetch.
 *
 * @param {Record<string, string>} headers
 */
function eventSourceInit(headers) {
  /** @param {any} input @param {any} init */
  const fetchWithHeaders = (input, init) => getPolyfills().fetch(input, { ...init, headers: { ...init?.headers, ...headers } });
  return { headers, fetch: fetchWithHeaders };
}

/** What reaches servers. Applications may put functions of their own in the place of these, and call these from there. */
const helpers = {
  /** @param {CallOptions} options @returns {Promise<any>} */
  fetchFeaturesCall: ({ host, clientKey, headers }) => getPolyfills().fetch(`${host}/api/features/${clientKey}`, { headers }),

  /** @param {CallOptions & { payload: any }} options @returns {Promise<any>} */
  fetchRemoteEvalCall: ({ host, clientKey, payload, headers }) =>
    getPolyfills().fetch(`${host}/api/eval/${clientKey}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(payload),
    }),

  /** @param {CallOptions} options @returns {any} */
  eventSourceCall: ({ host, clientKey, headers }) => {
    const { EventSource } = getPolyfills();
    const url = `${host}/sub/${clientKey}`;
    return headers ? new EventSource(url, eventSourceInit(headers)) : new EventSource(url);
  },

  // A server is never idle.
  startIdleListener: () => () => {},
  stopIdleListener: () => {},
};

const BUILT_IN = { ...helpers };

/** Whether payloads are fetched by a function of the application. */
function fetchesByHost() {
  return hasCustomFetch() || helpers.fetchFeaturesCall !== BUILT_IN.fetchFeaturesCall;
}

/** Whether streams are opened by a function of the application. */
function streamsByHost() {
  return customEventSource() !== undefined || helpers.eventSourceCall !== BUILT_IN.eventSourceCall;
}

exports.fetchesByHost = fetchesByHost;
exports.helpers = helpers;
exports.streamsByHost = streamsByHost;
