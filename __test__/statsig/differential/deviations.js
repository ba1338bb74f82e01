'use strict';

// Where this package is meant to differ from the official one, and how far. The differential test knows of nothing else: what the
// official package did is changed here into what this one must do, and everything has to be equal then.

/** @typedef {import('./side').Observation} Observation */

/** The note that the official package leaves where it swallows an error: see sides.js. */
const SWALLOWED = 'swallowed an error';

/**
 * @typedef {object} Place where in a world something was observed
 * @property {import('./generate/world').World} world
 * @property {number | 'start' | 'events'} where
 * @property {number} at
 * @typedef {object} Deviation
 * @property {string} name
 * @property {string} reason
 * @property {(theirs: Observation, place: Place) => Observation | 'anything' | null} [expect] what must come instead of that in a
 *   random world, if anything: `anything` but an error. Without it, random worlds have nothing that the two differ in
 */

/** @type {Deviation[]} */
const deviations = [
  {
    name: 'what makes the official package fail is answered',
    reason: 'its error boundary gives an empty result without details: an odd spec or an odd attribute must not do that',
    expect: ({ notes }) => (notes.includes(SWALLOWED) ? 'anything' : null),
  },
  {
    name: 'client responses say which session they are of',
    reason: 'the official package means to, and loses it on the way',
  },
  {
    name: 'gates that refer to each other in a circle fail, and no more',
    reason: 'the official package overflows the call stack, and tells Statsig of it',
  },
  {
    name: 'a spec whose rules are no list makes a wrong body',
    reason: 'the official package takes a text or an object for a list of rules',
  },
  {
    name: "somebody's user is not changed",
    reason: 'the official package writes the environment into the object that the program passed',
  },
  {
    name: 'events that were refused are not sent again',
    reason: 'the official package repeats requests that were answered with 400 or 401, which no repetition helps',
  },
  {
    name: 'each attempt to send events is made once, compressed, and counted',
    reason: 'the official package retries each failed attempt twice, 63 times in all, without compression and without the header that counts',
  },
  {
    name: 'a function for the wait between attempts is asked each time',
    reason: 'the official package asks it once and multiplies by ten from then on',
  },
  {
    name: 'ID lists that are gone are forgotten',
    reason: 'the loop that is to do that in the official package never finds any',
  },
  {
    name: 'what is no list is not taken for one',
    reason: 'the official package does not look at the status of the answer, and counts the bytes of an error page as read',
  },
  {
    name: 'nobody is told of new rules where there are none',
    reason: 'the official package calls rulesUpdatedCallback after each poll, with a body that says that nothing is new',
  },
  {
    name: 'shutdownAsync asks for nothing more',
    reason: 'the official package polls specs and lists once more after it has been shut down',
  },
  {
    name: 'an adapter that fails is no error where the network helped',
    reason: 'the official package tells success, and an error beside it',
  },
  {
    name: 'an adapter that cannot be initialised is passed over',
    reason: 'the official package then fails to initialise as a whole',
  },
  {
    name: 'countries are switched off per server',
    reason: 'in the official package the table belongs to the process: one server that has it gives it to all',
  },
  {
    name: 'no diagnostics are sent',
    reason: 'nobody but Statsig has a use for them',
  },
  {
    name: 'functions of the namespace do not need it',
    reason: 'those of the official package fail when they are taken out of it',
  },
];

module.exports = { SWALLOWED, deviations };
