'use strict';

// A data adapter on a real Redis.

const assert = require('node:assert/strict');
const { Redis } = require('ioredis');
const { skip, startRedis } = require('../../support/redis');
const { keysOf } = require('../support/adapter');
const { startMockServer } = require('../support/mock-server');
const { quiet } = require('../support/quiet');
const { both, official, own } = require('../support/sdks');
const { until } = require('../support/waiting');
const { specs } = require('../snippets/specs');
const { RedisDataAdapter } = require('./adapter');

const SECRET_KEY = 'secret-redis';
const KEYS = keysOf(SECRET_KEY);
const USER = { userID: 'listed' };

const listGate = {
  name: 'for_list', type: 'feature_gate', salt: 's', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate',
  rules: [{
    name: 'r', id: 'r', salt: 'rs', passPercentage: 100, returnValue: true, idType: 'userID',
    conditions: [{ type: 'unit_id', operator: 'in_segment_list', targetValue: 'people', field: null, additionalValues: {}, idType: 'userID' }],
  }],
};
const body = { ...specs, feature_gates: [...specs.feature_gates, listGate] };

/** A test with a Redis of its own, and a mock server. */
const redisTest = (name, run, options = {}) =>
  both(name, async (t, subject) => {
    const redis = await startRedis(t);
    const api = await startMockServer(t, body);
    api.setList('people', ['listed']);
    const client = connect(t, redis.port);
    await run({ t, subject, redis, api, client });
  }, { skip, ...options });

function connect(t, port) {
  const redis = new Redis({ host: '127.0.0.1', port, maxRetriesPerRequest: 0, retryStrategy: () => null });
  redis.on('error', () => {});
  t.after(() => redis.disconnect());
  return redis;
}

/** A server on that Redis, with what its initialisation gave. */
async function open({ t, subject, redis, api }, options = {}) {
  const adapter = new RedisDataAdapter(connect(t, redis.port));
  const { StatsigServer } = subject.load();
  const server = new StatsigServer(SECRET_KEY, { api: api.api, logger: quiet, disableDiagnostics: true, dataAdapter: adapter, ...options });
  t.after(() => server.shutdown());
  const { success, source } = await server.initializeAsync();
  return { server, adapter, success, source };
}

const reasonOf = (server, name) => {
  const { value, evaluationDetails } = server.getFeatureGate(USER, name, { disableExposureLogging: true });
  return [value, evaluationDetails.reason];
};

redisTest('specs and lists that were downloaded are in Redis, where the next server finds them', async (place) => {
  const { client, api } = place;
  const first = await open(place);
  assert.deepEqual([first.success, first.source], [true, 'Network']);
  await until(async () => (await client.get(KEYS.idList('people'))) !== null && (await client.get(KEYS.idLists)) !== null);
  assert.deepEqual(JSON.parse(await client.get(KEYS.specs)), body);
  assert.deepEqual(first.adapter.stored.find(([key]) => key === KEYS.specs), [KEYS.specs, body.time]);
  assert.equal(await client.get(KEYS.idList('people')), api.lists.get('people').content);
  assert.ok('people' in JSON.parse(await client.get(KEYS.idLists)));
  const requests = api.requests.length;
  const second = await open(place);
  assert.deepEqual([second.success, second.source], [true, 'DataAdapter']);
  assert.deepEqual(reasonOf(second.server, 'for_list'), [true, 'DataAdapter']);
  assert.equal(api.requests.slice(requests).filter(({ endpoint }) => endpoint === 'specs').length, 0);
});

redisTest('what the one package has stored, the other reads', async (place) => {
  const { client, subject, api } = place;
  const other = subject.isOfficial ? own : official;
  if (other.skip) return;
  await open({ ...place, subject: other });
  await until(async () => (await client.get(KEYS.idLists)) !== null);
  api.specs = null;
  const { server, source } = await open(place);
  assert.equal(source, 'DataAdapter');
  assert.deepEqual(reasonOf(server, 'for_list'), [true, 'DataAdapter']);
});

redisTest('changes in Redis are seen by a poll of it', async (place) => {
  const { client } = place;
  await client.set(KEYS.specs, JSON.stringify(body));
  const { server, adapter } = await open(place);
  adapter.isPolled = true;
  assert.deepEqual(reasonOf(server, 'new_homepage_design'), [true, 'DataAdapter']);
  await client.set(KEYS.specs, JSON.stringify({ ...body, time: body.time + 1, feature_gates: [] }));
  await server.syncStoreSpecs();
  assert.deepEqual(reasonOf(server, 'new_homepage_design'), [false, 'Unrecognized']);
  // What is older is not taken.
  await client.set(KEYS.specs, JSON.stringify(body));
  await server.syncStoreSpecs();
  assert.deepEqual(reasonOf(server, 'new_homepage_design'), [false, 'Unrecognized']);
});

redisTest('rubbish in Redis is a miss', async (place) => {
  const { client } = place;
  for (const rubbish of ['', 'no JSON', 'null', '{"has_updates":true,"feature_gates":5}']) {
    await client.set(KEYS.specs, rubbish);
    const { server, success, source } = await open(place);
    assert.deepEqual([success, source], [true, 'Network'], rubbish);
    assert.deepEqual(reasonOf(server, 'new_homepage_design'), [true, 'Network']);
  }
});

redisTest('a Redis that goes away: gates go on', async (place) => {
  const { client, redis } = place;
  await client.set(KEYS.specs, JSON.stringify(body));
  const { server } = await open(place);
  await redis.stop();
  await server.syncStoreSpecs();
  assert.equal(reasonOf(server, 'new_homepage_design')[0], true);
});

redisTest('a Redis that is not there: the network is asked', async (place) => {
  await place.redis.stop();
  const { success, source } = await open(place);
  assert.deepEqual([success, source], [true, 'Network']);
}, { officially: 'an adapter that cannot be initialised fails the whole of it' });
