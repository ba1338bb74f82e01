'use strict';

const { newSdkKey } = require('./fixtures');

/** The same settings without rules in both config generations: the older SDK reads v5, this package v6. */
function bothGenerations(values) {
  const f6 = {};
  const f5 = {};
  for (const [key, value] of Object.entries(values)) {
    const [t, slot] = typeOf(value);
    f6[key] = { t, v: { [slot]: value }, i: `id-${key}` };
    f5[key] = { t, v: value, i: `id-${key}`, p: [], r: [] };
  }
  return { v5: { f: f5 }, v6: { f: f6 } };
}

function typeOf(value) {
  if (typeof value === 'boolean') {
    return [0, 'b'];
  }
  if (typeof value === 'string') {
    return [1, 's'];
  }
  return Number.isInteger(value) ? [2, 'i'] : [3, 'd'];
}

/** Answers each generation's file with its own text, and with 304 when the request names the ETag. */
function servePair(pair, etag = '"1"') {
  return (request) => {
    if (request.headers['if-none-match'] === etag) {
      return { status: 304, headers: { ETag: etag } };
    }
    const config = request.url.includes('config_v5') ? pair.v5 : pair.v6;
    return { status: 200, headers: { ETag: etag }, body: JSON.stringify(config) };
  };
}

/** A logger of the older shape that keeps what it hears, debug messages aside. */
function createLegacyRecorder() {
  const events = [];
  const note = (level) => (message) => void events.push([level, String(message)]);
  return {
    events,
    debug() {},
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    of: (level) => events.filter((event) => event[0] === level).map((event) => event[1]),
  };
}

/** Creates a client of the older API and disposes it when the test ends. */
function openLegacy(t, sdk, factory, options = {}, sdkKey = newSdkKey()) {
  const client = sdk[factory](sdkKey, { logger: createLegacyRecorder(), ...options });
  t.after(() => client.dispose());
  return client;
}

module.exports = { bothGenerations, createLegacyRecorder, openLegacy, servePair };
