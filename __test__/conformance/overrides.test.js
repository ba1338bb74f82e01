'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson, readText, revive } = require('../support/conformance');
const { CurrentLogger } = require('../support/loggers');
const { load, newSdkKey, openClientOn } = require('../support/sdk');

const vectors = skip ? {} : readJson('derived/unit_vectors.json');

test('prerequisite flags that are overridden by a value of another type', { skip }, async (t) => {
  const { createFlagOverridesFromMap, OverrideBehaviour } = load('current');
  const { config, behaviour, cases } = vectors.prerequisiteMismatch;

  for (const { key, override, expected, error } of cases) {
    const logger = new CurrentLogger();
    const flagOverrides = createFlagOverridesFromMap(revive(override), OverrideBehaviour[behaviour]);
    const client = await openClientOn(readText(config), { flagOverrides, logger });
    logger.take();

    const place = JSON.stringify({ key, override });
    const details = await client.getValueDetailsAsync(key, vectors.prerequisiteMismatch.default);
    client.dispose();
    assert.equal(details.value, expected, place);
    assert.equal(details.isDefaultValue, error !== undefined, place);
    if (error) {
      assert.ok(details.errorMessage.includes(error), `${place}: ${details.errorMessage}`);
      assert.equal(details.errorCode, 1, place);
      assert.equal(logger.take().at(-1).id, 1002, place);
    }
  }

  t.diagnostic(`${cases.length} of 28 cases`);
  assert.equal(cases.length, 28);
});

test('overrides from query parameters', { skip }, async (t) => {
  const { createFlagOverridesFromQueryParams, getClient, OverrideBehaviour, PollingMode } = load('current');

  for (const { query, prefix, expected } of vectors.queryOverrides) {
    const provider = { currentValue: query };
    const flagOverrides = createFlagOverridesFromQueryParams(OverrideBehaviour.LocalOnly, false, prefix, provider);
    const client = getClient(newSdkKey(), PollingMode.ManualPoll, { flagOverrides, logger: new CurrentLogger(-1) });
    const values = await client.getAllValuesAsync();
    client.dispose();
    const actual = Object.fromEntries(values.map(({ settingKey, settingValue }) => [settingKey, settingValue]));
    assert.deepEqual(actual, revive(expected), query);
  }

  t.diagnostic(`${vectors.queryOverrides.length} query strings`);
});
