'use strict';

// Each operator with each kind of value, as statsig-node 6.5.2 answers. The expected values were taken in UTC.

process.env.TZ = 'UTC';

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { openOffline } = require('../support/open');
const { both } = require('../support/sdks');

const gateOf = ({ operator, targetValue }, index) => ({
  name: `case_${index}`,
  type: 'feature_gate',
  salt: 's',
  enabled: true,
  defaultValue: false,
  idType: 'userID',
  entity: 'feature_gate',
  rules: [
    {
      name: 'r',
      id: 'r',
      salt: 'rs',
      passPercentage: 100,
      returnValue: true,
      idType: 'userID',
      conditions: [{ type: 'user_field', field: 'f', operator, targetValue, additionalValues: {}, idType: 'userID' }],
    },
  ],
});

both('8,165 comparisons', async (t, subject) => {
  const { cases } = readJson('oracle/condition_matrix.json');
  const specs = { has_updates: true, time: 1, feature_gates: cases.map(gateOf), dynamic_configs: [], layer_configs: [] };
  const server = await openOffline(t, subject, specs);
  let count = 0;
  for (const [index, { operator, targetValue, results }] of cases.entries()) {
    for (const [input, value, rule] of results) {
      const user = { userID: 'u', custom: 'value' in input ? { f: input.value } : {} };
      const gate = server.getFeatureGate(user, `case_${index}`, { disableExposureLogging: true });
      const found = [gate.value, gate.evaluationDetails.reason === 'Unsupported' ? 'Unsupported' : gate.ruleID];
      assert.deepEqual(found, [value, rule], `${operator} ${JSON.stringify(targetValue)} of ${JSON.stringify(input)}`);
      count += 1;
    }
  }
  assert.equal(count, 8_165);
}, { skip });
