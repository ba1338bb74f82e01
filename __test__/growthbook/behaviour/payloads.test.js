'use strict';

const assert = require('node:assert/strict');
const { webcrypto } = require('node:crypto');
const test = require('node:test');
const { both, own, plain, same, settled } = require('../support/sdk');
const { payload } = require('../support/payload');

// The example of the official documentation: the key, and what it encrypts.
const KEY = 'Ns04T5n9+59rl2x3SlNHtQ==';
const ENCRYPTED =
  'vMSg2Bj/IurObDsWVmvkUg==.L6qtQkIzKDoE2Dix6IAKDcVel8PHUnzJ7JjmLjFZFQDqidRIoCxKmvxvUj2kTuHFTQ3/NJ3D6XhxhXXv2+dsXpw5woQf0eAgqrcxHrbtFORs18tRXRZza7zqgzwvcznx';
const DECRYPTED = { testfeature1: { defaultValue: true, rules: [{ condition: { id: '1234' }, force: false }] } };
const OTHER_KEY = 'Ms04T5n9+59rl2x3SlNHtQ==';

same('a new instance', ({ GrowthBook }) => {
  const gb = new GrowthBook();
  const getters = ['Attributes', 'Url', 'Features', 'Experiments', 'ForcedVariations', 'ForcedFeatures', 'StickyBucketAssignmentDocs'];
  getters.push('ClientKey', 'ApiInfo', 'ApiHosts', 'CacheKeyAttributes', 'CompletedChangeIds', 'RedirectUrl', 'Payload', 'DecryptedPayload');
  getters.push('AllResults', 'DeferredTrackingCalls');
  return [...getters.map((name) => [name, gb[`get${name}`]()]), gb.ready, gb.debug, gb.logs, gb.isRemoteEval(), gb.inDevMode(), gb.isDestroyed()];
});

same('hosts', ({ GrowthBook, GrowthBookClient }) => {
  const options = { apiHost: 'http://a.example///', clientKey: 'k', apiHostRequestHeaders: { a: 'b' }, streamingHostRequestHeaders: { c: 'd' } };
  return [GrowthBook, GrowthBookClient].flatMap((Sdk) => [
    new Sdk(options).getApiHosts(),
    new Sdk(options).getApiInfo(),
    new Sdk({ ...options, streamingHost: 'http://s.example/' }).getApiHosts(),
    new Sdk(options).getClientKey(),
  ]);
});

for (const [options, message] of [
  [{ remoteEval: true, decryptionKey: 'k' }, 'Encryption is not available for remoteEval'],
  [{ remoteEval: true }, 'Missing clientKey'],
  [{ remoteEval: true, clientKey: 'k', apiHost: 'https://cdn.growthbook.io' }, 'Cannot use remoteEval on GrowthBook Cloud'],
  [{ remoteEval: true, clientKey: 'k', apiHost: 'https://cdn.GrowthBook.io/' }, 'Cannot use remoteEval on GrowthBook Cloud'],
  [{ cacheKeyAttributes: ['id'] }, 'cacheKeyAttributes are only used for remoteEval'],
]) {
  both(`constructor error: ${message} (${Object.keys(options)})`, ({ GrowthBook }) => {
    assert.throws(() => new GrowthBook(options), { message });
  });
}

test('remote evaluation is said to be unsupported, and features are evaluated here', () => {
  const said = [];
  const options = { remoteEval: true, clientKey: 'k', apiHost: 'http://own.example', log: (message) => said.push(message) };
  const gb = new own.GrowthBook(options).initSync({ payload: payload() });
  assert.equal(gb.getFeatureValue('text', null), 'blue');
  assert.equal(gb.isRemoteEval(), true);
  assert.deepEqual(said, ['Remote evaluation is not supported: features are evaluated here']);
});

same('init with a payload', async ({ GrowthBook }) => {
  const given = { ...payload(), custom: 'kept' };
  const gb = new GrowthBook({ attributes: { id: '1' } });
  const { success, source, error } = await gb.init({ payload: given });
  return [{ success, source, error }, gb.ready, gb.getPayload() === given, gb.getDecryptedPayload(), gb.getFeatures() === given.features];
});

test('the result of init has `status`, too', async () => {
  assert.deepEqual(await new own.GrowthBook().init({ payload: payload() }), { success: true, status: true, source: 'init' });
});

both('without a client key there is nothing to load', async ({ GrowthBook, GrowthBookClient }) => {
  for (const Sdk of [GrowthBook, GrowthBookClient]) {
    await assert.rejects(new Sdk().init(), { message: 'Missing clientKey' });
    await assert.rejects(new Sdk().refreshFeatures(), { message: 'Missing clientKey' });
    const message = 'Must specify clientKey to enable streaming or polling';
    const sdk = new Sdk();
    await assert.rejects(sdk.init({ payload: payload(), streaming: true }), { message });
    assert.equal(sdk.getFeatureValue('text', null, {}), 'blue');
    await assert.rejects(new Sdk().init({ payload: payload(), pollingInterval: 1000 }), { message });
    assert.throws(() => new Sdk().initSync({ payload: payload(), streaming: true }), { message });
  }
  await assert.rejects(new GrowthBook().loadFeatures(), { message: 'Missing clientKey' });
});

same('parts that a payload does not have stay', async ({ GrowthBook }) => {
  const groups = { g: ['1'] };
  const features = { a: { defaultValue: 0, rules: [{ condition: { id: { $inGroup: 'g' } }, force: 1 }] } };
  const gb = new GrowthBook({ attributes: { id: '1' }, features, savedGroups: groups });
  const seen = [gb.ready, gb.isOn('a')];
  await gb.setPayload({});
  seen.push(gb.isOn('a'), gb.getFeatures());
  await gb.setPayload({ features: { ...features, b: { defaultValue: 1 } } });
  seen.push(gb.isOn('a'), gb.isOn('b'), gb.getPayload());
  await gb.setPayload({ savedGroups: {} });
  seen.push(gb.isOn('a'), gb.isOn('b'), gb.getPayload());
  await gb.setPayload({ features: null });
  return [...seen, gb.isOn('b'), gb.getFeatures()];
});

same('payloads that are none', async ({ GrowthBook }) => {
  const seen = [];
  for (const bad of [null, undefined, 5, 'text', []]) {
    const gb = new GrowthBook({ features: { a: { defaultValue: 1 } } });
    await gb.setPayload(bad);
    seen.push(gb.isOn('a'));
  }
  return seen;
});

test('a payload that changes while instances use it', () => {
  const shared = payload();
  const first = new own.GrowthBook().initSync({ payload: shared });
  assert.equal(first.getFeatureValue('text', null), 'blue');
  shared.features = { text: { defaultValue: 'red' } };
  const second = new own.GrowthBook().initSync({ payload: shared });
  assert.equal(first.getFeatureValue('text', null), 'blue');
  assert.equal(second.getFeatureValue('text', null), 'red');
});

same('encrypted features', async ({ GrowthBook, GrowthBookClient }) => {
  const seen = [];
  for (const Sdk of [GrowthBook, GrowthBookClient]) {
    const given = { features: {}, encryptedFeatures: ENCRYPTED, other: 1 };
    const sdk = new Sdk({ decryptionKey: KEY });
    const { success, source } = await sdk.init({ payload: given });
    seen.push({ success, source }, sdk.getPayload(), sdk.getDecryptedPayload(), sdk.getFeatures());
    seen.push(sdk.evalFeature('testfeature1', {}));
  }
  return seen;
});

for (const [name, decryptionKey] of [['another key', OTHER_KEY], ['no key', undefined], ['a key that is none', 'junk']]) {
  test(`with ${name} the old payload stays, and init tells`, async () => {
    const said = [];
    const gb = new own.GrowthBook({ decryptionKey, log: (message) => said.push(message) });
    await gb.setPayload(payload());
    const { error, ...rest } = await gb.init({ payload: { features: {}, encryptedFeatures: ENCRYPTED } });
    assert.deepEqual(rest, { success: false, status: false, source: 'error' });
    assert.equal(error.message, 'Failed to decrypt');
    assert.equal(gb.getFeatureValue('text', null), 'blue');
    assert.equal(gb.getPayload().dateUpdated, payload().dateUpdated);
    await gb.setPayload({ encryptedFeatures: ENCRYPTED });
    assert.equal(gb.getFeatureValue('text', null), 'blue');
    assert.deepEqual(said, ['The payload cannot be used', 'The payload cannot be used']);
  });
}

both('setEncryptedFeatures', async ({ GrowthBook }) => {
  const gb = new GrowthBook({ decryptionKey: KEY });
  await gb.setEncryptedFeatures(ENCRYPTED);
  assert.deepEqual(gb.getFeatures(), DECRYPTED);
  assert.equal(gb.ready, true);
  await new GrowthBook().setEncryptedFeatures(ENCRYPTED, KEY);
  for (const args of [[ENCRYPTED], [ENCRYPTED, OTHER_KEY], ['junk', KEY]]) {
    await assert.rejects(new GrowthBook().setEncryptedFeatures(...args), { message: 'Failed to decrypt' });
  }
});

both('setEncryptedFeatures with cryptography of the application', async ({ GrowthBook }) => {
  const used = [];
  const subtle = {
    importKey: (...args) => (used.push('importKey'), webcrypto.subtle.importKey(...args)),
    decrypt: (...args) => (used.push('decrypt'), webcrypto.subtle.decrypt(...args)),
  };
  const gb = new GrowthBook();
  await gb.setEncryptedFeatures(ENCRYPTED, KEY, subtle);
  assert.deepEqual(gb.getFeatures(), DECRYPTED);
  assert.deepEqual(used, ['importKey', 'decrypt']);
});

both('initSync refuses what has to be waited for', ({ GrowthBook }) => {
  const message = 'initSync does not support encrypted payloads';
  assert.throws(() => new GrowthBook().initSync({ payload: { encryptedFeatures: 'x' } }), { message });
  assert.throws(() => new GrowthBook().initSync({ payload: { encryptedExperiments: 'x' } }), { message });
  assert.throws(() => new GrowthBook().initSync());
  assert.throws(() => new GrowthBook().initSync({ payload: null }));
});

test('initSync refuses encrypted saved groups, too', () => {
  const message = 'initSync does not support encrypted payloads';
  assert.throws(() => new own.GrowthBook().initSync({ payload: { encryptedSavedGroups: 'x' } }), { message });
  assert.throws(() => new own.GrowthBook().initSync({ payload: { encryptedContextualBandits: 'x' } }), { message });
});

both('initSync gives the instance', ({ GrowthBook, GrowthBookClient }) => {
  for (const Sdk of [GrowthBook, GrowthBookClient]) {
    const sdk = new Sdk();
    assert.equal(sdk.initSync({ payload: payload() }), sdk);
    assert.equal(sdk.ready, true);
  }
});

same('the renderer is called after changes', async ({ GrowthBook }) => {
  const seen = [];
  let step = '';
  const gb = new GrowthBook({ renderer: () => seen.push(step) });
  const steps = {
    early: () => gb.setAttributes({ a: 1 }),
    init: () => gb.init({ payload: payload() }),
    setPayload: () => gb.setPayload(payload()),
    setAttributes: () => gb.setAttributes({ a: 1 }),
    updateAttributes: () => gb.updateAttributes({ a: 1 }),
    setAttributeOverrides: () => gb.setAttributeOverrides({}),
    setURL: () => gb.setURL('http://a/'),
    forceVariation: () => gb.forceVariation('a', 1),
    setForcedVariations: () => gb.setForcedVariations({}),
    setForcedFeatures: () => gb.setForcedFeatures(new Map()),
    setFeatures: () => gb.setFeatures({}),
    setExperiments: () => gb.setExperiments([]),
    initSync: () => gb.initSync({ payload: payload() }),
    refreshStickyBuckets: () => gb.refreshStickyBuckets(),
    setRenderer: () => gb.setRenderer(() => seen.push('other')),
    other: () => gb.setAttributes({}),
    none: () => (gb.setRenderer(null), gb.setAttributes({})),
    throws: () => {
      gb.setRenderer(() => {
        throw new Error('render');
      });
      return gb.setAttributes({});
    },
  };
  for (step of Object.keys(steps)) await steps[step]();
  await settled();
  return seen;
});

test('what is malformed is said once, whoever uses the payload', () => {
  const said = [];
  const log = (message) => said.push(message);
  const bad = { features: { ok: { defaultValue: 1 }, bad: { defaultValue: 1, rules: [{ condition: { a: { $regex: '(' } }, force: 2 }] }, worse: { rules: 5 } } };
  for (let round = 0; round < 3; round++) {
    const gb = new own.GrowthBook({ log }).initSync({ payload: bad });
    assert.equal(gb.getFeatureValue('ok', null), 1);
    assert.equal(gb.getFeatureValue('bad', null), 1);
    gb.evalFeature('worse');
  }
  assert.ok(said.length > 0);
  assert.equal(new Set(said).size, said.length, said.join('\n'));
});

test('what is no JSON is lost alone', () => {
  const circular = { defaultValue: 1 };
  circular.self = circular;
  const gb = new own.GrowthBook({ features: { circular, big: { defaultValue: 1n }, fine: { defaultValue: 2 } } });
  assert.equal(gb.getFeatureValue('fine', null), 2);
  assert.equal(gb.evalFeature('circular').source, 'unknownFeature');
});

test('instances share what is compiled of a payload object', () => {
  const shared = payload();
  const [a, b] = [new own.GrowthBook().initSync({ payload: shared }), new own.GrowthBook().initSync({ payload: shared })];
  assert.equal(a.evalFeature('json').value, b.evalFeature('json').value);
  assert.deepEqual(plain(a.getFeatures()), plain(b.getFeatures()));
});

same('a plugin is called with the instance', ({ GrowthBook, GrowthBookClient }) => {
  const seen = [];
  const plugin = (gb) => seen.push(gb.constructor.name);
  new GrowthBook({ plugins: [plugin] });
  new GrowthBookClient({ plugins: [plugin] }).createScopedInstance({ attributes: {} }, [plugin]);
  return seen;
});

test('overrides of single users leave nothing behind', (t) => {
  const binding = require('../../../binding.js');
  const { growthbookPayload } = binding;
  let compiled = 0;
  binding.growthbookPayload = (...args) => ((compiled += 1), growthbookPayload(...args));
  t.after(() => (binding.growthbookPayload = growthbookPayload));
  const given = payload();
  const ask = (n) => new own.GrowthBook({ attributes: { id: '1' }, overrides: { e: { coverage: n } } }).initSync({ payload: given }).isOn('text');
  for (let n = 0; n < 8; n++) ask(n);
  for (let n = 0; n < 8; n++) ask(n);
  assert.equal(compiled, 8);
  ask(8);
  ask(8);
  assert.equal(compiled, 9);
  // The first one made room.
  ask(0);
  assert.equal(compiled, 10);
});
