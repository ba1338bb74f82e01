'use strict';

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { openOffline } = require('../support/open');
const { both } = require('../support/sdks');

const USER = { userID: '123', email: 'testuser@statsig.com' };

both('initialize_response.json', async (t, subject) => {
  const server = await openOffline(t, subject, readJson('legacy/download_config_spec.json'));
  const { time, ...found } = server.getClientInitializeResponse(USER, undefined, { hash: 'djb2' });
  const { sdkVersion, sessionId, ...sdkInfo } = found.sdkInfo;
  assert.equal(time, 1648589257397);
  // The official package means to tell it.
  if (!subject.isOfficial) assert.match(sessionId, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  assert.match(sdkVersion, /^\d+\.\d+\.\d+/);
  assert.deepEqual(JSON.parse(JSON.stringify({ ...found, sdkInfo })), readJson('legacy/initialize_response.json'));
}, { skip });
