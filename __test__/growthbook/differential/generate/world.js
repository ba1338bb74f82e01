'use strict';

const { anyAttributes, someAttributes } = require('./attributes');
const { anyPayload } = require('./payload');
const { anyForcedFeatures, anyForcedVariations, anyOldOptions, anySession } = require('./session');
const { anyStickiness } = require('./sticky');
const { BIG_INTEGERS } = require('./values');
const { anySteps } = require('./steps');

/**
 * @typedef {import('../../../support/random').Random} Random
 * @typedef {object} Subject one user, and what is asked about
 * @property {any} options of an instance, or the user's context
 * @property {string[]} listens the callbacks that are given from the beginning
 * @property {{ kind: string, documents: any } | null} sticky
 * @property {import('./steps').Step[]} steps
 * @typedef {object} World all that happens to one client, or to instances with one payload: a tree, see tree.js
 * @property {'instance' | 'scoped' | 'client'} surface
 * @property {any} payload
 * @property {string[]} encrypted names of the parts of the payload that are encrypted
 * @property {'options' | 'initSync' | 'init' | 'setPayload'} load how it is given
 * @property {any} client options of the client
 * @property {string[]} listens the callbacks of the client
 * @property {Subject[]} subjects
 */

const LISTENERS = ['trackingCallback', 'onFeatureUsage', 'eventLogger'];
const SUBJECTS = 6;

const anyListeners = (random, names) => names.filter((name) => random.chance(name === 'eventLogger' ? 0.1 : 0.6));

function anySubject(random, surface, surroundings, attributes, isSticky) {
  const isInstance = surface === 'instance';
  const names = isInstance ? [...LISTENERS, 'subscribe'] : LISTENERS.slice(0, 2);
  const listens = anyListeners(random, names);
  const options = {
    ...(random.chance(0.98) ? { attributes } : {}),
    ...(random.chance(0.08) ? { attributeOverrides: someAttributes(random) } : {}),
    ...anySession(random, surroundings),
    ...(isInstance ? anyOldOptions(random, surroundings) : {}),
  };
  const isListening = listens.includes('trackingCallback') || listens.includes('eventLogger');
  return {
    options,
    listens,
    sticky: isSticky && random.chance(0.4) ? anyStickiness(random, attributes) : null,
    steps: anySteps(random, surface, surroundings, isListening),
  };
}

function anyClientOptions(random, surroundings) {
  return {
    ...(random.chance(0.4) ? { globalAttributes: someAttributes(random) } : {}),
    ...(random.chance(0.03) ? { enabled: random.pick([false, true, null]) } : {}),
    ...(random.chance(0.03) ? { qaMode: true } : {}),
    ...(random.chance(0.1) ? { forcedVariations: anyForcedVariations(random) } : {}),
    ...(random.chance(0.08) ? { forcedFeatureValues: { entries: anyForcedFeatures(random, surroundings.features) } } : {}),
  };
}

/**
 * @param {Random} random
 * @returns {World}
 */
function anyWorld(random) {
  const surface = random.pick(['instance', 'instance', 'instance', 'scoped', 'client']);
  const withBigIntegers = random.chance(0.15);
  const users = random.times(SUBJECTS, () => anyAttributes(random, withBigIntegers ? BIG_INTEGERS : []));
  const { payload, surroundings } = anyPayload(random, users);
  const isEncrypted = random.chance(0.06);
  const parts = ['features', 'experiments', 'savedGroups', 'contextualBandits'].filter((name) => name in payload);
  return {
    surface,
    payload,
    encrypted: isEncrypted ? parts.filter((name) => name === 'features' || random.chance(0.6)) : [],
    load: isEncrypted ? random.pick(['init', 'setPayload']) : random.pick(['initSync', 'initSync', 'init', 'setPayload', ...(surface === 'instance' ? ['options'] : [])]),
    client: surface === 'instance' ? {} : anyClientOptions(random, surroundings),
    listens: surface === 'instance' ? [] : anyListeners(random, LISTENERS),
    subjects: users.map((attributes) => anySubject(random, surface, surroundings, attributes, !withBigIntegers)),
  };
}

module.exports = { SUBJECTS, anyWorld };
