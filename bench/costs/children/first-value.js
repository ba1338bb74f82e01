'use strict';

const { runAsChild } = require('../../support/child.js');
const { users } = require('../../support/users.js');

runAsChild(async ({ source, url, sdkKey, key }) => {
  const { getClient, PollingMode } = require(source);
  const start = performance.now();
  const client = getClient(sdkKey, PollingMode.AutoPoll, { baseUrl: url });
  const value = await client.getValueAsync(key, null, users[0]);
  const elapsed = performance.now() - start;
  if (value === null) throw new Error('the config did not arrive');
  client.dispose();
  return elapsed;
});
