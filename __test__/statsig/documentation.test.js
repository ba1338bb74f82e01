'use strict';

// The code in docs/statsig.md and in the README's section on Statsig, word for word.

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { after, afterEach, before, test } = require('node:test');
const { startMockApi } = require('../../examples/statsig-express/mock-api.js');
const { loadFresh } = require('./support/fresh.js');
const { HANG_GUARD_MS, own } = require('./support/sdks.js');

const ROOT = path.resolve(__dirname, '../..');

const EVERYBODY = { type: 'public', targetValue: null, operator: null, field: null, additionalValues: {}, idType: 'userID' };

const spec = (name, entity, returnValue, more = {}) => ({
  name,
  type: entity === 'feature_gate' ? 'feature_gate' : 'dynamic_config',
  entity,
  salt: name,
  enabled: true,
  isActive: true,
  defaultValue: entity === 'feature_gate' ? false : {},
  idType: 'userID',
  rules: [{ name: 'r', id: 'r1', groupName: 'Test', salt: '', passPercentage: 100, returnValue, isExperimentGroup: entity === 'experiment', idType: 'userID', conditions: [EVERYBODY], ...more }],
});

const SPECS = {
  feature_gates: [spec('new_homepage', 'feature_gate', true)],
  dynamic_configs: [spec('product_details', 'dynamic_config', { price: 12 }), spec('promo_title', 'experiment', { title: 'Hello' })],
  layer_configs: [spec('promos', 'layer', { discount: 0.25 })],
  layers: {},
};

const USER = Object.freeze({ userID: 'user-1', country: 'US' });

/** The blocks of code under a heading, up to the next one. */
function blocksOf(file, heading) {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `${file} has no heading ${heading}`);
  return [...section.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
}

let api;
const covered = new Set();
const ended = [];

before(async () => {
  api = await startMockApi({ secretKey: 'secret-abc123', specs: SPECS, lists: { testers: ['user-1'] } });
});

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
  api.events.length = 0;
});

after(() => api.close());

/** The package with a state of its own, whose servers ask the stand-in. */
function connected() {
  const sdk = loadFresh(own);
  const { StatsigServer } = sdk;
  const withApi = (options) => ({ api: api.api, ...options });
  class Connected extends StatsigServer {
    constructor(key, options) {
      super(key, withApi(options));
    }
  }
  ended.push(() => sdk.shutdownAsync(1).catch(() => {}));
  return { ...sdk, StatsigServer: Connected, initialize: (key, options) => sdk.initialize(key, withApi(options)) };
}

/** The same when it is initialized already. */
async function ready(options) {
  const statsig = connected();
  await statsig.initialize('secret-abc123', options);
  return statsig;
}

/** Runs a block with these names around it. Gives what it declares of `declared`. */
function run(code, { statsig = connected(), ...names }, declared = []) {
  const body = `return (async () => {\n${code}\nreturn { ${declared.join(', ')} };\n})();`;
  const around = { require: (name) => (name === 'vexil/statsig' ? statsig : require(name)), statsig, user: USER, ...names };
  return new Function(...Object.keys(around), body)(...Object.values(around));
}

/** A test of all blocks under a heading; `check` gets them one by one. */
function section(file, heading, ...checks) {
  const blocks = blocksOf(file, heading);
  assert.equal(blocks.length, checks.length, `${file}, ${heading}: blocks without a check`);
  covered.add(`${file}, ${heading}`);
  for (const [index, code] of blocks.entries()) {
    test(`${file}, ${heading}, block ${index + 1}`, { timeout: HANG_GUARD_MS }, () => checks[index](code));
  }
}

const DOCS = 'docs/statsig.md';

const names = () => api.events.map(({ eventName }) => eventName.replace('statsig::', ''));

section('README.md', 'Statsig', async (code) => {
  const routes = new Map();
  const app = { get: (route, handler) => routes.set(route, handler) };
  const process = new EventEmitter();
  const statsig = connected();
  const sent = [];
  await run(code, { statsig, app, process, newPage: () => 'new', oldPage: () => 'old' });
  routes.get('/')({ user: { id: '1' } }, { send: (text) => sent.push(text) });
  assert.deepEqual(sent, ['new']);
  process.emit('SIGTERM');
  while (names().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(names(), ['gate_exposure']);
});

section(
  DOCS,
  'Quick start',
  async (code) => {
    const { success } = await run(code, {}, ['success']);
    assert.equal(success, true);
    assert.deepEqual(names(), ['gate_exposure', 'config_exposure', 'config_exposure', 'layer_exposure', 'purchase']);
    assert.ok(api.events.every(({ user }) => user.email === 'john@example.com' && user.statsigEnvironment.tier === 'production'));
  },
  async (code) => {
    await run(code, {});
    assert.deepEqual(names(), ['gate_exposure']);
  },
);

section(DOCS, 'Evaluating', async (code) => {
  const { evaluationDetails, ruleID, value } = await run(code, { statsig: await ready() }, ['evaluationDetails', 'ruleID', 'value']);
  assert.deepEqual([evaluationDetails.reason, ruleID, value], ['Network', 'r1', true]);
});

section(DOCS, 'Users', async (code) => {
  const { user } = await run(code, { request: { headers: { 'user-agent': 'curl' } } }, ['user']);
  const statsig = await ready();
  const before = structuredClone(user);
  assert.equal(statsig.checkGate(user, 'new_homepage'), true);
  assert.deepEqual(user, before);
  await statsig.flush(1_000);
  assert.equal(JSON.stringify(api.events).includes('salary'), false);
  assert.equal(JSON.stringify(statsig.getClientInitializeResponse(user)).includes('salary'), false);
});

section(
  DOCS,
  'Exposures',
  async (code) => {
    const statsig = await ready();
    await run(code, { statsig });
    await statsig.flush(1_000);
    assert.deepEqual(api.events.map(({ eventName, metadata }) => [eventName, metadata.isManualExposure]), [['statsig::gate_exposure', 'true'], ['statsig::layer_exposure', 'true']]);
  },
  async (code) => {
    const statsig = connected();
    const told = [];
    await run(code, { statsig, audit: (...what) => told.push(what) });
    statsig.checkGate(USER, 'new_homepage', { disableExposureLogging: true });
    statsig.getLayer(USER, 'promos').get('discount', 0);
    assert.deepEqual(told, [['new_homepage', true, 'user-1'], ['promos', 'discount', 'user-1']]);
  },
);

section(DOCS, 'Events and flushing', async (code) => {
  const process = new EventEmitter();
  const statsig = await ready();
  statsig.logEvent(USER, 'bought');
  await run(code, { statsig, process });
  process.emit('SIGTERM');
  while (names().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(names(), ['bought']);
});

section(DOCS, 'Overrides', async (code) => {
  const statsig = await ready();
  await run(code.replace(/^.*clearAll.*$/m, ''), { statsig });
  assert.equal(statsig.checkGate({ userID: 'user-2' }, 'new_homepage'), false);
  assert.equal(statsig.getFeatureGate(USER, 'new_homepage').evaluationDetails.reason, 'LocalOverride');
  assert.equal(statsig.getConfig(USER, 'product_details').get('price', 0), 5);
  assert.equal(statsig.getConfig({ userID: 'user-2' }, 'product_details').get('price', 0), 12);
  assert.equal(statsig.getLayer(USER, 'promos').get('discount', 0), 0.5);
  await run(code, { statsig });
  assert.equal(statsig.checkGate({ userID: 'user-2' }, 'new_homepage'), true);
});

section(DOCS, 'Data adapters', async (code) => {
  const stored = new Map();
  const redis = { get: async (key) => stored.get(key) ?? null, set: async (key, value) => void stored.set(key, value) };
  await run(code, { redis });
  assert.deepEqual([...stored.keys()].map((key) => key.split('|')[1]), ['/v1/download_config_specs', 'id_list::testers', '/v1/get_id_lists']);
  // Another process, for which the network is gone.
  const other = connected();
  const requests = api.counts.specs;
  const { dataAdapter } = await run(code.replace(/^await .*$/m, ''), { redis }, ['dataAdapter']);
  const { source, success } = await other.initialize('secret-abc123', { dataAdapter });
  assert.deepEqual({ source, success }, { source: 'DataAdapter', success: true });
  assert.equal(api.counts.specs, requests);
});

section(DOCS, 'Persistent assignments', async (code) => {
  const statsig = connected();
  const { store } = await run(code, { statsig }, ['store']);
  assert.deepEqual(Object.keys(store), ['user-1:userID']);
  assert.equal(store['user-1:userID'].promo_title.rule_id, 'r1');
  const kept = { promo_title: { ...store['user-1:userID'].promo_title, json_value: { title: 'Kept' } } };
  const experiment = statsig.getExperiment(USER, 'promo_title', { userPersistedValues: kept });
  assert.equal(experiment.get('title', ''), 'Kept');
  assert.equal(experiment.getEvaluationDetails().reason, 'Persisted');
  statsig.getExperiment(USER, 'promo_title');
  assert.deepEqual(store, { 'user-1:userID': {} });
});

section(DOCS, 'Client initialize responses', async (code) => {
  const { values } = await run(code, { statsig: await ready() }, ['values']);
  assert.equal(values.hash_used, 'djb2');
  assert.equal(Object.values(values.feature_gates)[0].value, true);
});

section(DOCS, 'Serverless and edge runtimes', async (code) => {
  const statsig = await ready({ disableRulesetsSync: true, disableIdListsSync: true });
  const before = { ...api.counts };
  await run(code, { statsig });
  assert.deepEqual([api.counts.withoutNews - before.withoutNews, api.counts.lookups - before.lookups], [1, 1]);
});

test('no block is left out', () => {
  const headings = [...readFileSync(path.join(ROOT, DOCS), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
  const withCode = headings.filter((heading) => blocksOf(DOCS, heading).length > 0);
  assert.deepEqual(withCode.filter((heading) => !covered.has(`${DOCS}, ${heading}`)), []);
});

test('every option is in the table', () => {
  const types = readFileSync(path.join(ROOT, 'lib/statsig/types/options.d.ts'), 'utf8');
  const [, declared] = /type ExplicitStatsigOptions = \{\n(.*?)^\};/ms.exec(types) ?? [];
  const options = [...declared.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  assert.ok(options.length > 20);
  const [, table] = readFileSync(path.join(ROOT, DOCS), 'utf8').split(/^## Options$/m);
  const rows = table.split(/^## /m)[0].split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) => [...row.split('|')[1].matchAll(/`(\w+)`/g)].map(([, name]) => name));
  assert.deepEqual(listed.sort(), options.sort());
});
