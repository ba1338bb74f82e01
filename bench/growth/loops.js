'use strict';

// The timed loop. It counts the calls that gave `true`, so that every result is used.

function evaluate(snapshot, keys, users, count) {
  let hits = 0;
  let key = 0;
  for (let index = 0; index < count; index += 1) {
    if (snapshot.getValue(keys[key], false, users[index & 15]) === true) hits += 1;
    key = key + 1 === keys.length ? 0 : key + 1;
  }
  return hits;
}

module.exports = { evaluate };
