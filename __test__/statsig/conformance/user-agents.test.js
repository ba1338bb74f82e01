'use strict';

// 11,277 user agents through gates: for each combination of what one says there is a gate that only it passes.

const assert = require('node:assert/strict');
const { readLines, skip } = require('../support/data');
const { openOffline } = require('../support/open');
const { both } = require('../support/sdks');

const FIELDS = ['os_name', 'os_version', 'browser_name', 'browser_version'];

/** What is missing is loosely equal to null, and nothing else is. */
const condition = (field, value) => ({
  type: 'ua_based', field, additionalValues: {}, idType: 'userID',
  ...(value === null ? { operator: 'eq', targetValue: null } : { operator: 'any_case_sensitive', targetValue: [value] }),
});

const gateOf = (name, parts) => ({
  name, type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate',
  rules: [{
    name: 'r', id: 'r', salt: 'rs', passPercentage: 100, returnValue: true, idType: 'userID', conditions: parts.map((part, index) => condition(FIELDS[index], part)),
  }],
});

both('user agents through a gate', async (t, subject) => {
  const rows = readLines('oracle/ua_legacy.jsonl');
  const combinations = [...new Map(rows.map(([, ...parts]) => [JSON.stringify(parts), parts])).entries()];
  const names = new Map(combinations.map(([key], index) => [key, `combination_${index}`]));
  const gates = combinations.map(([key, parts]) => gateOf(names.get(key), parts));
  const server = await openOffline(t, subject, { has_updates: true, time: 1, feature_gates: gates, dynamic_configs: [], layer_configs: [] });
  assert.ok(combinations.length > 1_000);
  let count = 0;
  for (const [index, [userAgent, ...parts]] of rows.entries()) {
    const key = JSON.stringify(parts);
    const user = { userID: 'u', userAgent };
    assert.equal(server.checkGate(user, names.get(key)), true, `${userAgent} is ${key}`);
    const other = combinations[index % combinations.length][0];
    if (other !== key) assert.equal(server.checkGate(user, names.get(other)), false, `${userAgent} is not ${other}`);
    count += 1;
  }
  assert.equal(count, 11_277);
}, { skip });
