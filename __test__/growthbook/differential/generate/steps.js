'use strict';

const { anyAttributes, someAttributes } = require('./attributes');
const { EXPERIMENT_KEYS, anyAutoExperiments, anyInline } = require('./experiments');
const { FEATURES, anyFeatureValue, anyPayload } = require('./payload');
const { anyForcedFeatures, anyForcedVariations } = require('./session');
const { anyUrl } = require('./urls');

/**
 * @typedef {import('../../../support/random').Random} Random
 * @typedef {{ name: string, args: any[] }} Step a call of a method, or of a name in `calls.js`
 */

const step = (name, ...args) => ({ name, args });

const anyFeature = (random, { features }) =>
  random.chance(0.93) ? random.pick(features) : random.pick([...FEATURES, 'nobody', 'F0']);

/** The calls that all clients have, by a name of theirs for experiments. */
const evaluations = (random, surroundings, run) => [
  [8, () => step('evalFeature', anyFeature(random, surroundings))],
  [1.5, () => step('isOn', anyFeature(random, surroundings))],
  [1, () => step('isOff', anyFeature(random, surroundings))],
  [3, () => step('getFeatureValue', anyFeature(random, surroundings), anyFeatureValue(random))],
  [4, () => step(run, anyInline(random, surroundings))],
];

function anyInstanceStep(random, surroundings, isListening) {
  const users = surroundings.users;
  return random.choose([
    ...evaluations(random, surroundings, 'run'),
    [0.5, () => step('feature', anyFeature(random, surroundings))],
    [0.8, () => step('setAttributes', random.chance(0.5) ? random.pick(users) : anyAttributes(random))],
    [0.5, () => step('updateAttributes', someAttributes(random))],
    [0.4, () => step('setAttributeOverrides', someAttributes(random))],
    [0.4, () => step('setURL', anyUrl(random))],
    [0.4, () => step('setForcedVariations', anyForcedVariations(random))],
    [0.3, () => step('forceVariation', random.pick(EXPERIMENT_KEYS), random.below(3))],
    [0.3, () => step('setForcedFeatures', { entries: anyForcedFeatures(random, surroundings.features) })],
    [0.3, () => step('setPayload', anyPayload(random, users).payload)],
    [0.1, () => step('setPayload', {})],
    [0.2, () => step('repeat payload')],
    [0.15, () => step('setFeatures', anyPayload(random, users).payload.features)],
    [0.1, () => step('setExperiments', anyAutoExperiments(random, surroundings))],
    [0.1, () => step('set encrypted', random.pick(['Features', 'Features', 'Experiments']), anyPayload(random, users).payload, random.chance(0.8))],
    [0.1, () => step('setFeatureUsageCallback')],
    [0.05, () => step('loadFeatures')],
    [0.05, () => step('refreshFeatures')],
    [0.3, () => step('getAllResults')],
    [0.4, () => step('getDeferredTrackingCalls')],
    [0.3, () => step('fireDeferredTrackingCalls')],
    [0.1, () => step('refreshStickyBuckets')],
    [0.15, () => step('subscribe')],
    [0.1, () => step('unsubscribe')],
    [0.15, () => step('getAttributes')],
    [0.15, () => step('triggerExperiment', random.pick(EXPERIMENT_KEYS))],
    [0.1, () => step('logEvent', 'event', { a: 1 })],
    [isListening ? 0 : 0.4, () => step('hand over deferred calls')],
    [0.1, () => step('destroy')],
  ]);
}

function anyScopedStep(random, surroundings) {
  return random.choose([
    ...evaluations(random, surroundings, 'runInlineExperiment'),
    [0.6, () => step('updateAttributes', someAttributes(random))],
    [0.4, () => step('setAttributeOverrides', someAttributes(random))],
    [0.4, () => step('setURL', anyUrl(random))],
    [0.4, () => step('setForcedVariations', anyForcedVariations(random))],
    [0.3, () => step('setForcedFeatures', { entries: anyForcedFeatures(random, surroundings.features) })],
    [0.1, () => step('logEvent', 'event', { a: 1 })],
    [0.2, () => step('client setGlobalAttributes', someAttributes(random))],
    [0.15, () => step('client setPayload', anyPayload(random, surroundings.users).payload)],
    [0.2, () => step('another scoped instance')],
    [0.1, () => step('setFeatureUsageCallback')],
    [0.1, () => step('setTrackingCallback')],
    [0.1, () => step('getUserContext')],
  ]);
}

const anyClientStep = (random, surroundings) =>
  random.choose([
    ...evaluations(random, surroundings, 'runInlineExperiment'),
    [0.2, () => step('client setGlobalAttributes', someAttributes(random))],
  ]);

const OUTCOMES = ['getAllResults', 'getDeferredTrackingCalls', 'getStickyBucketAssignmentDocs', 'getRedirectUrl', 'getCompletedChangeIds'];
/** Not asked of what was destroyed: nobody says what it remembers. */
const GETTERS = [
  'getForcedVariations', 'getForcedFeatures', 'getAttributes', 'getUrl', 'getPayload', 'getDecryptedPayload', 'getFeatures', 'getExperiments', 'isRemoteEval',
  'getApiInfo', 'getApiHosts', 'getClientKey', 'inDevMode', 'isDestroyed', 'getCacheKeyAttributes',
];

function lastSteps(random, surface, steps) {
  if (surface !== 'instance') return [step('context')];
  const isGone = steps.some(({ name }) => name === 'destroy');
  const getters = random.chance(0.1) && !isGone ? GETTERS : [];
  return [...OUTCOMES.filter((name) => name !== 'getStickyBucketAssignmentDocs' || !isGone).filter((name) => name !== 'getAllResults' || random.chance(0.4)), ...getters].map((name) => step(name));
}

/**
 * The calls that are made for one user.
 *
 * @param {Random} random
 * @param {'instance' | 'scoped' | 'client'} surface
 * @param {import('./experiments').Surroundings} surroundings
 * @param {boolean} isListening whether somebody hears of exposures from the beginning
 * @returns {Step[]}
 */
function anySteps(random, surface, surroundings, isListening) {
  const make = { instance: anyInstanceStep, scoped: anyScopedStep, client: anyClientStep }[surface];
  const steps = random.times(random.between(2, 10), () => make(random, surroundings, isListening));
  const rest = surroundings.features.map((key) => step('evalFeature', key));
  if (random.chance(0.15)) rest.push(...random.shuffle(rest));
  if (surface === 'instance' && !isListening && random.chance(0.2)) rest.push(step('setTrackingCallback'), ...random.shuffle(rest));
  return [...steps, ...rest, ...lastSteps(random, surface, steps)];
}

module.exports = { anySteps };
