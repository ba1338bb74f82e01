'use strict';

// What a program can see of results.

const GUARDS = {
  'guard: text': (value) => typeof value === 'string',
  'guard: yes': () => true,
  'guard: no': () => false,
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Without the time of the evaluation. */
function withoutTime(details) {
  if (!details) return details;
  const { serverTime, ...rest } = details;
  return { ...rest, hasServerTime: typeof serverTime === 'number' };
}

/** Of a client response: which session that is, this package alone says. */
function withoutSession({ sessionId, ...rest }) {
  return { ...rest, hasOddSession: sessionId !== undefined && !UUID.test(sessionId) };
}

/** @param {any} result */
function describe(result) {
  if (result === null || typeof result !== 'object') return result;
  if (typeof result.getRuleID === 'function') return describeConfig(result);
  if (result.sdkInfo !== undefined) return { ...result, sdkInfo: withoutSession(result.sdkInfo) };
  if ('evaluationDetails' in result) return { ...result, evaluationDetails: withoutTime(result.evaluationDetails) };
  return result;
}

/** A dynamic config, or a layer, whose values nobody sees but by reading. */
function describeConfig(result) {
  const isLayer = typeof result.getAllocatedExperimentName === 'function';
  return {
    name: result.name,
    ruleID: result.getRuleID(),
    groupName: result.getGroupName(),
    idType: result.getIDType(),
    evaluationDetails: withoutTime(result.getEvaluationDetails()),
    ...(isLayer ? { experiment: result.getAllocatedExperimentName() } : { value: result.value }),
  };
}

/** Reads from a config or a layer. @param {any} result @param {[string, ...any[]]} read */
function readFrom(result, [how, ...args]) {
  if (how === 'getValue') return result.getValue(...args);
  const [key, fallback, guard] = args;
  return guard === undefined ? result.get(key, fallback) : result.get(key, fallback, GUARDS[guard]);
}

module.exports = { describe, readFrom, withoutTime };
