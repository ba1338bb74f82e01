'use strict';

/**
 * Tells the application what went wrong where nobody waits for an answer: through its `log` option, or else on the console.
 *
 * @param {((msg: string, ctx: any) => void) | undefined} log
 * @param {string} message
 * @param {Record<string, unknown>} context
 */
function say(log, message, context) {
  try {
    if (typeof log === 'function') log(message, context);
    else console.error(`[GrowthBook] ${message}`, context);
  } catch {
    // The logger itself failed: nobody is left to tell.
  }
}

/** What was told already, by whom it was told to. @type {WeakMap<object, Set<string>>} */
const told = new WeakMap();

/**
 * The same, but not the same twice.
 *
 * @param {object} owner Who has the log.
 * @param {((msg: string, ctx: any) => void) | undefined} log
 * @param {string} message
 * @param {Record<string, unknown>} context
 */
function sayOnce(owner, log, message, context) {
  let messages = told.get(owner);
  if (messages === undefined) {
    messages = new Set();
    told.set(owner, messages);
  }
  if (messages.has(message)) return;
  messages.add(message);
  say(log, message, context);
}

/**
 * Calls a function of the application. What it throws, now or as a rejection, is told and changes nothing.
 *
 * @param {((msg: string, ctx: any) => void) | undefined} log
 * @param {string} name What the application knows the function as.
 * @param {(...args: any[]) => any} callback
 * @param {any[]} args
 * @returns {Promise<void> | undefined} What to wait for, if it answers later. Never rejects.
 */
function callSafely(log, name, callback, args) {
  try {
    const result = callback(...args);
    if (typeof result?.then !== 'function') return undefined;
    return result.then(
      () => {},
      (/** @type {unknown} */ error) => failed(log, name, error),
    );
  } catch (error) {
    failed(log, name, error);
    return undefined;
  }
}

/**
 * @param {((msg: string, ctx: any) => void) | undefined} log
 * @param {string} name
 * @param {unknown} error
 */
function failed(log, name, error) {
  say(log, `${name} failed`, { error });
}

exports.say = say;
exports.sayOnce = sayOnce;
exports.callSafely = callSafely;
