'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { both, own, same, settled } = require('../support/sdk');

const meta = [{ key: 'a' }, { key: 'b' }, { key: 'c' }];
const rule = (more) => ({ key: 'exp', variations: ['x', 'y', 'z'], meta, weights: [0.4, 0.3, 0.3], hashVersion: 2, ...more });
const payload = (more) => ({ features: { f: { defaultValue: 'd', rules: [rule(more)] } } });

/** A service that notes what it is asked. */
function service({ StickyBucketService }, docs = {}) {
  const calls = [];
  class Notes extends StickyBucketService {
    async getAssignments(name, value) {
      return docs[this.getKey(name, value)] ?? null;
    }
    async saveAssignments(doc) {
      calls.push(['save', JSON.parse(JSON.stringify(doc))]);
      docs[this.getKey(doc.attributeName, doc.attributeValue)] = doc;
    }
    async getAllAssignments(attributes) {
      calls.push(['all', { ...attributes }]);
      return super.getAllAssignments(attributes);
    }
  }
  return { calls, docs, stickyBucketService: new Notes() };
}

same('which attributes are asked for, and when', async (sdk) => {
  const { calls, stickyBucketService } = service(sdk);
  const gb = new sdk.GrowthBook({ attributes: { id: '1', num: 5, obj: { a: 1 } }, stickyBucketService });
  await gb.init({
    payload: {
      features: {
        f: {
          rules: [
            { variations: [1, 2], hashAttribute: 'id', fallbackAttribute: 'anon' },
            { force: 1, hashAttribute: 'nobody' },
            { variations: [1, 2], hashAttribute: 'num' },
            { contextualVariations: [1, 2], hashAttribute: 'obj' },
          ],
        },
      },
      experiments: [{ key: 'auto', hashAttribute: 'exp', variations: [{}, {}] }],
    },
  });
  await gb.setAttributes({ id: '2' });
  await gb.setAttributeOverrides({ id: '3' });
  await gb.refreshStickyBuckets();
  await gb.setURL('http://a/');
  await gb.setForcedVariations({});
  await gb.setPayload({ features: {} });
  return calls;
});

for (const [name, first, second, attributes] of [
  ['weights change', {}, { weights: [0, 0, 1] }, { id: '1' }],
  ['targeting changes', {}, { condition: { id: 'nobody' } }, { id: '1' }],
  ['coverage changes', {}, { coverage: 0 }, { id: '1' }],
  ['a new bucket version', {}, { weights: [0, 0, 1], bucketVersion: 1 }, { id: '1' }],
  ['an old version is blocked', {}, { weights: [0, 0, 1], bucketVersion: 2, minBucketVersion: 2 }, { id: '1' }],
  ['sticky buckets are disabled', { disableStickyBucketing: true }, { weights: [0, 0, 1] }, { id: '1' }],
  ['a fallback attribute', { fallbackAttribute: 'anon' }, { fallbackAttribute: 'anon', weights: [0, 0, 1] }, { anon: 'x' }],
  ['a number as attribute', {}, { weights: [0, 0, 1] }, { id: 5 }],
  ['no meta', { meta: undefined }, { meta: undefined, weights: [0, 0, 1] }, { id: '1' }],
]) {
  same(`${name}: the variation of the first time`, async (sdk) => {
    const { calls, docs, stickyBucketService } = service(sdk);
    const seen = [];
    for (const more of [first, second, second]) {
      const gb = new sdk.GrowthBook({ attributes, stickyBucketService });
      await gb.init({ payload: payload(more) });
      seen.push(gb.evalFeature('f'), gb.isOn('f'), gb.getStickyBucketAssignmentDocs());
      await settled();
    }
    return [...seen, calls, docs];
  });
}

same('a user who logs in keeps the variation', async (sdk) => {
  const { calls, stickyBucketService } = service(sdk);
  const gb = new sdk.GrowthBook({ attributes: { anon: 'x' }, stickyBucketService });
  await gb.init({ payload: payload({ fallbackAttribute: 'anon' }) });
  const seen = [gb.evalFeature('f')];
  await gb.setAttributes({ anon: 'x', id: '12' });
  seen.push(gb.evalFeature('f'));
  await gb.setAttributes({ id: '12' });
  return [...seen, gb.evalFeature('f'), calls, gb.getStickyBucketAssignmentDocs()];
});

same('inline experiments are sticky', async (sdk) => {
  const { calls, stickyBucketService } = service(sdk);
  const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService });
  await gb.init({ payload: { features: {} } });
  const seen = [gb.run(rule()), gb.run(rule({ weights: [0, 0, 1] })), gb.run({ key: 'plain', variations: [1, 2] })];
  return [...seen, calls];
});

const DOC = { attributeName: 'id', attributeValue: '1', assignments: { exp__0: 'c' } };

same('documents that come with the options', async (sdk) => {
  const seen = [];
  for (const options of [{}, { features: payload().features }]) {
    const { calls, stickyBucketService } = service(sdk);
    const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService, stickyBucketAssignmentDocs: { 'id||1': DOC }, ...options });
    await settled();
    if (!gb.ready) gb.initSync({ payload: payload() });
    seen.push(gb.evalFeature('f'), calls, gb.getStickyBucketAssignmentDocs());
  }
  const without = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketAssignmentDocs: { 'id||1': DOC }, features: payload().features });
  return [...seen, without.evalFeature('f'), without.getStickyBucketAssignmentDocs()];
});

test('initSync needs documents, or a service that answers at once', () => {
  const { stickyBucketService } = service(own);
  const message = 'initSync requires you to pass stickyBucketAssignmentDocs into the GrowthBook constructor';
  assert.throws(() => new own.GrowthBook({ stickyBucketService }).initSync({ payload: payload() }), { message });
});

class Cookies {
  jar = new Map();
  get = (name) => this.jar.get(name);
  set = (name, value) => void this.jar.set(name, value);
}

same('initSync with a service that answers at once', async ({ BrowserCookieStickyBucketService, GrowthBook }) => {
  const jsCookie = new Cookies();
  const stickyBucketService = new BrowserCookieStickyBucketService({ jsCookie });
  await stickyBucketService.saveAssignments(DOC);
  const gb = new GrowthBook({ attributes: { id: '1' }, stickyBucketService }).initSync({ payload: payload() });
  const seen = [gb.evalFeature('f'), gb.getStickyBucketAssignmentDocs()];
  return [...seen, gb.generateStickyBucketAssignmentDocsSync(stickyBucketService, payload()), [...jsCookie.jar]];
});

test('a service that fails is told of, and stops nothing', async () => {
  const said = [];
  class Fails extends own.StickyBucketService {
    async getAssignments() {
      throw new Error('no connection');
    }
    async saveAssignments() {
      throw new Error('no connection');
    }
  }
  const gb = new own.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new Fails(), log: (message) => said.push(message) });
  const { success } = await gb.init({ payload: payload() });
  assert.equal(success, true);
  assert.equal(gb.evalFeature('f').source, 'experiment');
  await gb.setAttributes({ id: '2' });
  await settled();
  assert.deepEqual(said, ['Loading sticky buckets failed', 'Saving sticky buckets failed', 'Loading sticky buckets failed']);
});

test('what is assigned while documents are loaded is not lost', async () => {
  let answer;
  class Slow extends own.StickyBucketService {
    getAllAssignments() {
      return new Promise((resolve) => (answer = resolve));
    }
    async saveAssignments() {}
  }
  const gb = new own.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new Slow(), features: payload().features });
  const { variationId } = gb.evalFeature('f').experimentResult;
  answer({});
  await settled();
  assert.deepEqual(gb.getStickyBucketAssignmentDocs(), { 'id||1': { ...DOC, assignments: { exp__0: meta[variationId].key } } });
});

test('of two payloads that wait for documents, the later one wins', async () => {
  const answers = [];
  class Slow extends own.StickyBucketService {
    getAllAssignments() {
      return new Promise((resolve) => answers.push(resolve));
    }
  }
  const gb = new own.GrowthBook({ stickyBucketService: new Slow() });
  const waiting = ['first', 'second'].map((value) => gb.setPayload({ features: { f: { defaultValue: value } } }));
  answers[1]({});
  await waiting[1];
  assert.equal(gb.getFeatureValue('f', null), 'second');
  answers[0]({});
  await waiting[0];
  assert.equal(gb.getFeatureValue('f', null), 'second');
});

both('local storage', async ({ LocalStorageStickyBucketService }) => {
  const items = new Map();
  const localStorage = { getItem: async (key) => items.get(key) ?? null, setItem: async (key, value) => void items.set(key, value) };
  const stored = new LocalStorageStickyBucketService({ localStorage });
  await stored.saveAssignments(DOC);
  assert.deepEqual([...items], [['gbStickyBuckets__id||1', JSON.stringify(DOC)]]);
  assert.deepEqual(await stored.getAllAssignments({ id: '1', other: '2' }), { 'id||1': DOC });
  items.set('gbStickyBuckets__id||1', '{"attributeName":"id"}');
  assert.equal(await stored.getAssignments('id', '1'), null);
  items.set('gbStickyBuckets__id||1', 'junk');
  assert.equal(await stored.getAssignments('id', '1'), null);
  assert.equal(await new LocalStorageStickyBucketService().getAssignments('id', '1'), null);
  await new LocalStorageStickyBucketService().saveAssignments(DOC);
});

both('Redis', async ({ RedisStickyBucketService }) => {
  const items = new Map([['other||2', '{"attributeName":"other","attributeValue":2,"assignments":{}}'], ['bad||3', 'junk']]);
  const redis = { mget: async (...keys) => keys.map((key) => items.get(key) ?? null), set: async (key, value) => void items.set(key, value) };
  const stored = new RedisStickyBucketService({ redis });
  await stored.saveAssignments(DOC);
  assert.equal(items.get('id||1'), JSON.stringify(DOC));
  assert.equal(await stored.getAssignments('id', '1'), null);
  assert.deepEqual(await stored.getAllAssignments({ id: '1', other: '2', bad: '3', none: '4' }), {
    'id||1': DOC,
    'other||2': { attributeName: 'other', attributeValue: 2, assignments: {} },
  });
});

test('Redis is not asked for nothing', async () => {
  const redis = { mget: () => assert.fail('MGET without keys is an error') };
  assert.deepEqual(await new own.RedisStickyBucketService({ redis }).getAllAssignments({}), {});
});

test('cookies of Express are read back, whoever wrote them', () => {
  const written = [];
  const res = { cookie: (...args) => void written.push(args) };
  new own.ExpressCookieStickyBucketService({ req: { cookies: {} }, res }).saveAssignmentsSync(DOC);
  assert.deepEqual(written, [['gbStickyBuckets__id||1', JSON.stringify(DOC), { maxAge: 15_552_000_000 }]]);
  const name = 'gbStickyBuckets__id||1';
  const text = JSON.stringify(DOC);
  for (const cookies of [{ [name]: text }, { [encodeURIComponent(name)]: text }, { [encodeURIComponent(name)]: encodeURIComponent(text) }]) {
    assert.deepEqual(new own.ExpressCookieStickyBucketService({ req: { cookies }, res }).getAssignmentsSync('id', '1'), DOC);
  }
  for (const cookies of [undefined, {}, { [name]: '%' }, { [name]: '5' }]) {
    assert.equal(new own.ExpressCookieStickyBucketService({ req: { cookies }, res }).getAssignmentsSync('id', '1'), null);
  }
});

test('a name that no cookie can have is encoded', () => {
  const written = [];
  const res = { cookie: (name) => void written.push(name) };
  const stored = new own.ExpressCookieStickyBucketService({ prefix: 'p_', req: { cookies: {} }, res });
  stored.saveAssignmentsSync({ ...DOC, attributeValue: 'a b;c' });
  assert.deepEqual(written, ['p_id%7C%7Ca%20b%3Bc']);
});
