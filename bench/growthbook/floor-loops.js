'use strict';

// The timed loops of what cannot be beaten.

const { USER_MASK } = require('../support/users.js');
const { ATTRIBUTES_OF, USERS } = require('./features.js');

/** Finding a feature by its key. */
const lookUp = () => {
  const features = new Map(Object.keys(ATTRIBUTES_OF).map((key) => [key, key.length]));
  return (count) => {
    let total = 0;
    for (let index = 0; index < count; index += 1) total += features.get('experiment');
    return total;
  };
};

/** A native call with the numbers of payload, feature and session, and with texts. */
const nativeCall = (native, attributes) => {
  const [a, b, c, d] = attributes.map((name) => USERS.map((user) => user[name]));
  switch (attributes.length) {
    case 1:
      return timed((index) => native(1, 2, 0, a[index]));
    case 3:
      return timed((index) => native(1, 2, 0, a[index], b[index], c[index]));
    default:
      return timed((index) => native(1, 2, 0, a[index], b[index], c[index], d[index]));
  }
};

const timed = (call) => (count) => {
  let total = 0;
  for (let index = 0; index < count; index += 1) total += call(index & USER_MASK);
  return total;
};

module.exports = { lookUp, nativeCall };
