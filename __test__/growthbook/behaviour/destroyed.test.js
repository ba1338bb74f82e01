'use strict';

// What is destroyed stays so, whatever is still under way.

const assert = require('node:assert/strict');
const test = require('node:test');
const { HANG_GUARD_MS, begin } = require('../network/support.js');
const { own, quietly, official } = require('../support/sdk');

const payload = (value) => ({ status: 200, features: { flag: { defaultValue: value } } });
const UNKNOWN = { value: null, on: false, off: true, source: 'unknownFeature', ruleId: '' };

let keys = 0;
const optionsFor = (server) => ({ apiHost: server.url, clientKey: `sdk-${(keys += 1)}`, log: () => {} });

/** Time enough for a stream to be opened, or for several polls. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 150));

/** A test for instances and for clients, with a server that answers when it is told to. */
function each(name, body) {
  for (const kind of ['GrowthBook', 'GrowthBookClient']) {
    test(`${name} (${kind})`, { timeout: HANG_GUARD_MS }, async (t) => {
      const server = await begin(t);
      server.headers = { 'x-sse-support': 'enabled' };
      await body(own[kind], server);
    });
  }
}

/** Holds the next answer of a server back. */
function heldBack(server, body) {
  const held = { answer: () => assert.fail('nobody has asked') };
  const asked = new Promise((resolve) => {
    server.answers.push((_req, res) => {
      held.answer = () => server.send(res, body);
      resolve();
    });
  });
  return { asked, answer: () => held.answer() };
}

for (const [how, follow] of [['streaming', { streaming: true }], ['polling', { pollingInterval: 20 }]]) {
  each(`destroyed while init waits for the network: no ${how}`, async (Kind, server) => {
    const { answer, asked } = heldBack(server, payload('late'));
    const gb = new Kind(optionsFor(server));
    const waiting = gb.init(follow);
    await asked;
    gb.destroy();
    answer();
    assert.equal((await waiting).success, false);
    await aWhile();
    assert.deepEqual([server.connects, server.fetches], [0, 1]);
    assert.deepEqual(gb.evalFeature('flag', {}), UNKNOWN);
    assert.deepEqual(gb.getFeatures(), {});
  });

  each(`destroyed while init takes its payload: no ${how}`, async (Kind, server) => {
    const gb = new Kind(optionsFor(server));
    const waiting = gb.init({ payload: payload('given'), ...follow });
    gb.destroy();
    await waiting;
    await aWhile();
    assert.equal(server.requests.length, 0);
  });

  each(`initialised once destroyed: no ${how}`, async (Kind, server) => {
    const gb = new Kind(optionsFor(server));
    gb.destroy();
    assert.equal((await gb.init(follow)).success, false);
    assert.equal((await gb.init({ payload: payload('given'), ...follow })).success, false);
    assert.equal(gb.initSync({ payload: payload('given'), ...follow }), gb);
    await gb.refreshFeatures();
    await aWhile();
    assert.equal(server.requests.length, 0);
    assert.deepEqual(gb.evalFeature('flag', {}), UNKNOWN);
  });
}

each('destroyed while a download is refreshed: what it knew is all it knows', async (Kind, server) => {
  const gb = new Kind(optionsFor(server));
  await gb.setPayload(payload('before'));
  const { answer, asked } = heldBack(server, payload('late'));
  const refreshing = gb.refreshFeatures();
  await asked;
  gb.destroy();
  answer();
  await refreshing;
  // Like with the official package, an instance goes on with what it has, and a client knows no features.
  assert.equal(gb.evalFeature('flag', {}).value, Kind === own.GrowthBookClient ? null : 'before');
});

test('a payload that the application sets is taken all the same, as by the official package', async () => {
  for (const kind of ['GrowthBook', 'GrowthBookClient']) {
    const [expected, actual] = await Promise.all(
      [official, own].map(async (sdk) => {
        const gb = new sdk[kind]();
        gb.destroy();
        await quietly(() => gb.setPayload(payload('set')));
        return gb.evalFeature('flag', {}).value;
      }),
    );
    assert.equal(actual, expected);
  }
});
