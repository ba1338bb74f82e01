'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson } = require('../support/conformance');
const { CurrentLogger } = require('../support/loggers');
const { isOfficial, openClientOn } = require('../support/sdk');

const rows = skip ? [] : readJson('derived/unit_vectors.json').configShape_json_path_error;
const BELOW_A_NODE = /^\$\.(f\.|s\[)/;
const rejectsAll = isOfficial && 'the official package rejects the whole config';
const WATCHED = 'watched';
const NEIGHBOUR = 'neighbour';

/** The config of a vector, with a flag that depends on its first segment, if it has one, and one that depends on nothing. */
function withNeighbours(json) {
  const config = JSON.parse(json);
  const inFirstSegment = { c: [{ s: { s: 0, c: 0 } }], s: { v: { b: true } } };
  config.f = {
    ...config.f,
    ...(config.s?.length ? { [WATCHED]: { t: 0, r: [inFirstSegment], v: { b: false } } } : {}),
    [NEIGHBOUR]: { t: 0, v: { b: true } },
  };
  return JSON.stringify(config);
}

async function open(t, json, logger = new CurrentLogger(-1)) {
  const client = await openClientOn(json, { logger });
  t.after(() => client.dispose());
  return client;
}

for (const [json, path, problem] of rows.filter(([, where]) => where && !BELOW_A_NODE.test(where))) {
  test(`${json} is no config at all`, async (t) => {
    const logger = new CurrentLogger();
    const client = await open(t, json, logger);
    const [event] = logger.take();
    assert.equal(event.id, 1105);
    assert.equal(event.exception.message, `Invalid config JSON content. ${problem} at ${path}`);
    assert.equal(client.snapshot().fetchedConfig, null);

    const result = await client.forceRefreshAsync();
    assert.equal(result.errorCode, 1105);
    assert.equal(result.errorException.message, `Invalid config JSON content. ${problem} at ${path}`);
  });
}

for (const [json, path, problem] of rows.filter(([, where]) => where && BELOW_A_NODE.test(where))) {
  test(`${json} spoils one node`, { skip: rejectsAll }, async (t) => {
    const client = await open(t, withNeighbours(json));
    const spoilt = path.startsWith('$.f.') ? path.slice('$.f.'.length) : WATCHED;
    assert.deepEqual(await client.getAllKeysAsync(), [spoilt, NEIGHBOUR]);

    const details = await client.getValueDetailsAsync(spoilt, null, { identifier: 'x', email: 'y' });
    assert.equal(details.isDefaultValue, true);
    assert.equal(details.errorCode, 1);
    assert.equal(details.errorException.message, `Invalid config JSON content. ${problem} at ${path}`);
    assert.equal(await client.getValueAsync(NEIGHBOUR, false), true);
  });
}

for (const [json] of rows.filter(([, where]) => !where)) {
  test(`${json} is a config`, async (t) => {
    const logger = new CurrentLogger();
    const client = await open(t, json, logger);
    assert.deepEqual(logger.take(), []);
    assert.deepEqual(await client.getAllKeysAsync(), []);
    assert.notEqual(client.snapshot().fetchedConfig, null);
  });
}

test('config shapes', { skip }, (t) => {
  t.diagnostic(`${rows.length} shapes`);
  assert.equal(rows.length, 13);
});
