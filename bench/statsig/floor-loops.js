'use strict';

// The timed loops of what cannot be beaten.

const { USER_MASK } = require('../support/users.js');
const { USERS, makeUser } = require('./users.js');

const TEXTS = ['userID', 'email', 'ip', 'userAgent'].map((name) => USERS.map((user) => user[name]));

/** The last user that was made: one that nobody keeps is none that has to be made. */
const kept = { user: makeUser(0) };

/** Making a user. */
const newUser = () => (count) => {
  for (let index = 0; index < count; index += 1) kept.user = makeUser(index & USER_MASK);
  return kept.user.userID.length;
};

/** A native call with two numbers, and with so many texts. */
const nativeCall = (native, texts) => {
  const [a, b, c, d] = TEXTS;
  return texts === 1 ? timed((index) => native(1, 2, a[index])) : timed((index) => native(1, 2, a[index], b[index], c[index], d[index]));
};

const timed = (call) => (count) => {
  let total = 0;
  for (let index = 0; index < count; index += 1) total += call(index & USER_MASK);
  return total;
};

module.exports = { nativeCall, newUser };
