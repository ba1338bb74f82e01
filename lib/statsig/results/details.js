'use strict';

const { Reason } = require('../evaluation/evaluation.js');

/**
 * Where a value comes from, and when. All times are in milliseconds.
 *
 * @typedef {{ configSyncTime: number, initTime: number, serverTime: number, reason: string }} EvaluationDetails
 */

/**
 * @param {import('../evaluation/evaluation.js').Evaluation} evaluation
 * @param {import('../specs/store.js').SpecStore} store
 * @param {number} serverTime
 * @returns {EvaluationDetails}
 */
function detailsOf({ reason, time }, store, serverTime) {
  const isNothing = reason === Reason.Uninitialized;
  return {
    reason,
    configSyncTime: isNothing ? 0 : (time ?? store.time),
    initTime: isNothing ? 0 : store.initialTime,
    serverTime,
  };
}

exports.detailsOf = detailsOf;
