'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const official = require('@configcat/sdk/node');
const enums = require('../../lib/configcat/enums.js');

const NAMES = [
  'PollingMode', 'DataGovernance', 'LogLevel', 'OverrideBehaviour', 'ClientCacheState', 'RefreshErrorCode',
  'EvaluationErrorCode', 'SettingType', 'PrerequisiteFlagComparator', 'SegmentComparator', 'UserComparator',
];

for (const name of NAMES) {
  test(`${name} has the members of the official package, names and values both ways`, () => {
    assert.deepEqual(enums[name], official[name]);
  });
}

test('RedirectMode has the members of the official package', () => {
  assert.deepEqual(enums.RedirectMode, official.ConfigJson.RedirectMode);
});
