'use strict';

const { makeAttributes, makePayload, USERS } = require('./features.js');

/**
 * What the loops call: instances for all users, with one payload object, which they share as those of a server's requests do. A
 * tracking callback is set, as servers do.
 *
 * @param {{ name: string, exports: any }} found
 * @returns {{ name: string, subject: import('./loops.js').Subject }}
 */
function openSubject({ name, exports: { GrowthBook, GrowthBookClient } }) {
  const payload = makePayload();
  let tracked = 0;
  const trackingCallback = () => {
    tracked += 1;
  };
  const takeTracked = () => {
    const count = tracked;
    tracked = 0;
    return count;
  };
  const makeInstance = (attributes) => new GrowthBook({ attributes, trackingCallback }).initSync({ payload });
  const instances = USERS.map((_, index) => makeInstance(makeAttributes(index)));
  const client = new GrowthBookClient({ trackingCallback }).initSync({ payload });
  return { name, subject: { instances, client, makeInstance, takeTracked } };
}

module.exports = { openSubject };
