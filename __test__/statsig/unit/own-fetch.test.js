'use strict';

const assert = require('node:assert/strict');
const { gunzipSync } = require('node:zlib');
const { beforeEach, test } = require('node:test');
const { loadStatsig, native, noting, specs, until } = require('./support/doubles.js');

/** @type {any} */
let statsig;

beforeEach(() => {
  statsig = loadStatsig();
});

const KEY = 'secret-own';

const { Response } = globalThis;

const answer = (body, { status = 200, headers = {} } = {}) => new Response(body, { status, headers });

/** A fetch that answers by path, and notes what it was asked for. */
function fetching(answers) {
  const requests = [];
  const networkOverrideFunc = async (url, params) => {
    requests.push({ url, ...params });
    const path = Object.keys(answers).find((path) => url.includes(path));
    return path === undefined ? answer('{}') : answers[path](url, params);
  };
  return { requests, networkOverrideFunc };
}

function serverOf(networkOverrideFunc, options = {}) {
  return new statsig.StatsigServer(KEY, { logger: noting('none'), networkOverrideFunc, ...options });
}

const OWN_HEADERS = ['Content-type', 'STATSIG-API-KEY', 'STATSIG-CLIENT-TIME', 'STATSIG-SERVER-SESSION-ID', 'STATSIG-SDK-TYPE', 'STATSIG-SDK-VERSION'];

/** As the official package makes them. */
test('all requests go through the function, with the headers that servers expect', async (t) => {
  const lookup = JSON.stringify({ l: { name: 'l', url: 'http://lists/l', fileID: 'f', creationTime: 1, size: 10 } });
  const { requests, networkOverrideFunc } = fetching({
    download_config_specs: () => answer(specs()),
    get_id_lists: () => answer(lookup),
    '/l': () => answer('+abc\n', { headers: { 'content-length': '5' } }),
  });
  const server = serverOf(networkOverrideFunc);
  t.after(() => server.shutdown());
  const { success, source } = await server.initializeAsync();
  assert.deepEqual([success, source], [true, 'Network']);
  const [first, second, third] = requests;
  assert.deepEqual([first.method, first.url, first.body], ['GET', `https://api.statsigcdn.com/v1/download_config_specs/${KEY}.json`, undefined]);
  assert.deepEqual([second.method, second.url, second.body], ['POST', 'https://statsigapi.net/v1/get_id_lists', '{}']);
  for (const { headers } of [first, second]) {
    assert.deepEqual(Object.keys(headers), OWN_HEADERS);
    assert.equal(headers['STATSIG-API-KEY'], KEY);
    assert.equal(headers['STATSIG-SDK-TYPE'], 'statsig-node');
    assert.equal(headers['Content-type'], 'application/json; charset=UTF-8');
    assert.match(headers['STATSIG-SERVER-SESSION-ID'], /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    assert.ok(Math.abs(Number(headers['STATSIG-CLIENT-TIME']) - Date.now()) < 60_000);
  }
  assert.deepEqual([third.method, third.url, third.headers], ['GET', 'http://lists/l', { Range: 'bytes=0-' }]);
  assert.deepEqual(native.applied, [['l', '+abc\n', 5]]);
  assert.equal(native.networks[0].options.hasOwnFetch, true);
  assert.deepEqual(native.networks[0].calls, []);
  await server.syncStoreSpecs();
  assert.equal(requests.at(-1).url, `https://api.statsigcdn.com/v1/download_config_specs/${KEY}.json?sinceTime=1000`);
});

test('events that native code gives are sent compressed, and it is told how that went', async (t) => {
  let status = 202;
  const { requests, networkOverrideFunc } = fetching({
    download_config_specs: () => answer(specs()),
    log_event() {
      if (status === 0) throw new Error('no');
      return answer('', { status });
    },
  });
  const server = serverOf(networkOverrideFunc, { api: 'http://mine/v1/' });
  t.after(() => server.shutdown());
  await server.initializeAsync();
  const [network] = native.networks;
  const sent = () => network.calls.filter(([call]) => call === 'sent').map(([, ...rest]) => rest);
  network.tell(6, 11, '{"events":[]}', 3);
  await until(() => sent().length === 1);
  const { body, headers, method, url } = requests.at(-1);
  assert.deepEqual([method, url, headers['STATSIG-EVENT-COUNT'], headers['Content-Encoding']], ['POST', 'http://mine/v1/log_event', '3', 'gzip']);
  assert.equal(gunzipSync(body).toString(), '{"events":[]}');
  status = 503;
  network.tell(6, 12, '{}', 1);
  await until(() => sent().length === 2);
  status = 0;
  network.tell(6, 13, '{}', 1);
  await until(() => sent().length === 3);
  assert.deepEqual(sent(), [[11, 200], [12, 503], [13, 0]]);
});

test('specs can say that events are not compressed', async (t) => {
  const { requests, networkOverrideFunc } = fetching({
    download_config_specs: () => answer(specs({ sdk_flags: { stop_log_event_compression: true } })),
  });
  const server = serverOf(networkOverrideFunc);
  t.after(() => server.shutdown());
  await server.initializeAsync();
  native.networks[0].tell(6, 1, '{"events":[]}', 1);
  await until(() => requests.at(-1).url.endsWith('/log_event'));
  assert.equal(requests.at(-1).body, '{"events":[]}');
  assert.equal('Content-Encoding' in requests.at(-1).headers, false);
});

test('nothing new is no update, whatever says so', async (t) => {
  const told = [];
  let body = () => answer(specs());
  const { networkOverrideFunc } = fetching({ download_config_specs: () => body() });
  const server = serverOf(networkOverrideFunc, { rulesUpdatedCallback: (...args) => told.push(args) });
  t.after(() => server.shutdown());
  await server.initializeAsync();
  for (body of [() => answer('{"has_updates":false}'), () => answer(null, { status: 204 }), () => answer('{}'), () => answer('')]) await server.syncStoreSpecs();
  assert.equal(told.length, 1);
});

/** What can be wrong with an answer, and what is said about it. */
const WRONG = {
  'status 500': [() => answer('x', { status: 500 }), 'Request failed with status 500'],
  'an exception': [() => { throw new TypeError('fetch failed'); }, 'fetch failed'],
  'no response': [() => undefined, 'networkOverrideFunc gave no response'],
  'no JSON': [() => answer('<html>'), 'The text is not valid JSON: somewhere'],
  'no specs': [() => answer('5'), 'The body is not what it has to be'],
  'an exception that names the key': [() => { throw new TypeError(`cannot get ${KEY}.json`); }, 'cannot get ******.json'],
  'no text': [() => ({ ok: true, status: 200, text: () => 5 }), 'The response has no text'],
};

for (const [what, [answers, text]] of Object.entries(WRONG)) {
  test(`${what}: the details tell it, and name neither address nor key`, async (t) => {
    const { networkOverrideFunc } = fetching({ download_config_specs: answers });
    const server = serverOf(networkOverrideFunc);
    t.after(() => server.shutdown());
    const { error, success } = await server.initializeAsync();
    assert.equal(success, false);
    assert.ok(error.message.startsWith(`statsigSDK::initialize> Failed to initialize from the network: ${text}. See `), error.message);
    assert.equal(/secret-own|statsigcdn/.test(error.message), false);
  });
}

test('where another address fails, that of Statsig is asked once, if that is wanted', async (t) => {
  const mine = (url) => url.startsWith('http://mine');
  const { requests, networkOverrideFunc } = fetching({
    download_config_specs: (url) => (mine(url) ? answer('x', { status: 500 }) : answer(specs())),
    get_id_lists(url) {
      if (mine(url)) throw new Error('no');
      return answer('{}');
    },
  });
  const logger = noting('warn');
  const server = serverOf(networkOverrideFunc, { api: 'http://mine/v1', fallbackToStatsigAPI: true, logger });
  t.after(() => server.shutdown());
  assert.equal((await server.initializeAsync()).success, true);
  assert.deepEqual(requests.map(({ url }) => url), [
    `http://mine/v1/download_config_specs/${KEY}.json`, `https://api.statsigcdn.com/v1/download_config_specs/${KEY}.json`,
    'http://mine/v1/get_id_lists', 'https://statsigapi.net/v1/get_id_lists',
  ]);
  assert.deepEqual(logger.said, [
    ['warn', 'Error downloading config specs: Request failed with status 500. Falling back to Statsig API.'],
    ['warn', 'Error downloading id lists: no. Falling back to Statsig API.'],
  ]);
});

test('a function that never answers is given up, and its signal says so', async (t) => {
  const { tuning } = require('../../../lib/statsig/network/tuning.js');
  tuning.requestMs = 20;
  let signal;
  const server = serverOf((_url, params) => {
    signal = params.signal;
    return new Promise(() => {});
  }, { initStrategyForIDLists: 'none' });
  t.after(() => server.shutdown());
  const { error } = await server.initializeAsync();
  assert.match(error.message, /network: Timed out after 20 ms\. See/);
  assert.equal(signal.aborted, true);
});

test('a list that fails does not keep the others out', async (t) => {
  const entry = (name) => ({ name, url: `http://lists/${name}`, fileID: 'f', creationTime: 1, size: 10 });
  const { networkOverrideFunc } = fetching({
    download_config_specs: () => answer(specs()),
    get_id_lists: () => answer(JSON.stringify({ bad: entry('bad'), good: entry('good') })),
    'lists/bad': () => answer('x', { status: 404 }),
    'lists/good': () => answer('+abc\n+\u00e9\n'),
  });
  const server = serverOf(networkOverrideFunc);
  t.after(() => server.shutdown());
  await server.initializeAsync();
  // Without a header the length is that of the body, in bytes.
  assert.deepEqual(native.applied, [['good', '+abc\n+\u00e9\n', 9]]);
});

test('a lookup that is none is told', async (t) => {
  const { networkOverrideFunc } = fetching({ download_config_specs: () => answer(specs()), get_id_lists: () => answer('<html>') });
  const logger = noting('warn');
  const server = serverOf(networkOverrideFunc, { logger });
  t.after(() => server.shutdown());
  await server.initializeAsync();
  assert.deepEqual(logger.said, [[
    'error',
    'statsigSDK::initialize> Failed to initialize id lists: statsigSDK::dataAdapter> Failed to retrieve a valid ID lists response from network.',
  ]]);
});
