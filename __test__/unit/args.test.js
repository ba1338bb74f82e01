'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const official = require('@configcat/sdk/node');
const args = require('../../lib/configcat/args.js');
const conformance = require('../support/conformance.js');

const SDK_KEY = 'args-test';
const flagOverrides = official.createFlagOverridesFromMap({ k: true }, official.OverrideBehaviour.LocalOnly);
const client = official.getClient(SDK_KEY, official.PollingMode.ManualPoll, {
  flagOverrides,
  logger: official.createConsoleLogger(official.LogLevel.Off),
});
const snapshot = client.snapshot();

const VALUES = [undefined, null, '', 'text', 0, 5, true, 10n, Symbol('s'), {}, [], () => {}, new Date(0), NaN];

function thrownBy(act) {
  try {
    act();
  } catch (err) {
    return { name: err.name, message: err.message };
  }
  return undefined;
}

for (const [name, ours, theirs] of [
  ['key', args.validateKey, (value) => snapshot.getValue(value, false)],
  ['default value', args.validateDefaultValue, (value) => snapshot.getValue('k', value)],
  ['user', args.validateUser, (value) => snapshot.getValue('k', false, value)],
  ['variation id', args.validateVariationId, (value) => snapshot.getKeyAndValue(value)],
]) {
  test(`a wrong ${name} is refused as officially`, () => {
    for (const value of VALUES) assert.deepEqual(thrownBy(() => ours(value)), thrownBy(() => theirs(value)));
  });
}

test('SDK keys of the conformance data', { skip: conformance.skip }, () => {
  const rows = conformance.readJson('derived/unit_vectors.json').sdkKeyValidation_key_customBaseUrl_valid;
  assert.equal(rows.length, 17);
  for (const [key, isCustomUrl, isValid] of rows) assert.equal(args.isValidSdkKey(key, isCustomUrl), isValid, key);
});
