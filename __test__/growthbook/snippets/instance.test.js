'use strict';

const assert = require('node:assert/strict');
const crypto = require('node:crypto');
const { until } = require('../../behaviour/support/fixtures');
const { load, loadOfficial } = require('../support/sdks');
const { startServer } = require('../support/server');
const { documentTest } = require('./covered');

const sdk = load();
const official = loadOfficial();

/** An instance that keeps the results of what is run. */
function recorded(package_, options) {
  const results = [];
  class Recorded extends package_.GrowthBook {
    run(experiment) {
      const result = super.run(experiment);
      results.push(result);
      return result;
    }
  }
  return { gb: new Recorded(options), results };
}

/**
 * Runs the block for many users, with this package and with the official one, which must give the same.
 *
 * @param {any} run
 * @param {(id: string) => any} [attributesOf]
 * @returns {Promise<any[][]>} for each user the results
 */
async function runForMany(run, attributesOf = (id) => ({ id })) {
  const all = [];
  for (let i = 0; i < 300; i += 1) {
    const attributes = attributesOf(String(i));
    const ours = recorded(sdk, { attributes });
    const theirs = recorded(official, { attributes });
    await run({ scope: { gb: ours.gb } });
    await run({ scope: { gb: theirs.gb } });
    assert.deepEqual(ours.results, theirs.results);
    all.push(ours.results);
  }
  return all;
}

/** The share of users with some result. */
const share = (all, has) => all.filter(has).length / all.length;
const isNear = (actual, expected) => assert.ok(Math.abs(actual - expected) < 0.1, `${actual}, not ${expected}`);

documentTest('attributes', async (t, run) => {
  const { instances } = await run();
  assert.deepEqual(instances[0].getAttributes(), {
    id: '123', loggedIn: true, deviceId: 'abc123def456', company: 'acme', paid: false, url: '/pricing', browser: 'chrome', mobile: false, country: 'US',
  });
});

documentTest('updatingAttributes', async (t, run) => {
  const features = { f: { rules: [{ condition: { url: '/new-page', id: '1' }, force: true }] } };
  const gb = new sdk.GrowthBook({ attributes: { id: '1', url: '/old' }, features });
  assert.equal(gb.isOn('f'), false);
  await run({ scope: { gb } });
  assert.equal(gb.isOn('f'), true);
  assert.deepEqual(gb.getAttributes(), { id: '1', url: '/new-page' });
});

documentTest('secureAttributes', async (t, run) => {
  t.after(() => sdk.clearCache());
  const sha256 = (text) => crypto.createHash('sha256').update(text).digest('hex');
  const on = (condition) => ({ defaultValue: false, rules: [{ condition, force: true }] });
  const server = await startServer(t, {
    features: {
      email: on({ email: { $in: [sha256('f09jq3fijme@example.com')] } }),
      tags: on({ tags: { $elemMatch: { $eq: sha256('f09jq3fijb') } } }),
      plain: on({ email: 'me@example.com' }),
    },
  });
  const gb = new sdk.GrowthBook({ apiHost: server.url, clientKey: 'sdk-secure' });
  await run({ scope: { gb, crypto, user: { id: '1', email: 'me@example.com', tags: ['a', 'b'] } } });
  assert.deepEqual(['email', 'tags', 'plain'].map((key) => gb.isOn(key)), [true, true, false]);
});

documentTest('featureUsage', async (t, run) => {
  const { instances, lines } = await run();
  const [gb] = instances;
  await gb.setPayload({ features: { f: { defaultValue: 'blue' } } });
  gb.getFeatureValue('f', '');
  gb.isOn('f');
  await until(() => lines.length);
  assert.deepEqual(lines, [['feature', 'f', 'has value', 'blue']], 'the first time only');
  await gb.setPayload({ features: { f: { defaultValue: 'green' } } });
  gb.isOn('f');
  await until(() => lines.length === 2);
  assert.deepEqual(lines[1], ['feature', 'f', 'has value', 'green']);
});

documentTest('evalFeature', async (t, run) => {
  const rules = [{ id: 'rule-1', key: 'exp', variations: ['a', 'b'], hashVersion: 2 }];
  const cases = [
    [{}, ['unknownFeature']],
    [{ 'my-feature': { defaultValue: 1 } }, ['defaultValue']],
    [{ 'my-feature': { rules: [{ id: 'rule-0', force: 1 }] } }, ['force']],
    [{ 'my-feature': { rules } }, ['experiment']],
  ];
  for (const [features, [source]] of cases) {
    const attributes = { id: '1' };
    const { lines } = await run({ scope: { gb: new sdk.GrowthBook({ attributes, features }) } });
    const expected = new official.GrowthBook({ attributes, features }).evalFeature('my-feature');
    assert.equal(lines[1][0], source);
    assert.deepEqual(lines, ['value', 'source', 'ruleId', 'experiment', 'experimentResult'].map((name) => [expected[name]]));
  }
  const gb = new sdk.GrowthBook({ forcedFeatureValues: new Map([['my-feature', 5]]) });
  assert.equal((await run({ scope: { gb } })).lines[1][0], 'override');
});

documentTest('inlineExperiment', async (t, run) => {
  const all = await runForMany(run);
  for (const value of ['red', 'blue', 'green']) isNear(share(all, ([result]) => result.inExperiment && result.value === value), 1 / 3);
});

documentTest('trafficSplit', async (t, run) => {
  const all = await runForMany(run);
  isNear(share(all, ([result]) => result.inExperiment), 0.1);
  assert.ok(all.every(([weights, ranges]) => weights.inExperiment === ranges.inExperiment && weights.variationId === ranges.variationId), 'identical');
});

documentTest('hashing', async (t, run) => {
  const all = await runForMany(run, (id) => ({ id: 'same', device_id: id }));
  isNear(share(all, ([{ value }]) => value === 'A'), 0.5);
  assert.ok(all.every(([{ hashAttribute, hashValue }], i) => hashAttribute === 'device_id' && hashValue === String(i)));
});

documentTest('metaInfo', async (t, run) => {
  const calls = [];
  const options = { attributes: { id: '1' }, trackingCallback: (experiment, result) => void calls.push([experiment, result]) };
  await run({ scope: { gb: new sdk.GrowthBook(options) } });
  await until(() => calls.length);
  const [[experiment, result]] = calls;
  assert.deepEqual([experiment.name, experiment.phase], ['Results per Page', 'full-traffic']);
  assert.ok([['control', '10 Results per Page', 10], ['variation', '20 Results per Page', 20]].some(
    ([key, name, value]) => result.key === key && result.name === name && result.value === value,
  ));
});

documentTest('mutualExclusion', async (t, run) => {
  const all = await runForMany(run);
  isNear(share(all, ([first]) => first.inExperiment), 0.6);
  assert.ok(all.every(([first, second]) => first.inExperiment !== second.inExperiment), 'each user is in one of the two');
});

documentTest('holdout', async (t, run) => {
  const all = await runForMany(run);
  isNear(share(all, ([holdout]) => holdout.value), 0.1);
  assert.ok(all.every((results) => results.length === (results[0].value ? 1 : 2)));
});

documentTest('conditionAttributes', async (t, run) => {
  const { result: attributes } = await run({ result: 'printed' });
  assert.deepEqual(attributes, { id: '123', browser: { vendor: 'firefox', version: 94 }, country: 'CA' });
  const condition = { 'browser.vendor': 'firefox', country: { $in: ['US', 'CA', 'IN'] } };
  assert.equal(sdk.evalCondition(attributes, condition), true);
});

documentTest('condition', async (t, run) => {
  const attributes = (id) => ({ id, browser: { vendor: Number(id) % 3 ? 'firefox' : 'chrome', version: 94 }, country: Number(id) % 2 ? 'CA' : 'DE' });
  const all = await runForMany(run, attributes);
  assert.ok(all.every(([{ inExperiment }], id) => inExperiment === (id % 2 === 1 && id % 3 > 0)));
});

documentTest('returnValue', async (t, run) => {
  const { lines } = await run({ scope: { gb: new sdk.GrowthBook({ attributes: { id: '123' } }) } });
  const theirs = await run({ scope: { gb: new official.GrowthBook({ attributes: { id: '123' } }) } });
  assert.deepEqual(lines, theirs.lines);
  const [[inExperiment], [variationId], [value], [key], [name], [hashUsed], [hashAttribute], [hashValue]] = lines;
  assert.deepEqual([inExperiment, hashUsed, hashAttribute, hashValue], [true, true, 'id', '123']);
  assert.deepEqual([value, key, name], [['A', 'B'][variationId], String(variationId), undefined]);
});
