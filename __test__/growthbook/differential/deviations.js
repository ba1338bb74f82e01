'use strict';

// Where this package is meant to differ from the official one, and how far. The differential tests know of nothing else: what
// the official package did is changed here into what this one must do, and everything has to be equal then.

/**
 * @typedef {import('./side').Observation} Observation
 * @typedef {object} Place where in a world something was observed
 * @property {import('./generate/world').World} world
 * @property {import('./generate/world').Subject | undefined} subject nobody while the client loads
 * @property {number} at index of the observation: the start, then the steps
 * @property {any[]} args of the call
 * @typedef {object} Deviation
 * @property {string} name
 * @property {string} reason
 * @property {(theirs: Observation, place: Place) => Observation | 'anything' | null} [expect] what must come instead of that in a
 *   random world, if anything: `anything` but an error, after which the two have a different past. Without it, random worlds have
 *   nothing that the two differ in
 */

/** Who hears of exposures by then: whoever does needs no queue. */
function isHeard({ subject, at }) {
  const listens = subject?.listens ?? [];
  const before = (subject?.steps ?? []).slice(0, at);
  return listens.includes('trackingCallback') || listens.includes('eventLogger') || before.some(({ name }) => name === 'setTrackingCallback');
}

const EVALUATIONS = new Set(['evalFeature', 'feature', 'isOn', 'isOff', 'getFeatureValue', 'run', 'runInlineExperiment']);

/** @type {Deviation[]} */
const deviations = [
  {
    name: '`init` tells a status too',
    reason: 'the documentation names the property `status`, the official package `success`: this one has both',
    expect(theirs) {
      const initial = '{ "success": true, "source": "init" }';
      if (theirs.outcome !== `gives ${initial}`) return null;
      return { ...theirs, outcome: 'gives { "success": true, "status": true, "source": "init" }' };
    },
  },
  {
    name: 'exposures wait for somebody to hear of them only where nobody does',
    reason: 'the official package also puts those into the queue that were told to the tracking callback before: a browser would count them twice',
    expect(theirs, place) {
      if (!isHeard(place)) return null;
      if (theirs.name === 'getDeferredTrackingCalls') return { ...theirs, outcome: 'gives []' };
      if (theirs.name !== 'fireDeferredTrackingCalls') return null;
      return { ...theirs, events: theirs.events.filter((event) => !event.startsWith('trackingCallback ')) };
    },
  },
  {
    name: 'a condition that makes the official package throw is false',
    reason: 'nothing may throw out of an evaluation: a request must not fail because of what a payload or an attribute is',
    expect: (theirs) => (theirs.outcome.startsWith('throws TypeError(') && EVALUATIONS.has(theirs.name) ? 'anything' : null),
  },
  {
    name: 'what is wrong with one feature is no matter to the others',
    reason: 'the official package throws when it evaluates a feature of the wrong shape: here it is unknown, or the wrong rule never applies',
  },
  {
    name: 'a list of variation names that is too short names the others by their number',
    reason: 'the official package throws for the variations without an entry',
  },
  {
    name: 'what every object inherits is no feature, no attribute and no entry',
    reason: 'the official package finds `toString` in every map of a payload, in attributes and in paths',
  },
  {
    name: 'a wrong key is told, and the payload from before is kept',
    reason: 'the official package reports success, with no features',
  },
  {
    name: 'a sticky bucket service that fails is no unhandled rejection',
    reason: 'such a rejection ends a Node.js process; `init` never rejects for it either',
  },
];

module.exports = { deviations };
