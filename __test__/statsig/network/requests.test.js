'use strict';

// What goes over the wire, beside what the official package was seen to send.

const assert = require('node:assert/strict');
const { listed, startMockServer } = require('../support/mock-server');
const { quiet } = require('../support/quiet');
const { both } = require('../support/sdks');
const { specs } = require('../snippets/specs');

const SECRET_KEY = 'secret-key';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A server of the SDK and one for it. */
async function open(t, subject, options = {}, body = specs) {
  const api = await startMockServer(t, body);
  const { StatsigServer } = subject.load();
  const make = (more = {}) => {
    const server = new StatsigServer(SECRET_KEY, { api: api.api, logger: quiet, disableDiagnostics: true, postLogsRetryBackoff: 1, ...options, ...more });
    t.after(() => server.shutdown());
    return server;
  };
  return { api, make, server: make() };
}

function checkHeaders(headers) {
  assert.match(headers['content-type'], /^application\/json/);
  assert.equal(headers['statsig-api-key'], SECRET_KEY);
  assert.equal(headers['statsig-sdk-type'], 'statsig-node');
  assert.match(headers['statsig-sdk-version'], /^\d+\.\d+\.\d+/);
  assert.match(headers['statsig-server-session-id'], UUID);
  assert.ok(Math.abs(Number(headers['statsig-client-time']) - Date.now()) < 60_000);
}

both('specs and lists are asked for, first all and then what is new', async (t, subject) => {
  const { api, server } = await open(t, subject);
  api.setList('people', ['a', 'b']);
  await server.initializeAsync();
  const [first] = api.seen('specs');
  assert.deepEqual([first.method, first.url], ['GET', `/v1/download_config_specs/${SECRET_KEY}.json`]);
  checkHeaders(first.headers);
  const [lookup] = api.seen('idLists');
  assert.deepEqual([lookup.method, lookup.url, lookup.body], ['POST', '/v1/get_id_lists', {}]);
  checkHeaders(lookup.headers);
  const [list] = api.seen('idList');
  assert.deepEqual([list.method, list.headers.range, list.headers['statsig-api-key']], ['GET', 'bytes=0-', undefined]);
  await server.syncStoreSpecs();
  assert.equal(api.seen('specs')[1].url, `/v1/download_config_specs/${SECRET_KEY}.json?sinceTime=${specs.time}`);
  await server.syncStoreIdLists();
  assert.equal(api.seen('idList').length, 1, 'nothing was new');
  api.appendToList('people', `-${listed('a')}\n`);
  await server.syncStoreIdLists();
  assert.equal(api.seen('idList')[1].headers.range, 'bytes=20-');
});

both('events are zipped, counted, and say who sends them', async (t, subject) => {
  const { api, server } = await open(t, subject);
  await server.initializeAsync();
  server.logEvent({ userID: 'a' }, 'bought', 5);
  server.logEvent({ userID: 'a' }, 'bought', 6);
  await server.flush();
  const { headers, body, method, url } = api.seen('events').at(-1);
  assert.deepEqual([method, url, headers['content-encoding'], headers['statsig-event-count']], ['POST', '/v1/log_event', 'gzip', String(body.events.length)]);
  checkHeaders(headers);
  const { sessionID, sdkVersion, ...metadata } = body.statsigMetadata;
  assert.deepEqual(metadata, { sdkType: 'statsig-node', languageVersion: process.version.slice(1) });
  assert.deepEqual([sessionID, sdkVersion], [headers['statsig-server-session-id'], headers['statsig-sdk-version']]);
});

both('events are not zipped where the specs say so', async (t, subject) => {
  const { api, server } = await open(t, subject, {}, { ...specs, sdk_flags: { stop_log_event_compression: true } });
  await server.initializeAsync();
  server.logEvent({ userID: 'a' }, 'bought');
  await server.flush();
  const { headers, body } = api.seen('events').at(-1);
  assert.equal(headers['content-encoding'], undefined);
  assert.ok(body.events.some(({ eventName }) => eventName === 'bought'));
});

both('a full queue is sent at once', async (t, subject) => {
  const { api, server } = await open(t, subject, { loggingMaxBufferSize: 3 });
  await server.initializeAsync();
  await server.flush();
  for (let index = 0; index < 3; index += 1) server.logEvent({ userID: 'a' }, `event ${index}`);
  const start = performance.now();
  while (!api.events.some(({ eventName }) => eventName === 'event 2')) {
    assert.ok(performance.now() - start < 20_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

both('private attributes never leave the process', async (t, subject) => {
  const { api, server } = await open(t, subject);
  await server.initializeAsync();
  const user = { userID: 'a', privateAttributes: { secret: 'hidden-word' } };
  server.checkGate(user, 'new_homepage_design');
  server.getExperiment(user, 'new_user_promo_title');
  server.getLayer(user, 'user_promo_experiments').get('title', '');
  server.logEvent(user, 'bought');
  const response = server.getClientInitializeResponse(user);
  await server.flush();
  const sent = JSON.stringify([api.events, response]);
  assert.ok(api.events.length >= 4);
  assert.doesNotMatch(sent, /hidden-word/);
});

both('no request but those to the three endpoints', async (t, subject) => {
  const { api, server } = await open(t, subject);
  await server.initializeAsync();
  server.checkGate({ userID: 'a' }, 'new_homepage_design');
  await server.flush();
  assert.deepEqual(api.seen('other'), []);
});

for (const [status, attempts] of [[500, 3], [503, 3], [408, 3], [429, 3], [400, 1], [401, 1], [404, 1]]) {
  both(`events that are answered with ${status}: ${attempts} attempts with two retries`, async (t, subject) => {
    const { api, server } = await open(t, subject, { postLogsRetryLimit: 2 });
    api.faults.events = { status };
    await server.initializeAsync();
    server.logEvent({ userID: 'a' }, 'bought');
    await server.flush();
    const sent = api.seen('events');
    assert.equal(sent.length, attempts);
    for (const { headers, body } of sent) {
      assert.deepEqual([headers['content-encoding'], headers['statsig-event-count']], ['gzip', '1']);
      assert.equal(body.events[0].eventName, 'bought');
    }
  }, { officially: 'it retries everything, each retry twice, without compression' });
}

both('an attempt that fails is made again, and the events come once', async (t, subject) => {
  const { api, server } = await open(t, subject);
  await server.initializeAsync();
  api.failNext('events', { destroy: true });
  server.logEvent({ userID: 'a' }, 'bought');
  await server.flush();
  assert.deepEqual(api.events.filter(({ eventName }) => eventName === 'bought').length, 1);
});

both('lists that are gone are forgotten', async (t, subject) => {
  const gate = {
    name: 'listed', type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate',
    rules: [{ name: 'r', id: 'r', salt: '', passPercentage: 100, returnValue: true, idType: 'userID', conditions: [{ type: 'unit_id', operator: 'in_segment_list', targetValue: 'people', field: null, additionalValues: {}, idType: 'userID' }] }],
  };
  const { api, server } = await open(t, subject, {}, { ...specs, feature_gates: [gate] });
  api.setList('people', ['a']);
  await server.initializeAsync();
  assert.equal(server.checkGate({ userID: 'a' }, 'listed'), true);
  api.lists.clear();
  await server.syncStoreIdLists();
  assert.equal(server.checkGate({ userID: 'a' }, 'listed'), false);
}, { officially: 'lists are never forgotten' });
