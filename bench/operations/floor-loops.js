'use strict';

// The timed loops of what cannot be beaten.

const { USER_MASK, users } = require('../support/users.js');

const TEXTS = {
  identifier: users.map(({ identifier }) => identifier),
  email: users.map(({ email }) => email),
  country: users.map(({ country }) => country),
  version: users.map(({ custom }) => custom.AppVersion),
};

/** A native call with a flag's number and its attributes. */
function nativeCall(native, attributes) {
  const [first, second] = attributes.map((name) => TEXTS[name]);
  return second === undefined ? oneText(native, first) : twoTexts(native, first, second);
}

const oneText = (native, first) => (count) => {
  let total = 0;
  for (let index = 0; index < count; index += 1) total += native(1, first[index & USER_MASK]);
  return total;
};

const twoTexts = (native, first, second) => (count) => {
  let total = 0;
  for (let index = 0; index < count; index += 1) total += native(1, first[index & USER_MASK], second[index & USER_MASK]);
  return total;
};

/** What any API that gives promises costs. */
const awaited = () => {
  const resolved = Promise.resolve(true);
  return async (count) => {
    let total = 0;
    for (let index = 0; index < count; index += 1) {
      if ((await resolved) === true) total += 1;
    }
    return total;
  };
};

/** Finding a flag by its key. */
const lookUp = () => {
  const flags = new Map(['static', 'textRules', 'percentage', 'semver', 'hashed'].map((key) => [key, key.length]));
  return (count) => {
    let total = 0;
    for (let index = 0; index < count; index += 1) total += flags.get('static');
    return total;
  };
};

/** Making the list that `getAllValuesAsync` gives. */
const listOf = (length) => {
  const keys = Array.from({ length }, (_, index) => `feature_${index}`);
  return (count) => {
    let total = 0;
    for (let index = 0; index < count; index += 1) {
      total += keys.map((settingKey) => ({ settingKey, settingValue: true })).length;
    }
    return total;
  };
};

module.exports = { TEXTS, awaited, listOf, lookUp, nativeCall };
