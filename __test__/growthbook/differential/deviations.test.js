'use strict';

// Each deviation of deviations.js, seen on both packages: the official one's part of a test says when it is none any more.

const assert = require('node:assert/strict');
const test = require('node:test');
const { isOfficial, load, loadOfficial } = require('../support/sdks');
const { deviations } = require('./deviations');
const { KEY, encryptParts } = require('./encrypt');
const { tell } = require('./tell');
const { silenceConsole } = require('./worlds');

const official = loadOfficial();
const own = load();

const shown = new Set();

/** A test of how the two differ: it makes no sense between the official package and itself. */
function deviation(name, body) {
  shown.add(name);
  test(name, { skip: isOfficial && 'the official package deviates from nothing' }, body);
}

const open = (sdk, payload, options) => new sdk.GrowthBook(options).initSync({ payload });
const onIf = (condition) => ({ features: { f: { defaultValue: false, rules: [{ condition, force: true }] } } });

deviation('what every object inherits is no feature, no attribute and no entry', () => {
  const names = ['toString', 'constructor', 'hasOwnProperty', '__proto__', 'valueOf'];
  for (const name of names) {
    const gb = open(own, { features: { f: {} } }, { attributes: { id: '1' } });
    assert.equal(gb.evalFeature(name).source, 'unknownFeature', name);
    assert.equal(gb.isOn(name), false);
    assert.equal(gb.getFeatureValue(name, 'default'), 'default');
    const missing = [{ [name]: null }, { [name]: { $exists: false } }, { [`id.${name}`]: null }, { [`nested.${name}`]: { $exists: false } }];
    for (const condition of missing) {
      const attributes = { id: '1', nested: {} };
      assert.equal(open(own, onIf(condition), { attributes }).isOn('f'), true, tell(condition));
    }
    assert.equal(open(own, onIf({ id: { $notInGroup: name } }), { attributes: { id: '1' } }).isOn('f'), true, name);
    const run = gb.run({ key: name, variations: ['a', 'b'], hashAttribute: name });
    assert.deepEqual([run.inExperiment, run.hashValue], [false, ''], name);
    assert.equal(gb.run({ key: name, variations: ['a', 'b'] }).hashUsed, true, 'and no forced variation');
  }
  assert.equal(open(official, { features: {} }).evalFeature('toString').source, 'defaultValue');
});

deviation('a list of variation names that is too short names the others by their number', () => {
  const features = (meta) => ({ f: { rules: [{ variations: ['a', 'b', 'c'], hashVersion: 2, meta }] } });
  const withoutExperiment = (result) => tell({ ...result, experiment: undefined });
  let thrown = 0;
  for (let id = 0; id < 20; id += 1) {
    const attributes = { id: String(id) };
    const full = open(official, { features: features([{ key: 'first' }, {}, {}]) }, { attributes }).evalFeature('f');
    const short = open(own, { features: features([{ key: 'first' }]) }, { attributes }).evalFeature('f');
    assert.equal(withoutExperiment(short), withoutExperiment(full));
    assert.deepEqual(short.experiment.meta, [{ key: 'first' }]);
    try {
      open(official, { features: features([{ key: 'first' }]) }, { attributes }).evalFeature('f');
    } catch {
      thrown += 1;
    }
  }
  assert.ok(thrown > 5);
});

deviation('a condition that makes the official package throw is false', (t) => {
  silenceConsole(t);
  const thrower = () => {
    throw new Error('no attribute');
  };
  const cases = [
    [{ $or: null }], [{ $and: null }], [{ $nor: null }], [{ $not: null }], [{ tags: { $elemMatch: null } }, { tags: ['a'] }],
    [{ id: 5 }, { id: 5n }], [{ id: 'a' }, { id: Object.create(null) }], [{ id: { a: 1 } }, { id: { a: 1n } }],
    [{ id: 1 }, { id: Symbol('a') }], [{ id: 'a' }, { get id() { return thrower(); } }],
    [{ id: 'a' }, { id: { toString: thrower } }], [{ id: { a: 1 } }, { id: { toJSON: thrower } }], [{ id: { $gt: 1 } }, { id: { valueOf: thrower } }],
  ];
  for (const [condition, attributes = { id: '1' }] of cases) {
    const place = tell(condition);
    assert.throws(() => open(official, onIf(condition), { attributes }).isOn('f'), place);
    assert.equal(open(own, onIf(condition), { attributes }).evalFeature('f').source, 'defaultValue', place);
    assert.equal(own.evalCondition(attributes, condition), false, place);
  }
});

deviation('what is wrong with one feature is no matter to the others', (t) => {
  silenceConsole(t);
  for (const wrong of [null, 5, 'text', [], { rules: 5 }, { rules: {} }, { rules: [null] }, { rules: [5] }, { rules: [{ variations: 5 }] }, { rules: [{ force: 1, filters: 5 }] }]) {
    const gb = open(own, { features: { wrong, right: { rules: [{ condition: { id: '1' }, force: 'right' }] } } }, { attributes: { id: '1' } });
    assert.doesNotThrow(() => gb.evalFeature('wrong'), tell(wrong));
    assert.equal(gb.getFeatureValue('right', null), 'right', tell(wrong));
  }
});

deviation('a wrong key is told, and the payload from before is kept', async (t) => {
  silenceConsole(t);
  const good = { features: { f: { defaultValue: 'good' } } };
  const wrong = encryptParts({ features: { f: { defaultValue: 'new' } } }, ['features'], 'AAAAAAAAAAAAAAAAAAAAAA==');
  const theirs = new official.GrowthBook({ decryptionKey: KEY });
  assert.deepEqual(await theirs.init({ payload: wrong }), { success: true, source: 'init' });
  const ours = new own.GrowthBook({ decryptionKey: KEY });
  await ours.init({ payload: good });
  const { success, status, error } = await ours.init({ payload: wrong });
  assert.deepEqual([success, status], [false, false]);
  assert.ok(error instanceof Error);
  assert.equal(ours.getFeatureValue('f', null), 'good');
});

deviation('a sticky bucket service that fails is no unhandled rejection', async (t) => {
  silenceConsole(t);
  const unhandled = [];
  const listen = (error) => unhandled.push(error);
  process.on('unhandledRejection', listen);
  t.after(() => process.off('unhandledRejection', listen));
  class Failing extends own.StickyBucketService {
    async getAssignments() {
      throw new Error('no assignments');
    }

    async saveAssignments() {
      throw new Error('not saved');
    }

    async getAllAssignments() {
      throw new Error('no assignments at all');
    }
  }
  const payload = { features: { f: { rules: [{ variations: ['a', 'b'], hashVersion: 2, meta: [{ key: '0' }, { key: '1' }] }] } } };
  const gb = new own.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new Failing() });
  const { success } = await gb.init({ payload });
  assert.equal(success, true);
  assert.equal(gb.evalFeature('f').source, 'experiment');
  await gb.setAttributes({ id: '2' });
  assert.equal(gb.evalFeature('f').source, 'experiment');
  await gb.refreshStickyBuckets();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(unhandled, []);
});

deviation('exposures wait for somebody to hear of them only where nobody does', () => {
  const payload = { features: { f: { rules: [{ variations: ['a', 'b'], hashVersion: 2 }] } } };
  const repeated = (sdk) => {
    const gb = open(sdk, payload, { attributes: { id: '1' }, trackingCallback: () => {} });
    gb.isOn('f');
    gb.isOn('f');
    return gb.getDeferredTrackingCalls().length;
  };
  assert.deepEqual([repeated(official), repeated(own)], [1, 0]);
});

deviation('a feature usage that nobody heard of is told to who listens later', () => {
  const heard = ({ GrowthBook }) => {
    const seen = [];
    const gb = new GrowthBook({ features: { f: { defaultValue: 1 } } });
    gb.isOn('f');
    gb.setFeatureUsageCallback((key) => void seen.push(key));
    gb.isOn('f');
    gb.isOn('f');
    return seen;
  };
  assert.deepEqual([heard(official), heard(own)], [[], ['f']]);
});

deviation('sticky buckets are kept before any were loaded', () => {
  const repeated = (sdk) => {
    class Service extends sdk.StickyBucketService {
      async getAssignments() {
        return null;
      }

      async saveAssignments() {}
    }
    const gb = new sdk.GrowthBook({ attributes: { id: '1' }, stickyBucketService: new Service() });
    const run = () => gb.run({ key: 'own', variations: ['a', 'b'], meta: [{ key: '0' }, { key: '1' }] }).stickyBucketUsed;
    return [run(), run()];
  };
  assert.deepEqual([repeated(official), repeated(own)], [[false, false], [false, true]]);
});

deviation('a forced variation is a whole number, or none', (t) => {
  silenceConsole(t);
  const variations = ['a', 'b'];
  for (const index of [1.5, NaN, null, undefined, '1', '01', 'x', true, [], [1], {}, 1e300, -0, 2, -1]) {
    const payload = { features: { f: { rules: [{ key: 'exp', variations }] } } };
    const gb = open(own, payload, { attributes: { id: '1' }, forcedVariations: { exp: index } });
    for (const result of [gb.run({ key: 'exp', variations }), gb.run({ key: 'other', variations, force: index })]) {
      assert.ok(Number.isInteger(result.variationId), tell(index));
      assert.equal(result.value, variations[result.variationId], tell(index));
    }
    assert.ok(['a', 'b', null].includes(gb.evalFeature('f').value), tell(index));
  }
  const theirs = new official.GrowthBook({ attributes: { id: '1' }, forcedVariations: { exp: 1.5 } });
  assert.equal(theirs.run({ key: 'exp', variations }).value, undefined);
});

deviation('an object whose `valueOf` gives a number is a text to other texts', () => {
  const value = { toString: () => '7', valueOf: () => 5 };
  const run = (sdk, id) => new sdk.GrowthBook({ attributes: { id } }).run({ key: 'exp', variations: ['a', 'b'] }).bucket;
  assert.equal(run(own, value), run(official, value));
  for (const condition of ['5', '7', 5, 7, { $gt: 4 }, { $lt: 5 }, { $lte: '5' }, { $eq: 5 }, { $in: ['5'] }, { $regex: '5' }, { $veq: '5' }, { $exists: true }]) {
    const isMatch = (sdk) => sdk.evalCondition({ value }, { value: condition });
    if (!condition.$regex) assert.equal(isMatch(own), isMatch(official), tell(condition));
  }
  const ordered = (sdk) => sdk.evalCondition({ value }, { value: { $lt: 'a' } });
  assert.deepEqual([ordered(official), ordered(own)], [false, true]);
});

deviation('`init` tells a status too', async () => {
  const payload = { features: {} };
  assert.deepEqual(await new official.GrowthBook().init({ payload }), { success: true, source: 'init' });
  assert.deepEqual(await new own.GrowthBook().init({ payload }), { success: true, status: true, source: 'init' });
  assert.deepEqual(await new own.GrowthBookClient().init({ payload }), { success: true, status: true, source: 'init' });
});

test('each deviation is shown by a test', () => {
  assert.deepEqual([...shown].sort(), deviations.map(({ name }) => name).sort());
  for (const { name, reason } of deviations) assert.ok(reason, name);
});
