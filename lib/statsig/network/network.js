'use strict';

const binding = require('../../../binding.js');
const { NativeNetwork } = require('./native-network.js');
const { OwnFetch } = require('./own-fetch.js');
const { addressesOf, networkOptions } = require('./server-options.js');

/**
 * What a server asks of the network.
 *
 * @typedef {object} Network
 * @property {(sinceTime: number) => Promise<any>} fetchSpecs native specs; null: there is nothing new
 * @property {() => Promise<boolean>} syncIdLists whether a list has changed
 * @property {(events: string, count: number) => void} queueEvents
 * @property {(on: boolean) => void} setCompression
 * @property {(timeoutMs: number, retries: number) => Promise<void>} flush never rejects
 * @property {number} droppedEvents since the start: the queue was full, or all repetitions were in vain
 * @property {() => void} dispose
 */

/**
 * Opens the network of one server: native code makes the requests, unless the application has a fetch of its own; the queue of events is
 * native code's in both cases.
 *
 * @param {import('../options/options.js').ServerOptions} options
 * @param {{ secretKey: string, sessionId: string }} identity
 * @param {any} lists Handle of the ID lists.
 * @param {{ logger: import('../logging/logger.js').OutputLogger, faults: import('../logging/faults.js').Faults }} telling
 * @returns {Network}
 */
function openNetwork(options, identity, lists, { logger, faults }) {
  const { networkOverrideFunc, postLogsRetryBackoff } = options;
  const own = networkOverrideFunc === null ? null : new OwnFetch(networkOverrideFunc, identity, addressesOf(options), lists, binding, logger);
  const native = new NativeNetwork(binding, networkOptions(options, identity), lists, {
    backoff: typeof postLogsRetryBackoff === 'function' ? postLogsRetryBackoff : () => undefined,
    send: (body, count) => (own === null ? Promise.resolve(0) : own.sendEvents(body, count)),
    failed: (where, error) => faults.tell(where, error),
  });
  return own === null ? native : withOwnFetch(own, native);
}

/**
 * @param {OwnFetch} own
 * @param {NativeNetwork} native
 * @returns {Network}
 */
function withOwnFetch(own, native) {
  return {
    fetchSpecs: (sinceTime) => own.fetchSpecs(sinceTime),
    syncIdLists: () => own.syncIdLists(),
    queueEvents: (events, count) => native.queueEvents(events, count),
    setCompression: (on) => own.setCompression(on),
    flush: (timeoutMs, retries) => native.flush(timeoutMs, retries),
    get droppedEvents() {
      return native.droppedEvents;
    },
    dispose: () => native.dispose(),
  };
}

exports.openNetwork = openNetwork;
