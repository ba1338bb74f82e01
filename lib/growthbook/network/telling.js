'use strict';

/** What was warned of, so that it is not again. @type {Set<string>} */
const warned = new Set();

const NO_STREAM =
  '[GrowthBook] Streaming is enabled, but not active: the server does not say that it supports it (x-sse-support). ' +
  'Features are not updated by themselves, unless there is a pollingInterval.';

/**
 * @param {import('./channel.js').Consumer} consumer
 * @param {string} message
 * @param {any} context
 * @returns {boolean} whether there is somebody to tell
 */
function log(consumer, message, context) {
  if (typeof consumer.log !== 'function') return false;
  try {
    consumer.log(message, context);
  } catch {
    // The logger itself failed: nobody is left to tell.
  }
  return true;
}

/**
 * Says once per key that there is no stream.
 *
 * @param {string} key
 * @param {(import('./channel.js').Consumer | null)[]} consumers
 */
function warnOfStream(key, consumers) {
  if (warned.has(key)) return;
  warned.add(key);
  const isTold = consumers.some((consumer) => consumer !== null && log(consumer, NO_STREAM, {}));
  if (!isTold) console.warn(NO_STREAM);
}

/**
 * Tells those who have a log that a poll or the stream fails. It goes on, so the console hears nothing.
 *
 * @param {Iterable<import('./channel.js').Consumer>} consumers
 * @param {boolean} ofStream
 * @param {any} error
 */
function tellTrouble(consumers, ofStream, error) {
  const message = ofStream ? 'The stream of features has failed, and is opened again' : 'Polling for features has failed, and goes on';
  for (const consumer of consumers) log(consumer, message, { error });
}

/** @param {import('./channel.js').Consumer} consumer @param {unknown} error */
function tellListener(consumer, error) {
  if (!log(consumer, 'Taking over new features failed', { error })) console.error('[GrowthBook] Taking over new features failed', error);
}

exports.tellListener = tellListener;
exports.tellTrouble = tellTrouble;
exports.warnOfStream = warnOfStream;
