'use strict';

const { newSdkKey } = require('./fixtures');

/** Creates a client of the current API on its own SDK key and disposes it when the test ends. */
function open(t, sdk, mode, options = {}, sdkKey = newSdkKey()) {
  const client = sdk.getClient(sdkKey, sdk.PollingMode[mode], { logger: silent(sdk), ...options });
  t.after(() => client.dispose());
  return client;
}

function silent(sdk) {
  return sdk.createConsoleLogger(sdk.LogLevel.Off);
}

module.exports = { open, silent };
