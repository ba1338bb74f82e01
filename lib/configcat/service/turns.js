'use strict';

/**
 * Goes on after so many turns of the promise queue. Hosts see in which order events come and promises are settled, so
 * the steps from a question to its answer are as many as they are in the official package, and counted from the same
 * moments: the call, the answer of the cache, the end of a fetch.
 *
 * @param {number} count
 * @param {() => void} next Must not throw.
 */
async function afterTurns(count, next) {
  for (let left = count; left > 0; left--) await undefined;
  next();
}

exports.afterTurns = afterTurns;
