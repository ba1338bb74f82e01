'use strict';

const assert = require('node:assert/strict');
const { until } = require('../support/waiting');
const { documentTest } = require('./covered');

const exposuresOf = (events, name) => events.filter(({ eventName }) => eventName === `statsig::${name}_exposure`).map(({ metadata }) => metadata);

documentTest('initialize', async ({ api, sdk, run, takeEvents }) => {
  await run();
  assert.equal(sdk.checkGate({ userID: '1' }, 'new_homepage_design'), true);
  const [request] = api.seen('specs');
  assert.equal(request.url, '/v1/download_config_specs/secret-key.json');
  const [event] = await takeEvents();
  assert.deepEqual(event.user.statsigEnvironment, { tier: 'staging' });
});

documentTest('checkGate', async ({ run, takeEvents }) => {
  assert.equal(await run({ result: 'showNewDesign' }), true);
  const [{ gate, gateValue, ruleID }] = exposuresOf(await takeEvents(), 'gate');
  assert.deepEqual({ gate, gateValue, ruleID }, { gate: 'new_homepage_design', gateValue: 'true', ruleID: 'rule-1' });
});

documentTest('getConfig', async ({ run, takeEvents }) => {
  const found = await run({ result: '[itemName, price, shouldDiscount, config.value]' });
  assert.deepEqual(found, ['Awesome Product v2', 12.5, true, { product_name: 'Awesome Product v2', price: 12.5, discount: true }]);
  const [{ config, rulePassed }] = exposuresOf(await takeEvents(), 'config');
  assert.deepEqual({ config, rulePassed }, { config: 'awesome_product_details', rulePassed: 'true' });
});

documentTest('getLayer', async ({ run, takeEvents }) => {
  assert.deepEqual(await run({ result: '[promoTitle, discount]' }), ['Hello', 0.1]);
  const exposures = exposuresOf(await takeEvents(), 'layer');
  assert.deepEqual(exposures.map(({ config, parameterName }) => [config, parameterName]), [['user_promo_experiments', 'title']]);
});

documentTest('getExperiment', async ({ run, takeEvents }) => {
  assert.deepEqual(await run({ result: '[promoTitle, discount, titleExperiment.getGroupName()]' }), ['Hello', 0.25, 'Test']);
  assert.deepEqual(exposuresOf(await takeEvents(), 'config').map(({ config }) => config), ['new_user_promo_title', 'new_user_promo_price']);
});

documentTest('price', async ({ run }) => {
  assert.equal(await run({ scope: { msrp: 20 }, result: 'price' }), 15);
});

documentTest('logEvent', async ({ run, takeEvents }) => {
  await run();
  const { eventName, value, metadata, user } = (await takeEvents()).find((event) => event.eventName === 'add_to_cart');
  assert.deepEqual({ eventName, value, metadata }, { eventName: 'add_to_cart', value: 'SKU_12345', metadata: { price: '9.99', item_name: 'diet_coke_48_pack' } });
  assert.equal(user.userID, '12345');
});

documentTest('rulesUpdatedCallback', async ({ api, sdk, run }) => {
  // What the block shows is how the SDK calls a function of the host: it is called as the SDK has called it.
  const seen = [];
  await sdk.initialize('secret-key', { api: api.api, rulesUpdatedCallback: (...args) => void seen.push(args), disableDiagnostics: true });
  const [specsString, timeStamp] = seen[0];
  assert.deepEqual(JSON.parse(specsString), api.specs);
  assert.equal(timeStamp, api.specs.time);
  const again = [];
  await run({ scope: { options: { rulesUpdatedCallback: (...args) => again.push(args) }, specsString, timeStamp } });
  assert.deepEqual(again, [[specsString, timeStamp]]);
  // "used as is for bootstrapValues"
  const server = new sdk.StatsigServer('secret-key', { localMode: true, bootstrapValues: specsString });
  await server.initializeAsync();
  assert.equal(server.checkGate({ userID: '1' }, 'new_homepage_design'), true);
  server.shutdown();
});

documentTest('flush', async ({ api, run }) => {
  await run();
  await until(() => api.events.length > 0);
});

documentTest('bootstrap', async ({ run }) => {
  const rendered = [];
  await run({ scope: { render: (properties) => rendered.push(properties) } });
  const [{ initializeValues }] = rendered;
  assert.equal(initializeValues.has_updates, true);
  assert.equal(initializeValues.user.userID, '12345');
  const [gate] = Object.values(initializeValues.feature_gates);
  assert.equal(gate.value, true);
});

documentTest('overrides', async ({ sdk, run }) => {
  await run();
  const seen = (userID) => [
    sdk.checkGate({ userID }, 'a_gate_name'),
    sdk.getExperiment({ userID }, 'a_config_or_experiment_name').value,
    sdk.getLayer({ userID }, 'a_layer_name').get('key', ''),
  ];
  assert.deepEqual(seen('a_user_id'), [true, { key: 'value' }, 'value']);
  assert.deepEqual(seen('somebody'), [true, { key: 'from the server' }, 'from the server']);
  sdk.overrideGate('a_gate_name', false);
  assert.equal(sdk.checkGate({ userID: 'somebody' }, 'a_gate_name'), false);
});

documentTest('withoutExposure', async ({ run, takeEvents }) => {
  assert.equal(await run({ scope: { aUser: { userID: 'a' } }, result: 'result' }), true);
  assert.deepEqual(await takeEvents(), []);
});

documentTest('manualExposure', async ({ run, takeEvents }) => {
  await run({ scope: { aUser: { userID: 'a' } } });
  const [{ gate, isManualExposure }] = exposuresOf(await takeEvents(), 'gate');
  assert.deepEqual({ gate, isManualExposure }, { gate: 'a_gate_name', isManualExposure: 'true' });
});

documentTest('cloudflarePolling', async ({ api, sdk, run }) => {
  const env = { lastSyncTime: 0, syncInterval: 10_000 };
  await run({ scope: { env } });
  assert.ok(env.lastSyncTime > 0);
  const [first, second] = api.seen('specs');
  assert.ok(!first.url.includes('sinceTime'));
  assert.ok(second.url.endsWith(`?sinceTime=${api.specs.time}`));
  api.specs = { ...api.specs, time: api.specs.time + 1, feature_gates: [] };
  await sdk.syncConfigSpecs();
  assert.equal(sdk.checkGate({ userID: '1' }, 'new_homepage_design'), false);
  // Nothing is due.
  await run({ scope: { env } });
  assert.equal(api.seen('specs').length, 3);
});
