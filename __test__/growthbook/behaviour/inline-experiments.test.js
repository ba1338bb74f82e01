'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { both, own, same } = require('../support/sdk');

const variations = ['a', 'b'];

const EXPERIMENTS = [
  { key: 'plain', variations },
  { key: 'many', variations: [1, 2, 3, 4, 5] },
  { key: 'one', variations: [1] },
  { variations },
  { key: 5, variations },
  { key: 'force', variations, force: 1 },
  { key: 'force-bad', variations, force: 9 },
  { key: 'force-undefined', variations, force: undefined },
  { key: 'coverage', variations, coverage: 0.1 },
  { key: 'weights', variations, weights: [0, 1] },
  { key: 'ranges', variations, ranges: [[0, 0], [0, 1]] },
  { key: 'draft', variations, status: 'draft' },
  { key: 'stopped', variations, status: 'stopped' },
  { key: 'inactive', variations, active: false },
  { key: 'hash', variations, hashAttribute: 'company' },
  { key: 'no-hash', variations, hashAttribute: 'nobody' },
  { key: 'v2', variations, hashVersion: 2, seed: 's' },
  { key: 'v9', variations, hashVersion: 9 },
  { key: 'condition', variations, condition: { id: { $in: ['1'] } } },
  { key: 'condition-not', variations, condition: { id: { $nin: ['1'] } } },
  { key: 'namespace', variations, namespace: ['n', 0, 0.5] },
  { key: 'filters', variations, filters: [{ seed: 'f', attribute: 'id', ranges: [[0, 0.5]] }] },
  { key: 'meta', variations, name: 'Name', phase: '2', meta: [{ key: 'k0', name: 'n0' }, { key: 'k1', name: 'n1' }] },
  { key: 'yes', variations, include: () => true },
  { key: 'zero', variations, include: () => 0 },
  { key: 'pattern', variations, url: /page/ },
  { key: 'pattern-path', variations, url: /^\/page/ },
  { key: 'pattern-global', variations, url: /page/g },
  { key: 'pattern-not', variations, url: /^page/ },
  { key: 'patterns', variations, urlPatterns: [{ type: 'simple', include: true, pattern: '/page' }] },
  { key: 'patterns-not', variations, urlPatterns: [{ type: 'regex', include: true, pattern: 'nowhere' }] },
  { key: 'groups', variations, groups: ['beta', 'other'] },
  { key: 'groups-not', variations, groups: ['alpha'] },
  { key: 'all', variations, include: () => true, url: /page/, groups: ['beta'], condition: { id: '1' } },
  { key: 'bad-condition', variations, condition: { id: { $regex: '(' } } },
];

for (const options of [{}, { url: 'http://example.com/page?x=1' }, { url: 'http://example.com/page?plain=0&meta=1' }, { qaMode: true }, { enabled: false }]) {
  same(`run with ${JSON.stringify(options)}`, ({ GrowthBook }) => {
    const gb = new GrowthBook({ attributes: { id: '1', company: 'acme' }, groups: { beta: true }, ...options });
    const results = EXPERIMENTS.map((experiment) => gb.run(experiment));
    return [...results, gb.getDeferredTrackingCalls(), gb.getAllResults()];
  });
}

same('the deprecated option `overrides`', ({ GrowthBook }) => {
  const overrides = {
    a: { weights: [0, 1] },
    b: { status: 'draft' },
    c: { force: 1 },
    d: { url: '^/nowhere' },
    e: { url: '/page' },
    f: { condition: { id: '2' } },
    g: { groups: ['alpha'] },
    h: { coverage: 0 },
    'exp-1': { weights: [0, 1, 0] },
  };
  const features = { f: { rules: [{ key: 'exp-1', variations: [1, 2, 3] }] } };
  const events = [];
  const gb = new GrowthBook({ attributes: { id: '1' }, url: 'http://a/page', overrides, features });
  gb.subscribe((...args) => events.push(args));
  const results = Object.keys(overrides).slice(0, -1).map((key) => gb.run({ key, variations: [1, 2] }));
  return [...results, gb.evalFeature('f'), gb.getDeferredTrackingCalls(), ...events, gb.getAllResults()];
});

same('regular expressions in the deprecated option `overrides`', ({ GrowthBook }) => {
  const overrides = { a: { url: /PAGE/i }, b: { url: /PAGE/ }, c: { url: /^.page$/im }, d: { url: /PAGE/gi } };
  const rules = (key) => ({ rules: [{ key, variations: [1, 2], hashAttribute: 'id' }] });
  const features = Object.fromEntries(Object.keys(overrides).map((key) => [key, rules(key)]));
  const gb = new GrowthBook({ attributes: { id: '1' }, url: 'http://a/page', overrides, features });
  return Object.keys(overrides).map((key) => gb.evalFeature(key));
});

both('the experiment that was given is the one that callbacks get', ({ GrowthBook }) => {
  const seen = [];
  const gb = new GrowthBook({ attributes: { id: '1' }, trackingCallback: (experiment) => seen.push(experiment) });
  const experiment = { key: 'e', variations: [{ render() {} }, { render() {} }] };
  const { value, variationId } = gb.run(experiment);
  assert.equal(seen[0], experiment);
  assert.equal(value, experiment.variations[variationId]);
});

same('include is asked only when nothing else excludes', ({ GrowthBook }) => {
  const asked = [];
  const gb = new GrowthBook({ attributes: { id: '1' } });
  const include = (name) => () => {
    asked.push(name);
    return true;
  };
  gb.run({ key: 'a', variations, include: include('a') });
  gb.run({ key: 'b', variations, include: include('b'), active: false });
  gb.run({ key: 'c', variations, include: include('c'), hashAttribute: 'nobody' });
  gb.run({ key: 'd', variations, include: include('d'), filters: [{ seed: 'x', ranges: [[0, 0]] }] });
  gb.run({ key: 'e', variations, include: include('e'), condition: { id: '2' } });
  gb.run({ key: 'f', variations, include: include('f'), coverage: 0 });
  return asked;
});

test('include may throw, and may evaluate', () => {
  const said = [];
  const gb = new own.GrowthBook({ attributes: { id: '1' }, log: (message) => said.push(message) });
  const include = () => {
    throw new Error('no');
  };
  assert.equal(gb.run({ key: 'a', variations, include }).inExperiment, false);
  assert.deepEqual(said, ['include failed']);
  const nested = gb.run({ key: 'b', variations, include: () => gb.run({ key: 'c', variations }).inExperiment });
  assert.equal(nested.inExperiment, true);
});

test('an experiment that is none includes nobody, and does not throw', () => {
  const gb = new own.GrowthBook({ attributes: { id: '1' } });
  const circular = {};
  circular.self = circular;
  for (const experiment of [undefined, null, {}, { key: 'x' }, { key: 'x', variations: 5 }, { key: 'x', variations, condition: circular }]) {
    assert.equal(gb.run(experiment).inExperiment, false);
  }
});

same('sub-features of an experiment that changes are seen', ({ GrowthBook }) => {
  const gb = new GrowthBook({ attributes: { id: '1' } });
  const experiment = { key: 'e', variations, weights: [1, 0] };
  const seen = [gb.run(experiment)];
  experiment.weights = [0, 1];
  return [...seen, gb.run(experiment)];
});
