'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { both, own, same, settled } = require('../support/sdk');
const { keys, payload } = require('../support/payload');

function recorder(prefix, names) {
  const events = [];
  return { events, options: Object.fromEntries(names.map((name) => [name, (...args) => void events.push([prefix, name, ...args])])) };
}

same('a new client', ({ GrowthBookClient }) => {
  const client = new GrowthBookClient();
  return [client.getPayload(), client.getDecryptedPayload(), client.getFeatures(), client.getGlobalAttributes(), client.getApiHosts(), client.getClientKey(), client.ready, client.debug, client.isDestroyed(), client.evalFeature('x', {})];
});

same('each call is for its own user', ({ GrowthBookClient }) => {
  const client = new GrowthBookClient().initSync({ payload: payload() });
  const users = [{ attributes: { id: '1', country: 'US' } }, { attributes: { id: '2' } }, {}, { attributes: { id: '3' }, enabled: false }, { attributes: { id: '4' }, qaMode: true }];
  return users.flatMap((user) => keys.flatMap((key) => [client.evalFeature(key, user), client.isOn(key, user), client.isOff(key, user), client.getFeatureValue(key, 'x', user)]));
});

same('what is common comes first, what is of the user wins', ({ GrowthBookClient }) => {
  const client = new GrowthBookClient({
    globalAttributes: { country: 'US', id: 'common' },
    forcedVariations: { 'exp-1': 1, hold: 1 },
    forcedFeatureValues: new Map([['text', 'global'], ['zero', 5]]),
  }).initSync({ payload: payload() });
  const user = { attributes: { id: '1' }, forcedVariations: { 'exp-1': 0 }, forcedFeatureValues: new Map([['text', 'own']]) };
  const seen = [client.getGlobalAttributes(), ...keys.map((key) => client.evalFeature(key, user)), ...keys.map((key) => client.evalFeature(key, {}))];
  client.setGlobalAttributes({ country: 'CA' });
  return [...seen, client.evalFeature('forced', user), client.evalFeature('forced', { attributes: { country: 'CA' }, attributeOverrides: { country: 'US' } })];
});

same('callbacks: the client first, then the user, every time', ({ GrowthBookClient }) => {
  const global = recorder('client', ['trackingCallback', 'onFeatureUsage', 'eventLogger']);
  const client = new GrowthBookClient({ ...global.options, globalAttributes: { g: 1 } }).initSync({ payload: payload() });
  const own = recorder('user', ['trackingCallback', 'onFeatureUsage']);
  own.events = global.events;
  const user = {
    attributes: { id: '1', country: 'US' },
    url: 'http://a/',
    trackingCallback: (...args) => void global.events.push(['user', ...args]),
    onFeatureUsage: (...args) => void global.events.push(['user usage', ...args]),
  };
  for (const key of [...keys, ...keys]) client.evalFeature(key, user);
  client.runInlineExperiment({ key: 'inline', variations: [1, 2] }, user);
  client.logEvent('custom', { a: 1 }, user);
  client.setTrackingCallback((...args) => void global.events.push(['other', ...args]));
  client.setFeatureUsageCallback((...args) => void global.events.push(['other usage', ...args]));
  client.setEventLogger((...args) => void global.events.push(['other logger', ...args]));
  client.isOn('experiment', user);
  return [...global.events, Object.keys(user)];
});

same('a scoped instance tells once, and notes it in the context', ({ GrowthBookClient }) => {
  const { events, options } = recorder('client', ['trackingCallback', 'onFeatureUsage', 'eventLogger']);
  const client = new GrowthBookClient(options).initSync({ payload: payload() });
  const context = {
    attributes: { id: '1', country: 'US' },
    enableDevMode: true,
    trackingCallback: (...args) => void events.push(['user', ...args]),
    onFeatureUsage: (...args) => void events.push(['user usage', ...args]),
  };
  const scoped = client.createScopedInstance(context);
  const unsubscribe = scoped._subscribeExperimentViewed((...args) => events.push(['viewed', ...args]));
  for (const key of [...keys, ...keys]) scoped.evalFeature(key);
  scoped.runInlineExperiment({ key: 'inline', variations: [1, 2] });
  scoped.runInlineExperiment({ key: 'inline', variations: [1, 2] });
  unsubscribe();
  scoped.updateAttributes({ id: '9' });
  scoped.isOn('experiment');
  scoped.logEvent('custom');
  const { devLogs, ...rest } = scoped.getUserContext();
  return [scoped.getUserContext() === context, rest, devLogs.map(({ timestamp, ...entry }) => [typeof timestamp, entry]), scoped.logs === devLogs, ...events];
});

same('a context whose set is emptied is tracked again', ({ GrowthBookClient }) => {
  const { events, options } = recorder('client', ['trackingCallback']);
  const client = new GrowthBookClient(options).initSync({ payload: payload() });
  const context = { attributes: { id: '1' } };
  const scoped = client.createScopedInstance(context);
  scoped.isOn('experiment');
  scoped.isOn('experiment');
  context.trackedExperiments.clear();
  scoped.isOn('experiment');
  return events;
});

same('a scoped instance changes its user', async ({ GrowthBookClient }) => {
  const client = new GrowthBookClient({ clientKey: 'k' }).initSync({ payload: payload() });
  const scoped = client.createScopedInstance({ attributes: { id: '1' }, url: 'http://a/' });
  const all = () => keys.map((key) => scoped.getFeatureValue(key, 'fallback'));
  const seen = [all()];
  scoped.updateAttributes({ country: 'US' });
  seen.push(all());
  scoped.setAttributeOverrides({ country: 'CA' });
  seen.push(all());
  scoped.setURL('http://a/?exp-1=0');
  seen.push(scoped.evalFeature('experiment'));
  await scoped.setForcedVariations({ 'exp-1': 2 });
  seen.push(scoped.evalFeature('experiment'));
  scoped.setForcedFeatures(new Map([['text', 'forced']]));
  seen.push(all(), scoped.isOff('text'), scoped.isOn('text'));
  // What was used is noted only where somebody wants to know.
  const { devLogs, trackedFeatureUsage, ...context } = scoped.getUserContext();
  return [...seen, context, devLogs.length, typeof trackedFeatureUsage, scoped.getApiInfo(), scoped.getClientKey(), scoped.inDevMode(), scoped.getDecryptedPayload()];
});

same('a scoped instance sees a new payload', async ({ GrowthBookClient }) => {
  const client = new GrowthBookClient().initSync({ payload: payload() });
  const scoped = client.createScopedInstance({ attributes: { id: '1' } });
  const seen = [scoped.getFeatureValue('text', null)];
  await client.setPayload({ features: { text: { defaultValue: 'red' } } });
  return [...seen, scoped.getFeatureValue('text', null), scoped.getFeatureValue('json', null)];
});

same('a destroyed client knows no features', ({ GrowthBookClient }) => {
  const { events, options } = recorder('client', ['eventLogger']);
  const client = new GrowthBookClient(options).initSync({ payload: payload() });
  const scoped = client.createScopedInstance({ attributes: { id: '1' } });
  client.destroy();
  client.logEvent('late', {}, {});
  return [client.isDestroyed(), client.evalFeature('text', {}), scoped.evalFeature('text'), events.length];
});

same('sticky buckets', async ({ GrowthBookClient, StickyBucketService }) => {
  const calls = [];
  const docs = {};
  class Notes extends StickyBucketService {
    async getAssignments(name, value) {
      calls.push(['get', name, value]);
      return docs[this.getKey(name, value)] ?? null;
    }
    async saveAssignments(doc) {
      calls.push(['save', doc]);
      docs[this.getKey(doc.attributeName, doc.attributeValue)] = doc;
    }
  }
  const client = new GrowthBookClient().initSync({ payload: payload() });
  const seen = [];
  for (let round = 0; round < 2; round++) {
    const partial = { attributes: { id: '1' } };
    const context = await client.applyStickyBuckets(partial, new Notes());
    seen.push(context === partial, client.evalFeature('experiment', context), client.isOn('experiment', context));
    await settled();
    const { saveStickyBucketAssignmentDoc, ...rest } = context;
    seen.push(rest, typeof saveStickyBucketAssignmentDoc);
    await client.setPayload({ features: { experiment: { rules: [{ ...payload().features.experiment.rules[0], weights: [1, 0, 0] }] } } });
  }
  return [...seen, calls];
});

test('a sticky service of a client that fails is told of', async () => {
  const said = [];
  class Fails extends own.StickyBucketService {
    async getAssignments() {
      throw new Error('no connection');
    }
    async saveAssignments() {
      throw new Error('no connection');
    }
  }
  const client = new own.GrowthBookClient({ log: (message) => said.push(message) }).initSync({ payload: payload() });
  const context = await client.applyStickyBuckets({ attributes: { id: '1' } }, new Fails());
  assert.equal(client.evalFeature('experiment', context).source, 'experiment');
  await settled();
  assert.deepEqual(said, ['Loading sticky buckets failed', 'Saving sticky buckets failed']);
});

both('the old name', ({ GrowthBookClient, GrowthBookMultiUser }) => {
  assert.equal(GrowthBookMultiUser, GrowthBookClient);
});

test('a call without a user is for nobody', () => {
  const client = new own.GrowthBookClient().initSync({ payload: payload() });
  assert.equal(client.getFeatureValue('text', null), 'blue');
  assert.equal(client.evalFeature('experiment').source, 'defaultValue');
  assert.equal(client.createScopedInstance().isOn('text'), true);
});
