'use strict';

const assert = require('node:assert/strict');
const cookieParser = require('cookie-parser');
const express = require('express');
const { until } = require('../../behaviour/support/fixtures');
const { load } = require('../support/sdks');
const { startServer } = require('../support/server');
const { documentTest, startApp } = require('./covered');

const sdk = load();

const PAYLOAD = {
  features: {
    'new-signup-form': {
      defaultValue: false,
      rules: [{ key: 'signup', variations: [true, true], meta: [{ key: 'control' }, { key: 'treatment' }], hashVersion: 2 }],
    },
  },
};
const attributes = { id: '123' };

/** What the official package assigns this user to. */
const VARIATION = new (require('@growthbook/growthbook').GrowthBook)({ attributes }).initSync({ payload: PAYLOAD }).evalFeature('new-signup-form')
  .experimentResult.key;
const TRACKED = ['Experiment Viewed', { experimentId: 'signup', variationId: VARIATION }];

function recordedAnalytics() {
  const calls = [];
  return { calls, track: (...args) => calls.push(args) };
}

documentTest('trackingCallback', async (t, run) => {
  t.after(() => sdk.clearCache());
  const server = await startServer(t, PAYLOAD);
  const analytics = recordedAnalytics();
  const { result: gb } = await run({ host: server.url, scope: { analytics }, result: 'gb' });
  gb.setAttributes(attributes);
  await gb.init();
  assert.equal(gb.isOn('new-signup-form'), true);
  await until(() => analytics.calls.length);
  assert.deepEqual(analytics.calls, [TRACKED]);
});

documentTest('featureFlagExperiment', async (t, run) => {
  const calls = [];
  const trackingCallback = (experiment, result) => void calls.push([experiment.key, result.key, result.featureId]);
  const gb = new sdk.GrowthBook({ attributes, trackingCallback }).initSync({ payload: PAYLOAD });
  const { result } = await run({ scope: { gb }, result: 'newLogin' });
  assert.equal(result, true);
  await until(() => calls.length);
  assert.deepEqual(calls, [['signup', VARIATION, 'new-signup-form']]);
});

/** An instance without a tracking callback that has put its user into an experiment. */
function exposed() {
  const gb = new sdk.GrowthBook({ attributes }).initSync({ payload: PAYLOAD });
  gb.isOn('new-signup-form');
  return gb;
}

documentTest('getDeferred', async (t, run) => {
  const { result: tracks } = await run({ scope: { gb: exposed() }, result: 'tracks' });
  assert.equal(tracks.length, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(tracks)), tracks, 'serializable');
  assert.deepEqual([tracks[0].experiment.key, tracks[0].result.key], ['signup', VARIATION]);
});

documentTest('fireDeferred', async (t, run) => {
  const tracks = JSON.parse(JSON.stringify(exposed().getDeferredTrackingCalls()));
  const calls = [];
  const gb = new sdk.GrowthBook({ trackingCallback: (experiment, result) => void calls.push([experiment.key, result.key]) });
  await run({ scope: { gb, tracks } });
  await until(() => calls.length);
  assert.deepEqual(calls, [['signup', VARIATION]]);
  gb.setDeferredTrackingCalls(tracks);
  await new Promise(setImmediate);
  assert.equal(calls.length, 1, 'importing does not fire them');
});

documentTest('standaloneTracker', async (t, run) => {
  const analytics = recordedAnalytics();
  await run({ scope: { tracks: JSON.parse(JSON.stringify(exposed().getDeferredTrackingCalls())), analytics } });
  assert.deepEqual(analytics.calls, [TRACKED]);
});

documentTest('expressSticky', async (t, run) => {
  t.after(() => sdk.clearCache());
  const server = await startServer(t, PAYLOAD);
  const app = express();
  app.use(cookieParser());
  // The middleware of the document is only made, not initialised, and goes on to nobody.
  const waiting = { use: (handler) => app.use((req, res, next) => (handler(req, res), void initialise(req).then(() => next()))) };
  const initialise = async ({ growthbook, query }) => {
    await growthbook.setAttributes({ id: query.id });
    return growthbook.init();
  };
  await run({ host: server.url, scope: { app: waiting } });
  app.get('/', (req, res) => void res.json(req.growthbook.evalFeature('new-signup-form').experimentResult));
  const url = await startApp(t, app);
  const ask = async (cookie) => {
    const response = await fetch(`${url}?id=123`, { headers: cookie ? { cookie } : {} });
    return { result: await response.json(), cookies: response.headers.getSetCookie() };
  };
  const first = await ask();
  assert.deepEqual([first.result.key, first.result.stickyBucketUsed], [VARIATION, false]);
  assert.equal(first.cookies.length, 1);
  const second = await ask(first.cookies[0].split(';')[0]);
  assert.deepEqual([second.result.key, second.result.stickyBucketUsed], [VARIATION, true]);
  assert.deepEqual(second.cookies, [], 'nothing new to be kept');
}, { officially: 'it cannot read the cookies that it writes' });

documentTest('typeInference', async (t, run) => {
  const features = { 'font-size': { defaultValue: 12 }, 'button-color': { defaultValue: 'red' } };
  const gb = new sdk.GrowthBook({ attributes, features });
  const { lines, result } = await run({ scope: { gb }, result: '[color, result.value]' });
  assert.deepEqual(lines, [[12]]);
  assert.equal(result[0], 'red');
  assert.ok(['blue', 'green'].includes(result[1]));
});

documentTest('strictTyping', async (t, run) => {
  const { result } = await run({ result: 'gb' });
  assert.equal(result.isOn('newForm'), false);
});

documentTest('strictlyTyped', async (t, run) => {
  const { lines } = await run();
  assert.deepEqual(lines, [[null]], 'no definitions, no value');
});
