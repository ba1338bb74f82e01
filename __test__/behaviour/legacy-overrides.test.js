'use strict';

// The callback API takes override values of any type and never checks them. Run beside configcat-node 8.0.0.

const assert = require('node:assert/strict');
const test = require('node:test');
const official = require('configcat-node');
const { OWN } = require('../support/sdk');

const vexil = require(OWN);

const map = { nothing: null, missing: undefined, object: { x: 1 }, list: [1, 2], text: 's', number: Number.NaN };

function collect() {
  const lines = [];
  const keep = (level) => (message) => lines.push(`${level} ${message}`);
  return { lines, logger: { debug() {}, info: keep('info'), warn: keep('warn'), error: keep('error') } };
}

async function answers(sdk) {
  const { lines, logger } = collect();
  const flagOverrides = sdk.createFlagOverridesFromMap(map, sdk.OverrideBehaviour.LocalOnly);
  const client = sdk.createClientWithAutoPoll('key', { flagOverrides, logger });
  try {
    const values = [];
    for (const key of Object.keys(map)) values.push(await client.getValueAsync(key, 'default', { identifier: 'u' }));
    return { values, all: await client.getAllValuesAsync(), ids: await client.getAllVariationIdsAsync(), lines };
  } finally {
    client.dispose();
  }
}

test('override values of any type are handed out as they are', async () => {
  const ours = await answers(vexil);
  assert.deepStrictEqual(ours, await answers(official));
  assert.strictEqual(ours.values[2], map.object, 'the very object');
});

test('a watched map hands out its latest object', async () => {
  const watched = { object: { x: 1 } };
  const flagOverrides = vexil.createFlagOverridesFromMap(watched, vexil.OverrideBehaviour.LocalOnly, true);
  const client = vexil.createClient('key', { flagOverrides });
  try {
    assert.strictEqual(await client.getValueAsync('object', null), watched.object);
    watched.object = { x: 1 };
    assert.strictEqual(await client.getValueAsync('object', null), watched.object);
  } finally {
    client.dispose();
  }
});

test('a fetched flag keeps its value where it goes before the override', async () => {
  const config = JSON.stringify({ f: { flag: { t: 1, v: { s: 'fetched' } } } });
  const client = vexil.createClientWithManualPoll('key', {
    flagOverrides: vexil.createFlagOverridesFromMap({ flag: { x: 1 } }, vexil.OverrideBehaviour.RemoteOverLocal),
    configFetcher: { fetchAsync: async () => new vexil.FetchResponse(200, 'OK', [], config) },
  });
  try {
    assert.deepStrictEqual(await client.getValueAsync('flag', null), { x: 1 });
    await client.forceRefreshAsync();
    assert.strictEqual(await client.getValueAsync('flag', null), 'fetched');
  } finally {
    client.dispose();
  }
});
