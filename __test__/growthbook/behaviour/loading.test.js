'use strict';

// Instances and the network, from the outside. What the network layer does by itself is tested in ../network.

const assert = require('node:assert/strict');
const test = require('node:test');
const { FakeServer, HANG_GUARD_MS, begin, until } = require('../network/support.js');
const { official, own, quietly } = require('../support/sdk');

const payload = (value, more) => ({ status: 200, features: { flag: { defaultValue: value } }, ...more });

/** A test for both packages, with a server. Only ours has its settings put back by `begin`. */
function both(name, body) {
  test(`${name} (vexil)`, { timeout: HANG_GUARD_MS }, async (t) => {
    const server = await begin(t);
    await quietly(() => body(own, server));
  });
  test(`${name} (official)`, { timeout: HANG_GUARD_MS }, async (t) => {
    const server = await FakeServer.start();
    t.after(async () => {
      await official.clearCache();
      await server.close();
    });
    await quietly(() => body(official, server));
  });
}

let keys = 0;
const optionsFor = (server, more) => ({ apiHost: server.url, clientKey: `sdk-${(keys += 1)}`, ...more });

/** What both packages say of a result; ours has `status` besides. */
const brief = ({ success, source, error }) => ({ success, source, ...(error && { error: error.message }) });

both('init: from the network, then from the cache', async (sdk, server) => {
  server.body = payload('v1');
  const options = optionsFor(server);
  const first = new sdk.GrowthBook(options);
  assert.deepEqual(brief(await first.init({ timeout: 5000 })), { success: true, source: 'network' });
  assert.equal(first.getFeatureValue('flag', null), 'v1');
  assert.deepEqual(first.getPayload(), payload('v1'));
  assert.deepEqual(first.getFeatures(), payload('v1').features);
  const second = new sdk.GrowthBook(options);
  assert.deepEqual(brief(await second.init()), { success: true, source: 'cache' });
  assert.equal(second.getFeatureValue('flag', null), 'v1');
  const client = new sdk.GrowthBookClient(options);
  assert.deepEqual(brief(await client.init()), { success: true, source: 'cache' });
  assert.equal(client.getFeatureValue('flag', null, {}), 'v1');
  assert.equal(server.fetches, 1);
});

both('init: a timeout, and the payload for the next one', async (sdk, server) => {
  const options = optionsFor(server);
  let answer;
  server.answers.push((_req, res) => (answer = () => server.send(res, payload('late'))));
  const first = new sdk.GrowthBook(options);
  assert.deepEqual(brief(await first.init({ timeout: 50 })), { success: false, source: 'timeout', error: 'Timeout' });
  assert.equal(first.getFeatureValue('flag', 'fallback'), 'fallback');
  assert.equal(first.ready, true);
  await until(() => answer !== undefined);
  answer();
  await until(async () => (await new sdk.GrowthBook(options).init({ timeout: 1000 })).source === 'cache');
});

both('init that fails leaves features that were given otherwise', async (sdk, server) => {
  server.answers = Array.from({ length: 20 }, () => (_req, res) => res.writeHead(400).end('{"status":400}'));
  const gb = new sdk.GrowthBook(optionsFor(server, { features: payload('given').features }));
  assert.deepEqual(brief(await gb.init({ timeout: 5000 })), { success: false, source: 'error', error: 'HTTP error: 400' });
  assert.equal(gb.getFeatureValue('flag', null), 'given');
});

both('refreshFeatures takes what is new, and keeps what there is if that fails', async (sdk, server) => {
  server.body = payload('v1');
  const gb = new sdk.GrowthBook(optionsFor(server));
  await gb.init();
  server.body = payload('v2');
  await gb.refreshFeatures({ skipCache: true });
  assert.equal(gb.getFeatureValue('flag', null), 'v2');
  server.answers = Array.from({ length: 20 }, () => (_req, res) => res.writeHead(400).end());
  await gb.refreshFeatures({ skipCache: true, timeout: 5000 });
  assert.equal(gb.getFeatureValue('flag', null), 'v2');
});

both('prefetchPayload fills the cache', async (sdk, server) => {
  server.body = payload('v1');
  const options = optionsFor(server);
  assert.equal(await sdk.prefetchPayload(options), undefined);
  const gb = new sdk.GrowthBook(options);
  assert.deepEqual(brief(await gb.init()), { success: true, source: 'cache' });
  assert.equal(gb.getFeatureValue('flag', null), 'v1');
});

both('encrypted payloads of a server', async (sdk, server) => {
  const encryptedFeatures =
    'vMSg2Bj/IurObDsWVmvkUg==.L6qtQkIzKDoE2Dix6IAKDcVel8PHUnzJ7JjmLjFZFQDqidRIoCxKmvxvUj2kTuHFTQ3/NJ3D6XhxhXXv2+dsXpw5woQf0eAgqrcxHrbtFORs18tRXRZza7zqgzwvcznx';
  server.body = { status: 200, features: {}, encryptedFeatures };
  for (let round = 0; round < 2; round++) {
    const gb = new sdk.GrowthBook(optionsFor(server, { decryptionKey: 'Ns04T5n9+59rl2x3SlNHtQ==' }));
    assert.equal((await gb.init()).success, true);
    assert.equal(gb.getFeatureValue('testfeature1', null), true);
    assert.deepEqual(gb.getPayload(), server.body);
    assert.deepEqual(Object.keys(gb.getDecryptedPayload()), ['status', 'features']);
  }
});

/** A test of ours, with a server. */
function ours(name, body) {
  test(name, { timeout: HANG_GUARD_MS }, async (t) => body(await begin(t)));
}

ours('who subscribes gets each new payload, and no more once destroyed', async (server) => {
  server.headers = { 'x-sse-support': 'enabled' };
  server.body = payload('v1');
  const options = optionsFor(server);
  const rendered = [];
  const streaming = new own.GrowthBook({ ...options, renderer: () => rendered.push(streaming.getFeatureValue('flag', null)) });
  const client = new own.GrowthBookClient(options);
  const frozen = new own.GrowthBook(options);
  assert.equal((await streaming.init({ streaming: true })).success, true);
  await client.init({ streaming: true });
  await frozen.init();
  await until(() => server.streams.length === 1);
  server.emit('features', payload('v2'));
  await until(() => streaming.getFeatureValue('flag', null) === 'v2' && client.isOn('flag', {}));
  assert.equal(client.getFeatureValue('flag', null, {}), 'v2');
  assert.equal(frozen.getFeatureValue('flag', null), 'v1');
  assert.deepEqual(rendered, ['v1', 'v2']);
  streaming.destroy();
  server.emit('features', payload('v3'));
  await until(() => client.getFeatureValue('flag', null, {}) === 'v3');
  assert.equal(streaming.getFeatureValue('flag', null), 'v2');
  client.destroy({ destroyAllStreams: true });
  await until(() => server.streams.length === 0);
});

ours('a payload is frozen, another instance gets the new one', async (server) => {
  server.body = payload('v1');
  const options = optionsFor(server);
  const first = new own.GrowthBook(options);
  await first.init();
  server.body = payload('v2');
  const second = new own.GrowthBook(options);
  await second.init({ skipCache: true });
  assert.equal(second.getFeatureValue('flag', null), 'v2');
  assert.equal(first.getFeatureValue('flag', null), 'v1');
});

ours('polling', async (server) => {
  server.body = payload('v1');
  const gb = new own.GrowthBook(optionsFor(server));
  await gb.init({ pollingInterval: 20 });
  server.body = payload('v2');
  await until(() => gb.getFeatureValue('flag', null) === 'v2');
  gb.destroy();
});

ours('an interval that is none is told of, and ignored', async (server) => {
  const said = [];
  const gb = new own.GrowthBook(optionsFor(server, { log: (message) => said.push(message) }));
  await gb.init({ pollingInterval: -5 });
  assert.deepEqual(said, ['pollingInterval is no valid interval, and ignored']);
});

ours('the same download is compiled once, for all instances', async (server) => {
  server.body = { features: { json: { defaultValue: { a: 1 } } } };
  const options = optionsFor(server);
  const gbs = Array.from({ length: 3 }, () => new own.GrowthBook(options));
  for (const gb of gbs) await gb.init();
  const [first, second, third] = gbs.map((gb) => gb.getFeatureValue('json', null));
  assert.deepEqual(first, { a: 1 });
  assert.equal(first, second);
  assert.equal(second, third);
});

ours('saved groups of the options stay, where the server has none', async (server) => {
  server.body = { features: { flag: { defaultValue: 0, rules: [{ condition: { id: { $inGroup: 'g' } }, force: 1 }] } } };
  const gb = new own.GrowthBook(optionsFor(server, { attributes: { id: '1' }, savedGroups: { g: ['1'] } }));
  await gb.init();
  assert.equal(gb.getFeatureValue('flag', null), 1);
});

ours('the wrong key: init tells, and the payload that was there stays', async (server) => {
  server.body = { features: {}, encryptedFeatures: 'junk' };
  const gb = new own.GrowthBook(optionsFor(server, { decryptionKey: 'k', log: () => {} }));
  await gb.setPayload(payload('old'));
  const { error, ...rest } = await gb.init();
  assert.deepEqual(rest, { success: false, status: false, source: 'error' });
  assert.equal(error.message, 'Failed to decrypt');
  assert.equal(gb.getFeatureValue('flag', null), 'old');
});

ours('loadFeatures, the old name', async (server) => {
  server.body = payload('v1');
  const gb = new own.GrowthBook(optionsFor(server));
  assert.equal(await gb.loadFeatures(), undefined);
  assert.equal(gb.getFeatureValue('flag', null), 'v1');
});

both('what a later download does not have stays', async (sdk, server) => {
  const features = { a: { defaultValue: 0, rules: [{ condition: { id: { $inGroup: 'g' } }, force: 1 }] } };
  server.body = { features, savedGroups: { g: ['1'] }, dateUpdated: '2026-01-01T00:00:00Z' };
  const gb = new sdk.GrowthBook({ ...optionsFor(server), attributes: { id: '1' } });
  await gb.init({ timeout: 5000 });
  const client = new sdk.GrowthBookClient(optionsFor(server));
  await client.init({ timeout: 5000 });
  const seen = () => [gb.getFeatureValue('a', null), Object.keys(gb.getFeatures()), client.getFeatureValue('a', null, { attributes: { id: '1' } })];
  assert.deepEqual(seen(), [1, ['a'], 1]);
  const downloads = async (body) => {
    server.body = body;
    await gb.refreshFeatures({ skipCache: true });
    await client.refreshFeatures({ skipCache: true });
    return seen();
  };
  const changed = { a: { ...features.a, defaultValue: 5 }, b: { defaultValue: 2 } };
  assert.deepEqual(await downloads({ features: changed, dateUpdated: '2026-01-02T00:00:00Z' }), [1, ['a', 'b'], 1]);
  assert.deepEqual(await downloads({ experiments: [], dateUpdated: '2026-01-03T00:00:00Z' }), [1, ['a', 'b'], 1]);
  assert.deepEqual(await downloads({ savedGroups: { g: [] }, dateUpdated: '2026-01-04T00:00:00Z' }), [5, ['a', 'b'], 5]);
  assert.deepEqual(await downloads({ features, savedGroups: { g: ['1'] }, dateUpdated: '2026-01-05T00:00:00Z' }), [1, ['a'], 1]);
});
