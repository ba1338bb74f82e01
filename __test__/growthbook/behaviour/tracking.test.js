'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { both, own, same, settled } = require('../support/sdk');
const { keys, payload } = require('../support/payload');

/** Options whose callbacks note what they are called with. */
function recorder(names = ['trackingCallback', 'onFeatureUsage', 'eventLogger']) {
  const events = [];
  return { events, options: Object.fromEntries(names.map((name) => [name, (...args) => void events.push([name, ...args])])) };
}

for (const names of [['trackingCallback'], ['onFeatureUsage'], ['eventLogger'], ['trackingCallback', 'onFeatureUsage', 'eventLogger'], []]) {
  same(`the order of calls with ${names.join(', ') || 'no callbacks'}`, ({ GrowthBook }) => {
    const { events, options } = recorder(names);
    const gb = new GrowthBook({ ...options, attributes: { id: '1', country: 'US' }, url: 'http://a/' }).initSync({ payload: payload() });
    gb.subscribe((...args) => events.push(['subscription', ...args]));
    for (let round = 0; round < 2; round++) for (const key of keys) gb.evalFeature(key);
    for (const key of keys) gb.isOn(key);
    return [...events, gb.getAllResults()];
  });
}

same('isOn and getFeatureValue are told like evalFeature', ({ GrowthBook }) => {
  const { events, options } = recorder();
  const gb = new GrowthBook({ ...options, attributes: { id: '1', country: 'US' } }).initSync({ payload: payload() });
  for (const key of keys) gb.isOn(key);
  for (const key of keys) gb.getFeatureValue(key, 5);
  return events;
});

same('another user is tracked anew, the same one again is not', async ({ GrowthBook }) => {
  const { events, options } = recorder(['trackingCallback']);
  const gb = new GrowthBook({ ...options }).initSync({ payload: payload() });
  for (const id of ['1', '1', '2', '3', '1', 1, '']) {
    gb.setAttributes({ id });
    gb.isOn('experiment');
    gb.isOn('experiment');
  }
  await settled();
  return events;
});

same('a bandit tells another context', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1', country: 'US' } }).initSync({ payload: payload() });
  const seen = [gb.evalFeature('bandit')];
  gb.setAttributes({ id: '1', country: 'CA' });
  return [...seen, gb.evalFeature('bandit'), gb.getDeferredTrackingCalls(), gb.getAllResults()];
});

same('a usage callback hears of a feature again when its value changes', ({ GrowthBook }) => {
  const { events, options } = recorder(['onFeatureUsage']);
  const gb = new GrowthBook({ ...options, features: { f: { defaultValue: { a: 1 } } } });
  gb.isOn('f');
  gb.isOn('f');
  gb.setFeatures({ f: { defaultValue: { a: 1 } } });
  gb.isOn('f');
  gb.setFeatures({ f: { defaultValue: { a: 2 } } });
  gb.isOn('f');
  gb.isOn('g');
  gb.setFeatures({ g: { defaultValue: null } });
  gb.isOn('g');
  return events;
});

same('deferred calls: in order, once each, as JSON', async ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1', country: 'US' }, url: 'http://a/' }).initSync({ payload: payload() });
  for (const key of [...keys, ...keys]) gb.isOn(key);
  gb.run({ key: 'inline', variations: [1, 2] });
  const calls = gb.getDeferredTrackingCalls();
  const sent = JSON.parse(JSON.stringify(calls));
  const { events, options } = recorder(['trackingCallback']);
  const other = new GrowthBook({ ...options });
  other.setDeferredTrackingCalls([...sent, { experiment: { key: 'half' } }, { result: {} }]);
  const before = other.getDeferredTrackingCalls();
  await other.fireDeferredTrackingCalls();
  return [calls, before, events, other.getDeferredTrackingCalls()];
});

same('a callback that is set late gets the deferred calls, and no repetition', async ({ GrowthBook }) => {
  const events = [];
  const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: payload() });
  gb.isOn('experiment');
  gb.run({ key: 'inline', variations: [1, 2] });
  gb.setTrackingCallback((...args) => events.push(args));
  await settled();
  gb.isOn('experiment');
  gb.run({ key: 'inline', variations: [1, 2] });
  return events;
});

test('repetitions are not deferred once there is a callback', () => {
  const gb = new own.GrowthBook({ attributes: { id: '1' }, trackingCallback: () => {} }).initSync({ payload: payload() });
  gb.isOn('experiment');
  gb.isOn('experiment');
  assert.deepEqual(gb.getDeferredTrackingCalls(), []);
});

same('subscriptions hear of changes, also of users who are not included', ({ GrowthBook }) => {
  const events = [];
  const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: payload() });
  const unsubscribe = gb.subscribe((...args) => events.push(args));
  for (const key of keys) gb.isOn(key);
  for (const id of ['1', '2', '3', '4']) {
    gb.setAttributes({ id });
    gb.isOn('experiment');
    gb.run({ key: 'exp-1', variations: [0, 1] });
  }
  unsubscribe();
  gb.setAttributes({});
  gb.isOn('experiment');
  return events;
});

same('getAllResults has the last result of each experiment, and is a copy', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: payload() });
  for (const key of keys) gb.isOn(key);
  gb.setAttributes({ id: '5' });
  gb.isOn('experiment');
  gb.getAllResults().clear();
  return [gb.getAllResults()];
});

same('logEvent', async ({ GrowthBook }) => {
  const { events, options } = recorder(['eventLogger']);
  const gb = new GrowthBook({ ...options, attributes: { id: '1' }, url: 'u', enableDevMode: true });
  await gb.logEvent('a', { b: 1 });
  await gb.logEvent('c');
  const logs = gb.logs.map(({ timestamp, ...entry }) => [typeof timestamp, entry]);
  gb.destroy();
  await gb.logEvent('after');
  return [...events, logs];
});

same('logs for developers', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' }, enableDevMode: true }).initSync({ payload: payload() });
  for (const key of keys) gb.isOn(key);
  gb.run({ key: 'inline', variations: [1, 2] });
  return [gb.inDevMode(), ...gb.logs.map(({ timestamp, ...entry }) => [typeof timestamp, entry])];
});

both('what callbacks throw changes nothing', async ({ GrowthBook }) => {
  const fails = () => {
    throw new Error('a bug of the application');
  };
  const rejects = async () => fails();
  for (const callback of [fails, rejects]) {
    const gb = new GrowthBook({ attributes: { id: '1' }, trackingCallback: callback, onFeatureUsage: fails, eventLogger: callback });
    gb.subscribe(fails);
    await gb.setPayload(payload());
    assert.equal(gb.run({ key: 'inline', variations: [1, 2] }).inExperiment, true);
    assert.equal(gb.getFeatureValue('text', null), 'blue');
    gb.onDestroy(fails);
    gb.destroy();
    await settled();
  }
});

test('what callbacks throw is told', async () => {
  const said = [];
  const error = new Error('a bug of the application');
  const gb = new own.GrowthBook({
    attributes: { id: '1' },
    log: (...args) => said.push(args),
    trackingCallback: async () => {
      throw error;
    },
  });
  gb.run({ key: 'inline', variations: [1, 2] });
  await settled();
  assert.deepEqual(said, [['trackingCallback failed', { error }]]);
});

same('a destroyed instance still evaluates, and has forgotten what was', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' } }).initSync({ payload: payload() });
  const events = [];
  gb.subscribe((...args) => events.push(args));
  gb.onDestroy(() => events.push('destroyed'));
  gb.isOn('experiment');
  gb.destroy();
  const after = [gb.isDestroyed(), gb.getAllResults(), gb.getDeferredTrackingCalls(), gb.getPayload()];
  return [...events, ...after, gb.evalFeature('experiment'), gb.isOn('text'), events.length];
});

same('usage of prerequisites that are unknown, forced or in a circle', ({ GrowthBook }) => {
  const { events, options } = recorder();
  const gb = new GrowthBook({
    ...options,
    attributes: { id: '1' },
    forcedFeatureValues: new Map([['experiment', 'a']]),
  }).initSync({ payload: payload() });
  for (const key of ['orphan', 'child', 'circle', 'gated']) gb.isOn(key);
  gb.run({ key: 'inline', variations: [1, 2], parentConditions: [{ id: 'orphan', condition: { value: 'orphan' } }, { id: 'unknown', condition: { value: null } }] });
  return events;
});

const TWO_OF_ONE = {
  features: {
    one: { rules: [{ key: 'exp', variations: [true, true] }] },
    two: { rules: [{ key: 'exp', variations: ['x', 'y'] }] },
  },
};

same('of exposures that wait the last one counts', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: 'u1' } }).initSync({ payload: TWO_OF_ONE });
  gb.isOn('one');
  gb.isOn('two');
  const seen = [gb.getDeferredTrackingCalls()];
  for (let round = 0; round < 20; round++) gb.updateAttributes({ round }).then(() => gb.isOn('one'));
  gb.isOn('one');
  seen.push(gb.getDeferredTrackingCalls());
  gb.setDeferredTrackingCalls([]);
  gb.isOn('one');
  return [...seen, gb.getDeferredTrackingCalls()];
});

same('usage is told to subscriptions, the callback, and the logger, in this order', ({ GrowthBook }) => {
  const { events, options } = recorder();
  const gb = new GrowthBook({ ...options, attributes: { id: 'u1' } }).initSync({ payload: TWO_OF_ONE });
  gb._subscribeFeatureUsage((...args) => void events.push(['subscription', ...args]));
  for (let round = 0; round < 2; round++) gb.isOn('one');
  return events;
});

same('who destroys an instance while it tracks is tracked again', ({ GrowthBook }) => {
  const tracked = [];
  const trackingCallback = (experiment) => {
    tracked.push(experiment.key);
    gb.destroy();
  };
  const gb = new GrowthBook({ attributes: { id: 'u1' }, trackingCallback }).initSync({ payload: TWO_OF_ONE });
  gb.isOn('one');
  gb.setPayload(TWO_OF_ONE);
  gb.isOn('one');
  return tracked;
});

same('a context that remembers no usage has no subscriptions to it', ({ GrowthBookClient }) => {
  const client = new GrowthBookClient().initSync({ payload: TWO_OF_ONE });
  const told = [];
  for (const more of [{}, { trackedFeatureUsage: {} }]) {
    const featureUsageSubs = new Set([(...args) => void told.push(args)]);
    const context = { attributes: { id: 'u1' }, enableDevMode: true, devLogs: [], featureUsageSubs, ...more };
    for (let round = 0; round < 2; round++) client.isOn('one', context);
    told.push(context.devLogs.map(({ logType }) => logType));
  }
  return told;
});
