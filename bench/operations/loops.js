'use strict';

// The timed loops. Each counts the calls that gave `true`, so that every result is used.

const { USER_MASK, makeUser, users } = require('../support/users.js');

function snapshotValue(snapshot, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (snapshot.getValue(key, false, users[index & USER_MASK]) === true) hits += 1;
  }
  return hits;
}

function snapshotValueOfNewUser(snapshot, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if (snapshot.getValue(key, false, makeUser(index & USER_MASK)) === true) hits += 1;
  }
  return hits;
}

async function value(client, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if ((await client.getValueAsync(key, false, users[index & USER_MASK])) === true) hits += 1;
  }
  return hits;
}

async function valueOfNewUser(client, key, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    if ((await client.getValueAsync(key, false, makeUser(index & USER_MASK))) === true) hits += 1;
  }
  return hits;
}

function valueByCallback(client, key, count) {
  return new Promise((resolve) => {
    let hits = 0;
    let index = 0;
    const next = () => client.getValue(key, false, take, users[index & USER_MASK]);
    const take = (result) => {
      if (result === true) hits += 1;
      index += 1;
      if (index < count) next();
      else resolve(hits);
    };
    next();
  });
}

async function allValues(client, _, count) {
  let hits = 0;
  for (let index = 0; index < count; index += 1) {
    const all = await client.getAllValuesAsync(users[index & USER_MASK]);
    if (all[all.length - 1].settingValue === true) hits += 1;
  }
  return hits;
}

module.exports = { allValues, snapshotValue, snapshotValueOfNewUser, value, valueByCallback, valueOfNewUser };
