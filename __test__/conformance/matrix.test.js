'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson, readText } = require('../support/conformance');
const { startCdn } = require('../support/cdn');
const { CurrentLogger } = require('../support/loggers');
const { openClient } = require('../support/sdk');

const CELLS = 32_360;
const ABSENT = new Set(['', '##null##']);

/** The user of a row: no user at all if the first column says null; other columns that say null or nothing are absent. */
function userOf([identifier, email, country, custom], customName) {
  if (identifier === '##null##') {
    return undefined;
  }
  const user = { identifier };
  if (!ABSENT.has(email)) {
    user.email = email;
  }
  if (!ABSENT.has(country)) {
    user.country = country;
  }
  if (!ABSENT.has(custom)) {
    user.custom = { [customName]: custom };
  }
  return user;
}

function sameValue(actual, expected) {
  switch (typeof actual) {
    case 'boolean':
      return String(actual) === expected.toLowerCase();
    case 'number':
      return actual === Number(expected);
    default:
      return actual === expected;
  }
}

const LOOKUPS = {
  value: async (client, key, user) => {
    const value = await client.getValueAsync(key, null, user);
    assert.equal(client.snapshot().getValue(key, null, user), value, 'snapshot and client must agree');
    return value;
  },
  variationId: async (client, key, user) => (await client.getValueDetailsAsync(key, null, user)).variationId,
};

async function runSuite(client, csv, lookup) {
  const [header, ...rows] = csv.split(/\r?\n/).filter(Boolean).map((line) => line.split(';'));
  const keys = header.slice(4).filter(Boolean);
  const wrong = [];
  let cells = 0;
  for (const row of rows) {
    const user = userOf(row, header[3]);
    for (const [column, key] of keys.entries()) {
      const expected = row[column + 4];
      const actual = await lookup(client, key, user);
      cells += 1;
      if (!sameValue(actual, expected)) {
        wrong.push({ key, user: JSON.stringify(user), expected, actual });
      }
    }
  }
  return { cells, wrong };
}

test('the test matrix, cell by cell', { skip }, async (t) => {
  const { csvDir, suites } = readJson('derived/matrix_index.json').v6;
  const cdn = await startCdn();
  t.after(() => cdn.close());
  let total = 0;

  for (const [file, { kind, configs }] of Object.entries(suites)) {
    const csv = readText(`${csvDir}/${file}`);
    for (const { sdkKey, config } of configs) {
      await t.test(`${file} with ${sdkKey}`, async (suite) => {
        cdn.setConfig(readText(config), { sdkKey });
        const client = await openClient(cdn, { sdkKey, logger: new CurrentLogger(-1) });
        suite.after(() => client.dispose());
        const { cells, wrong } = await runSuite(client, csv, LOOKUPS[kind]);
        assert.deepEqual(wrong, []);
        total += cells;
      });
    }
  }

  t.diagnostic(`${total} of ${CELLS} cells`);
  assert.equal(total, CELLS);
});
