'use strict';

// Where this package is meant to differ from the official one, and how far. The differential tests know of nothing else: what
// the official package did is changed here into what this one must do, and everything has to be equal then.

const { deferringUnheard, keepingBuckets, rememberingWhatWasHeard } = require('./amendments');

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
 * @property {(sdk: any) => any} [amend] the official package without what is not wanted of it
 * @property {(theirs: Observation, place: Place) => Observation | 'anything' | null} [expect] what must come instead of that in a
 *   random world, if anything: `anything` but an error, after which the two have a different past. Without it, random worlds have
 *   nothing that the two differ in
 */

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
    reason: 'the official package puts an exposure into the queue again when it is repeated, even one that the tracking callback was told: a browser would count it twice',
    amend: deferringUnheard,
  },
  {
    name: 'a feature usage that nobody heard of is told to who listens later',
    reason: 'the official package remembers every value, as JSON, although nobody listens: that would be most of the time of an evaluation',
    amend: rememberingWhatWasHeard,
  },
  {
    name: 'sticky buckets are kept before any were loaded',
    reason: 'the official package forgets what it assigned before `init` has asked the service',
    amend: keepingBuckets,
  },
  {
    name: 'a forced variation is a whole number, or none',
    reason: 'the official package gives `undefined` for variation 1.5, and passes texts on as the number of a variation',
  },
  {
    name: 'an object whose `valueOf` gives a number is a text to other texts',
    reason: 'only one text and one number of such an object are passed on; the official package compares it with texts as a number',
  },
  {
    name: 'a condition that makes the official package throw is false',
    reason: 'nothing may throw out of an evaluation: a request must not fail because of what a payload or an attribute is',
    expect: (theirs) => (theirs.outcome.startsWith('throws TypeError(') ? 'anything' : null),
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

/** The official package as this one is meant to be, where that can be said in code. */
const amended = (sdk, allowed = deviations) => allowed.reduce((result, { amend }) => (amend ? amend(result) : result), sdk);

module.exports = { amended, deviations };
