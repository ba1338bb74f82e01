'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson, readText, revive } = require('../support/conformance');
const { startCdn } = require('../support/cdn');
const { CurrentLogger } = require('../support/loggers');
const { openClient, newSdkKey } = require('../support/sdk');

const CASES = 154;

/** One client per config file, made when first needed. */
function clientPool(cdn) {
  const clients = new Map();
  return {
    async get(config) {
      if (!clients.has(config)) {
        const sdkKey = newSdkKey();
        cdn.setConfig(readText(config), { sdkKey });
        clients.set(config, await openClient(cdn, { sdkKey, logger: new CurrentLogger(-1) }));
      }
      return clients.get(config);
    },
    dispose: () => clients.forEach((client) => client.dispose()),
  };
}

test('single evaluations with typed attributes', { skip }, async (t) => {
  const cdn = await startCdn();
  const clients = clientPool(cdn);
  t.after(async () => {
    clients.dispose();
    await cdn.close();
  });
  let evaluated = 0;

  const groups = Object.entries(readJson('derived/eval_cases.json')).filter(([, cases]) => Array.isArray(cases));
  for (const [group, cases] of groups) {
    await t.test(`${group} (${cases.length})`, async () => {
      for (const given of cases) {
        const client = await clients.get(given.config);
        const user = revive(given.user);
        const details = await client.getValueDetailsAsync(given.key, given.defaultValue, user);
        const place = JSON.stringify(given);
        assert.equal(details.value, revive(given.expected), place);
        if ('expectMatchedTargetingRule' in given) {
          assert.equal(details.matchedTargetingRule !== undefined, given.expectMatchedTargetingRule, place);
          assert.equal(details.matchedPercentageOption !== undefined, given.expectMatchedPercentageOption, place);
        }
        evaluated += 1;
      }
    });
  }

  t.diagnostic(`${evaluated} of ${CASES} cases`);
  assert.equal(evaluated, CASES);
});
