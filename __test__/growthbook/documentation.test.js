'use strict';

// The code in docs/growthbook.md and in the README's section on GrowthBook, word for word but for the address of the server.

const assert = require('node:assert/strict');
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { after, afterEach, before, test } = require('node:test');
const { startMockApi } = require('../../examples/growthbook-express/mock-api.js');
const { own: sdk } = require('./support/sdk.js');

const ROOT = path.resolve(__dirname, '../..');
const CLIENT_KEY = 'sdk-abc123';
const HANG_GUARD_MS = 60_000;

const FEATURES = {
  'my-feature': { defaultValue: false, rules: [{ id: 'r', condition: { id: 'user-1' }, force: true }] },
  'button-color': { defaultValue: 'green' },
  'new-page': { defaultValue: true },
  experiment: { rules: [{ key: 'test', variations: ['a', 'b'] }] },
};

/** What GrowthBook's documentation encrypts as an example. */
const ENCRYPTED =
  'vMSg2Bj/IurObDsWVmvkUg==.L6qtQkIzKDoE2Dix6IAKDcVel8PHUnzJ7JjmLjFZFQDqidRIoCxKmvxvUj2kTuHFTQ3/NJ3D6XhxhXXv2+dsXpw5woQf0eAgqrcxHrbtFORs18tRXRZza7zqgzwvcznx';

/** The blocks of code under a heading, up to the next one. */
function blocksOf(file, heading) {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const sections = text.split(/^#+ /m);
  const section = sections.find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `${file} has no heading ${heading}`);
  return [...section.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code]) => code);
}

let api;
const covered = new Set();

before(async () => {
  api = await startMockApi({ clientKey: CLIENT_KEY, payload: { features: FEATURES } });
});

afterEach(async () => {
  sdk.setPolyfills({ localStorage: undefined });
  await sdk.clearCache();
});

after(() => api.close());

/** Runs a block with these names around it. Gives what it declares of `declared`. */
function run(code, names, declared = []) {
  const text = code.replaceAll('https://cdn.growthbook.io', api.url);
  const body = `return (async () => {\n${text}\nreturn { ${declared.join(', ')} };\n})();`;
  // Blocks that follow another one do not repeat its first line.
  const { GrowthBook } = sdk;
  const around = { GrowthBook, require: (name) => (name === 'vexil/growthbook' ? sdk : require(name)), ...names };
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

/** A stand-in for Express. */
class App {
  middleware;
  handler;

  use(middleware) {
    this.middleware = middleware;
  }

  get(_path, handler) {
    this.handler = handler;
  }

  async request(user) {
    const req = { user, path: '/' };
    const listeners = [];
    const sent = [];
    const res = { on: (_event, listener) => listeners.push(listener), send: (text) => sent.push(text) };
    const error = await new Promise((next) => this.middleware(req, res, next));
    assert.equal(error, undefined);
    this.handler?.(req, res);
    return { gb: req.growthbook, sent, close: () => listeners.forEach((listener) => listener()) };
  }
}

const instance = (options) => new sdk.GrowthBook({ attributes: { id: 'user-1', country: 'US' }, ...options }).initSync({ payload: { features: FEATURES } });

section('README.md', 'GrowthBook', async (code) => {
  const app = new App();
  await run(code, { app, newPage: () => 'new', oldPage: () => 'old' });
  const { gb, sent, close } = await app.request({ id: '1' });
  assert.deepEqual(sent, ['new']);
  close();
  assert.equal(gb.isDestroyed(), true);
});

section('docs/growthbook.md', 'Quick start', async (code) => {
  const { gb } = await run(code, {}, ['gb']);
  assert.equal(gb.isOn('my-feature'), true);
  assert.equal(gb.getFeatureValue('button-color', 'blue'), 'green');
  assert.equal(gb.evalFeature('my-feature').source, 'force');
  assert.equal(gb.isDestroyed(), true);
});

section(
  'docs/growthbook.md',
  'An instance per request',
  async (code) => {
    const app = new App();
    const events = [];
    await run(code, { app, analytics: { track: (...event) => events.push(event) } });
    const { gb, close } = await app.request({ id: 'user-1' });
    const value = gb.getFeatureValue('experiment', '');
    assert.deepEqual(events, [['Experiment Viewed', { experimentId: 'test', variationId: value === 'a' ? '0' : '1' }]]);
    assert.equal(gb.isOn('my-feature'), true);
    close();
    assert.equal(gb.isDestroyed(), true);
  },
  async (code) => {
    const { gb, payload } = await run(code, {}, ['gb', 'payload']);
    assert.equal(gb.isOn('new-login'), true);
    assert.equal(gb.getPayload(), payload);
  },
);

section('docs/growthbook.md', 'One client, many users', async (code) => {
  const { client, scoped } = await run(code, {}, ['client', 'scoped']);
  assert.equal(client.isOn('my-feature', { attributes: { id: 'user-1' } }), true);
  assert.equal(client.isOn('my-feature', { attributes: { id: 'user-2' } }), false);
  assert.equal(scoped.getFeatureValue('button-color', 'blue'), 'green');
  client.destroy();
});

section(
  'docs/growthbook.md',
  'Caching',
  (code) => run(code, {}),
  async (code) => {
    const stored = new Map();
    await run(code, { redis: { get: async (key) => stored.get(key) ?? null, set: async (key, text) => stored.set(key, text) } });
    const gb = new sdk.GrowthBook({ apiHost: api.url, clientKey: CLIENT_KEY });
    await gb.init();
    const [[key, { data }]] = JSON.parse(stored.get('gbFeaturesCache'));
    assert.equal(key, `${api.url}||${CLIENT_KEY}`);
    assert.deepEqual(data.features, FEATURES);
  },
);

section('docs/growthbook.md', 'Encrypted payloads', async (code) => {
  api.publish({ features: {}, encryptedFeatures: ENCRYPTED });
  const { gb } = await run(code, {}, ['gb']);
  assert.deepEqual(gb.getFeatures(), { testfeature1: { defaultValue: true, rules: [{ condition: { id: '1234' }, force: false }] } });
  api.publish({ features: FEATURES });
});

section('docs/growthbook.md', 'Secure attributes', async (code) => {
  const gb = instance();
  await run(code, { gb, user: { id: '7', email: 'a@b.example', tags: ['x'] } });
  const hash = (text) => createHash('sha256').update(`f09jq3fij${text}`).digest('hex');
  assert.deepEqual(gb.getAttributes(), { id: '7', loggedIn: true, email: hash('a@b.example'), tags: [hash('x')] });
});

section(
  'docs/growthbook.md',
  'Experiments',
  async (code) => {
    const { inExperiment, value, variationId } = await run(code, { gb: instance() }, ['inExperiment', 'value', 'variationId']);
    assert.deepEqual({ inExperiment, value }, { inExperiment: true, value: [10, 20][variationId] });
  },
  async (code) => {
    const gb = instance();
    gb.isOn('experiment');
    const { tracks } = await run(code, { gb }, ['tracks']);
    assert.deepEqual(JSON.parse(JSON.stringify(tracks)), tracks);
    assert.deepEqual(Object.keys(tracks[0]).sort(), ['experiment', 'result', 'user']);
  },
);

section('docs/growthbook.md', 'Sticky buckets', async (code) => {
  const store = new Map();
  const names = { store, req: { cookies: {} }, res: {}, redis: { mget: async () => [] } };
  const { MyStickyBuckets } = await run(code, names, ['MyStickyBuckets']);
  const features = { f: { rules: [{ key: 'test', variations: ['a', 'b'], meta: [{ key: 'x' }, { key: 'y' }] }] } };
  const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new MyStickyBuckets() });
  await gb.init({ payload: { features } });
  const { key } = gb.evalFeature('f').experimentResult;
  assert.deepEqual(store.get('id||1'), { attributeName: 'id', attributeValue: '1', assignments: { test__0: key } });
});

test('no block is left out', () => {
  for (const file of ['docs/growthbook.md']) {
    const headings = [...readFileSync(path.join(ROOT, file), 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
    const withCode = headings.filter((heading) => blocksOf(file, heading).length > 0);
    assert.deepEqual(withCode.filter((heading) => !covered.has(`${file}, ${heading}`)), []);
  }
});
