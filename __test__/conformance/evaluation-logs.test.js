'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson, readText, list } = require('../support/conformance');
const { startCdn } = require('../support/cdn');
const { CurrentLogger } = require('../support/loggers');
const { openClient, newSdkKey } = require('../support/sdk');

const LOGS = 45;
const FOLDER = 'js-unified-sdk/test-data/evaluationlog';

/** The recorded text; the line break that ends a text file is not part of the log. */
const readLog = (name) => readText(name).replace(/\r?\n$/, '');

/** The recorded cases write users as attributes: the three well-known ones and, beside them, the custom ones. */
function userOf(attributes) {
  if (!attributes) {
    return undefined;
  }
  const { Identifier: identifier, Email: email, Country: country, ...custom } = attributes;
  return { identifier, email, country, custom };
}

test('the recorded evaluation logs, byte for byte', { skip }, async (t) => {
  const { sdkKeyToConfig } = readJson('derived/matrix_index.json').evaluationlog;
  const cdn = await startCdn();
  t.after(() => cdn.close());
  let compared = 0;

  const suites = list(FOLDER).filter((name) => name.endsWith('.json'));
  for (const name of suites.map((file) => file.slice(0, -'.json'.length))) {
    const { sdkKey = newSdkKey(), jsonOverride, tests } = readJson(`${FOLDER}/${name}.json`);
    const config = jsonOverride ? `${FOLDER}/_overrides/${jsonOverride}` : sdkKeyToConfig[sdkKey];

    await t.test(name, async (suite) => {
      cdn.setConfig(readText(config), { sdkKey });
      const logger = new CurrentLogger(3);
      const client = await openClient(cdn, { sdkKey, logger });
      suite.after(() => client.dispose());

      for (const { key, defaultValue, user, returnValue, expectedLog } of tests) {
        logger.take();
        const value = await client.getValueAsync(key, defaultValue, userOf(user));
        assert.equal(value, returnValue, `${key}: ${expectedLog}`);
        assert.equal(logger.text(), readLog(`${FOLDER}/${name}/${expectedLog}`), expectedLog);
        compared += 1;
      }
    });
  }

  t.diagnostic(`${compared} of ${LOGS} logs`);
  assert.equal(compared, LOGS);
});
