'use strict';

// Each deviation of deviations.js, seen on both packages: the official one's part of a test says when it is none any more.

const assert = require('node:assert/strict');
const test = require('node:test');
const { isOfficial } = require('../../support/sdk');
const { loadFresh } = require('../support/fresh');
const { FakeNetwork } = require('../support/fake-network');
const { startMockServer } = require('../support/mock-server');
const { openOffline, openOnline } = require('../support/open');
const { quiet } = require('../support/quiet');
const { HANG_GUARD_MS, official, own } = require('../support/sdks');
const { specs } = require('../snippets/specs');
const { deviations } = require('./deviations');

const shown = new Set();

/**
 * A test of how the two differ: it makes no sense between the official package and itself.
 *
 * @param {string} name
 * @param {(t: import('node:test').TestContext) => any} body
 */
function deviation(name, body) {
  shown.add(name);
  test(name, { timeout: HANG_GUARD_MS, skip: own.skip || (isOfficial && 'the official package deviates from nothing') }, body);
}

/** What the two give. @param {(subject: import('../support/sdks').Subject) => any} scenario */
async function assertOutcomes(scenario, expected) {
  assert.deepEqual({ official: await scenario(official), own: await scenario(own) }, expected);
}

const gate = (name, conditions) => ({
  name, type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate',
  rules: [{ name: 'r', id: 'r', salt: '', passPercentage: 100, returnValue: true, idType: 'userID', conditions }],
});
const condition = (type, rest) => ({ type, field: null, operator: null, targetValue: null, additionalValues: {}, idType: 'userID', ...rest });
const bodyOf = (...gates) => ({ ...specs, feature_gates: gates });
const LISTED = bodyOf(gate('listed', [condition('unit_id', { operator: 'in_segment_list', targetValue: 'people' })]));
const USER = { userID: 'a' };

/** A server on a mock server. */
async function open(t, subject, { body = specs, before, ...options } = {}) {
  const api = await startMockServer(t, body);
  before?.(api);
  const { StatsigServer } = subject.load();
  const server = new StatsigServer('secret-key', { api: api.api, logger: quiet, disableDiagnostics: true, postLogsRetryBackoff: 1, ...options });
  t.after(() => server.shutdown());
  const details = await server.initializeAsync();
  return { api, server, details };
}

deviation('what makes the official package fail is answered', async (t) => {
  const body = { ...specs, feature_gates: [gate('odd', [condition('ua_based', { field: 5, operator: 'any', targetValue: ['a'] })])] };
  await assertOutcomes(async (subject) => {
    const server = await openOffline(t, subject, body);
    if (subject.isOfficial) server._errorBoundary.logError = () => {};
    const { value, evaluationDetails } = server.getFeatureGate({ ...USER, userAgent: 'x' }, 'odd');
    return [value, evaluationDetails?.reason ?? null];
  }, { official: [false, null], own: [false, 'Bootstrap'] });
});

deviation('client responses say which session they are of', async (t) => {
  await assertOutcomes(async (subject) => {
    const server = await openOffline(t, subject, specs);
    return typeof server.getClientInitializeResponse(USER).sdkInfo.sessionId;
  }, { official: 'undefined', own: 'string' });
});

deviation('gates that refer to each other in a circle fail, and no more', async (t) => {
  const body = bodyOf(gate('a', [condition('fail_gate', { targetValue: 'b' })]), gate('b', [condition('pass_gate', { targetValue: 'a' })]));
  await assertOutcomes(async (subject) => {
    const server = await openOffline(t, subject, body);
    const told = [];
    if (subject.isOfficial) server._errorBoundary.logError = ({ name }) => told.push(name);
    return [server.checkGate(USER, 'b'), ...told];
  }, { official: [false, 'RangeError'], own: [false] });
});

deviation('a spec whose rules are no list makes a wrong body', (t) =>
  assertOutcomes(async (subject) => {
    const { details } = await open(t, subject, { body: bodyOf({ ...gate('odd', []), rules: 'any' }) });
    return details.success;
  }, { official: true, own: false }));

deviation("somebody's user is not changed", async (t) => {
  const environment = { tier: 'staging' };
  await assertOutcomes(async (subject) => {
    const server = await openOffline(t, subject, specs, { environment });
    const user = { ...USER };
    server.checkGate(user, 'a_gate_name');
    server.getLayer(user, 'a_layer_name').get('key', '');
    return user;
  }, { official: { ...USER, statsigEnvironment: environment }, own: USER });
});

/** How often events were sent, and whether all attempts were compressed and counted. */
async function attempts(t, subject, status) {
  const { api, server } = await open(t, subject, { postLogsRetryLimit: 2, before: (mock) => (mock.faults.events = { status }) });
  server.logEvent(USER, 'bought');
  await server.flush();
  const sent = api.seen('events').filter(({ body }) => body.events.some(({ eventName }) => eventName === 'bought'));
  return [sent.length, sent.every(({ headers }) => headers['content-encoding'] === 'gzip' && headers['statsig-event-count'] !== undefined)];
}

deviation('events that were refused are not sent again', (t) =>
  assertOutcomes((subject) => attempts(t, subject, 400), { official: [7, false], own: [1, true] }));

deviation('each attempt to send events is made once, compressed, and counted', (t) =>
  assertOutcomes((subject) => attempts(t, subject, 500), { official: [7, false], own: [3, true] }));

deviation('a function for the wait between attempts is asked each time', (t) =>
  assertOutcomes(async (subject) => {
    const asked = [];
    const postLogsRetryBackoff = (remaining) => asked.push(remaining) && 1;
    const { server } = await open(t, subject, { postLogsRetryLimit: 3, postLogsRetryBackoff, before: (api) => (api.faults.events = { destroy: true }) });
    server.logEvent(USER, 'bought');
    await server.flush();
    return asked.length;
  }, { official: 1, own: 3 }));

deviation('ID lists that are gone are forgotten', (t) =>
  assertOutcomes(async (subject) => {
    const { api, server } = await open(t, subject, { body: LISTED, before: (mock) => mock.setList('people', [USER.userID]) });
    const before = server.checkGate(USER, 'listed');
    api.lists.clear();
    await server.syncStoreIdLists();
    return [before, server.checkGate(USER, 'listed')];
  }, { official: [true, true], own: [true, false] }));

deviation('what is no list is not taken for one', (t) =>
  assertOutcomes(async (subject) => {
    const { api, server } = await open(t, subject, {
      body: LISTED,
      before(mock) {
        mock.setList('people', [USER.userID]);
        mock.failNext('idList', { status: 500, body: '+an error' });
      },
    });
    await server.syncStoreIdLists();
    return [server.checkGate(USER, 'listed'), api.seen('idList').map(({ headers }) => headers.range)];
  }, { official: [false, ['bytes=0-', 'bytes=9-']], own: [true, ['bytes=0-', 'bytes=0-']] }));

deviation('nobody is told of new rules where there are none', (t) =>
  assertOutcomes(async (subject) => {
    const told = [];
    const { server } = await open(t, subject, { rulesUpdatedCallback: (text) => told.push(JSON.parse(text).has_updates) });
    await server.syncStoreSpecs();
    return told;
  }, { official: [true, false], own: [true] }));

deviation('shutdownAsync asks for nothing more', (t) =>
  assertOutcomes(async (subject) => {
    const { api, server } = await open(t, subject);
    await server.shutdownAsync();
    return [api.seen('specs').length, api.seen('idLists').length];
  }, { official: [2, 2], own: [1, 1] }));

const failing = { initialize: async () => {}, get: async () => ({ error: new Error('nothing there') }), set: async () => {}, shutdown: async () => {} };

deviation('an adapter that fails is no error where the network helped', (t) =>
  assertOutcomes(async (subject) => {
    const { details } = await open(t, subject, { dataAdapter: failing });
    return [details.success, details.source, details.error === undefined];
  }, { official: [true, 'Network', false], own: [true, 'Network', true] }));

deviation('an adapter that cannot be initialised is passed over', (t) =>
  assertOutcomes(async (subject) => {
    const initialize = () => Promise.reject(new Error('no connection'));
    const { details } = await open(t, subject, { dataAdapter: { ...failing, initialize } });
    return [details.success, details.source];
  }, { official: [false, undefined], own: [true, 'Network'] }));

deviation('countries are switched off per server', async (t) => {
  const body = bodyOf(gate('in_us', [condition('ip_based', { field: 'country', operator: 'any', targetValue: ['US'] })]));
  const user = { ...USER, ip: '8.8.8.8' };
  await assertOutcomes(async (subject) => {
    const first = await openOffline(t, subject, body);
    const second = await openOffline(t, subject, body, { initStrategyForIP3Country: 'none' });
    return [first.checkGate(user, 'in_us'), second.checkGate(user, 'in_us')];
  }, { official: [true, true], own: [true, false] });
});

deviation('no diagnostics are sent', (t) =>
  assertOutcomes(async (subject) => {
    const { api, server } = await open(t, subject, { disableDiagnostics: false, body: { ...specs, diagnostics: { initialize: 10_000, dcs: 10_000, api_call: 10_000 } } });
    server.checkGate(USER, 'a_gate_name');
    await server.flush();
    return api.events.some(({ eventName }) => eventName === 'statsig::diagnostics');
  }, { official: true, own: false }));

deviation('functions of the namespace do not need it', (t) =>
  assertOutcomes(async (subject) => {
    const sdk = loadFresh(subject);
    t.after(() => sdk.shutdown());
    const network = new FakeNetwork(specs);
    await sdk.initialize('secret-key', { ...network.options, logger: quiet });
    const { checkGate } = sdk;
    try {
      return checkGate(USER, 'a_gate_name');
    } catch (error) {
      return error.constructor.name;
    }
  }, { official: 'TypeError', own: true }));

test('every deviation is shown, and has a reason', () => {
  assert.deepEqual([...shown].sort(), deviations.map(({ name }) => name).sort());
  for (const { name, reason } of deviations) assert.ok(reason, name);
});

test('a server in memory gives what one on a mock server gives', { skip: own.skip }, async (t) => {
  for (const subject of [official, own]) {
    const { server, takeEvents } = await openOnline(t, subject, specs);
    server.checkGate({ ...USER }, 'a_gate_name');
    const { api, server: other } = await open(t, subject);
    other.checkGate({ ...USER }, 'a_gate_name');
    await other.flush();
    const plain = (events) => events.filter(({ eventName }) => eventName !== 'statsig::diagnostics').map(({ eventName, user, metadata: { gate: name } }) => [eventName, user, name]);
    assert.deepEqual(plain(await takeEvents()), plain(api.events));
  }
});
