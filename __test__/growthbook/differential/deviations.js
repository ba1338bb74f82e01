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
 * @property {(theirs: Observation, place: Place) => Observation | 'anything' | null} expect what must come instead of that, if it
 *   differs: `anything` but an error, after which the two have a different past
 */

/** Who hears of exposures by then: whoever does needs no queue. */
function isHeard({ subject, at }) {
  const listens = subject?.listens ?? [];
  const before = (subject?.steps ?? []).slice(0, at);
  return listens.includes('trackingCallback') || listens.includes('eventLogger') || before.some(({ name }) => name === 'setTrackingCallback');
}

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
    name: 'nothing throws out of an evaluation',
    reason: 'a request must not fail because of what a payload or an attribute is: the condition concerned is false, or the feature unknown',
    expect(theirs) {
      return theirs.outcome.startsWith('throws TypeError(') && EVALUATIONS.has(theirs.name) ? 'anything' : null;
    },
  },
];

const EVALUATIONS = new Set(['evalFeature', 'feature', 'isOn', 'isOff', 'getFeatureValue', 'run', 'runInlineExperiment']);

module.exports = { deviations };
