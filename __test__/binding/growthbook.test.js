'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { binding } = require('./support.js');

const TOLD = 2 ** 30;
const RUN = 2 ** 29;
const FORCED = 2 ** 29 - 1;
const FAULT = 2 ** 32 - 1;
const FULL = 2 ** 32 - 2;

const journal = new Float64Array(64);
const evaluate = binding.growthbookEvaluator(journal);
const evaluateIn = binding.growthbookSessionEvaluator(journal);
const run = binding.growthbookRunner(journal);

const split = { variations: ['a', 'b'], key: 'exp', id: 'r' };
const features = {
  plain: { defaultValue: 1 },
  text: { defaultValue: 0, rules: [{ condition: { id: 'me', 'a.b': { $gt: 2 } }, force: 1 }] },
  split: { defaultValue: 0, rules: [split] },
  child: { rules: [{ parentConditions: [{ id: 'split', condition: { value: 'b' }, gate: true }, { id: 'none', condition: {} }], force: 2 }] },
  circle: { rules: [{ parentConditions: [{ id: 'circle', condition: {} }], force: 2 }] },
  broken: { rules: [null] },
  nothing: null,
  9: { rules: [{ coverage: 0.5, force: 1, hashAttribute: 'x.y' }] },
};
const payload = binding.growthbookPayload(JSON.stringify({ features }));
const number = (key) => payload.find(key);
/** Without a session both ways, which have to agree. */
const evaluated = (key, session, ...attributes) => {
  const place = payload.base + number(key);
  if (session === 0) assert.equal(evaluate(place, ...attributes), evaluateIn(0, place, ...attributes));
  return evaluateIn(session, place, ...attributes);
};

function records() {
  const list = [];
  for (let index = 0; index < journal[0]; index++) list.push([...journal.subarray(1 + index * 7, 8 + index * 7)]);
  return list;
}

test('a payload tells its features', () => {
  assert.deepEqual(payload.keys(), ['9', 'plain', 'text', 'split', 'child', 'circle', 'broken']);
  assert.equal(payload.size, 7);
  assert.equal(payload.find('nothing'), -1);
  assert.equal(payload.find('toString'), -1);
  assert.equal(payload.json(), JSON.stringify({ features }));
  assert.deepEqual(JSON.parse(payload.definition(number('child'))), features.child);
  assert.deepEqual(payload.describe(number('plain')), [0, 0, [], [0, -1, -1, 1, -1, -1, 2, -1, -1]]);
  assert.deepEqual(payload.describe(number('text')).slice(0, 3), [-1, 0, [['p', 'id'], ['p', 'a', 'b']]]);
  assert.deepEqual(payload.describe(number('split')).slice(0, 3), [-1, 1, [['p', 'id']]]);
  assert.deepEqual(payload.describe(number('split'))[3].slice(9), [4, 0, 0, 4, 0, 1]);
  assert.deepEqual(payload.describe(number('child')).slice(0, 3), [-1, 1, [['p', 'id']]]);
  assert.deepEqual(payload.describe(number('9'))[2], [['t', 'x.y']]);
  assert.throws(() => payload.describe(99), /There is no feature with this number/);
});

test('what is malformed is told', () => {
  assert.deepEqual(payload.problems(), ['broken: A rule is no object.', 'nothing: It is no object.']);
  for (const text of ['', '[]', 'null', '{']) assert.throws(() => binding.growthbookPayload(text), /JSON/, text);
  assert.throws(() => binding.growthbookPayload('{}', '[]'), /not an object/);
});

test('attributes are texts, numbers, booleans, and encoded', () => {
  assert.equal(evaluated('text', 0, 'me', 3), 3);
  assert.equal(evaluated('text', 0, 'me', '3'), 3);
  assert.equal(evaluated('text', 0, 'me', '\0j[3]'), 3);
  assert.equal(evaluated('text', 0, '\0j"me"', '\0x{"t":"e","s":"3","n":3,"b":true,"k":"object"}'), 3);
  for (const attributes of [[], ['me'], ['me', null], ['me', '\0!'], ['\0!', 3], ['me', '\0nonsense'], ['me', 3n], ['me', Symbol('3')], ['you', 3], ['m\ud800', 3]]) {
    assert.equal(evaluated('text', 0, ...attributes), 0, String(attributes.length));
  }
});

test('an experiment is in the journal', () => {
  // @growthbook/growthbook 1.8.0: {features: {f: {rules: [{variations: ['a', 'b'], key: 'exp'}]}}} for the id 2
  assert.equal(evaluated('split', 0, '2'), 4 + TOLD + RUN);
  assert.deepEqual(records(), [[0, number('split'), 0, 1, 3, 0.704, -2]]);
  assert.equal(evaluated('split', 0, ''), TOLD);
  assert.deepEqual(records(), [[0, number('split'), 0, 0, 0, NaN, -2]]);
});

test('prerequisites are in the journal', () => {
  assert.equal(evaluated('child', 0, '2'), 3 + TOLD);
  const [child, parent] = [number('child'), number('split')];
  assert.deepEqual(records(), [
    [0, parent, 0, 1, 3, 0.704, -2],
    [1, parent, 4, child, 0, 0, 0],
    [1, -1, -1, child, 0, 1, 0],
  ]);
  assert.equal(evaluated('child', 0, ''), 2 + TOLD);
  assert.equal(evaluated('circle', 0), 1 + TOLD);
  assert.deepEqual(records(), [[1, number('circle'), 1, number('circle'), 0, 0, 0]]);
});

test('faults are answered by a number', () => {
  assert.equal(evaluated('broken', 0), FAULT);
  assert.equal(evaluate(payload.base + 99), FAULT);
  assert.equal(evaluate(99, 0, 0), FAULT);
  assert.equal(evaluated('plain', 99), FAULT);
  assert.equal(evaluate(), FAULT);
  assert.equal(evaluate('a', {}, null), FAULT);
  assert.equal(run(payload.number, 0, 0, 0), FAULT);
  assert.equal(run(payload.number, TOLD, 0, 0), FAULT);
});

test('a journal that is too small says what it needs', () => {
  for (const length of [1, 8, 21]) {
    const small = new Float64Array(length);
    assert.equal(binding.growthbookEvaluator(small)(payload.base + number('child'), '2'), FULL);
    assert.equal(small[0], 22);
  }
  const enough = new Float64Array(22);
  assert.equal(binding.growthbookEvaluator(enough)(payload.base + number('child'), '2'), 3 + TOLD);
  assert.equal(binding.growthbookEvaluator(new Float64Array(0))(payload.base + number('split'), '2'), FULL);
  for (const value of [new Uint32Array(8), [], null, undefined, 'x']) assert.throws(() => binding.growthbookEvaluator(value));
});

test('a session forces and switches off', () => {
  const session = binding.growthbookSession(JSON.stringify({ forcedVariations: { exp: 0 }, forcedFeatures: [['text', 5]] }));
  assert.ok(session.number > 0);
  assert.equal(evaluated('split', session.number, '1'), 3 + TOLD);
  assert.deepEqual(records(), [[0, number('split'), 0, 0, 1, NaN, -2]]);
  assert.equal(evaluated('text', session.number, 'me', 3), FORCED);
  const parent = binding.growthbookSession(JSON.stringify({ forcedFeatures: [['split', 'b'], ['none', 1]] }));
  assert.equal(evaluated('child', parent.number), 3 + TOLD);
  assert.deepEqual(records(), [[1, number('split'), -1, number('child'), 0, 0, 1], [1, -1, -1, number('child'), 0, 1, 1]]);
  const off = binding.growthbookSession('{"enabled":false}');
  assert.equal(evaluated('split', off.number, '1'), TOLD);
  off.release();
  assert.equal(evaluated('split', off.number, '1'), FAULT);
  for (const text of ['', '[]', '{']) assert.throws(() => binding.growthbookSession(text), /JSON/);
});

test('a session that is needed once is its text', () => {
  for (const [text, expected] of [
    ['{"forcedVariations":{"exp":0}}', 3 + TOLD],
    ['{"forcedFeatures":[["split",1]]}', FORCED],
    ['{"enabled":false}', TOLD],
  ]) {
    assert.equal(evaluateIn(text, payload.base + number('split'), '1'), expected);
    assert.equal(evaluateIn(binding.growthbookSession(text).number, payload.base + number('split'), '1'), expected);
  }
  for (const text of ['', '[]', '{', null, {}, -1]) assert.equal(evaluateIn(text, payload.base + number('split'), '1'), FAULT);
});

test('sticky buckets', () => {
  const sticky = binding.growthbookPayload(JSON.stringify({ features: { f: { rules: [{ variations: [0, 1], key: 'k', hashAttribute: 'u', fallbackAttribute: 'd', meta: [{ key: '0' }, { key: '1' }] }] } } }));
  assert.deepEqual(sticky.describe(0)[2], [['p', 'u'], ['p', 'd']]);
  const session = binding.growthbookSession(JSON.stringify({ sticky: { 'd||1': { attributeName: 'd', attributeValue: '1', assignments: { k__0: '1' } } } }));
  assert.equal(evaluateIn(session.number, sticky.base, null, '1'), 4 + TOLD);
  // in the experiment, hashed, by the fallback, sticky, active
  assert.deepEqual(records(), [[0, 0, 0, 1, 31, 0.037, -2]]);
  assert.equal(evaluate(sticky.base, null, '1'), TOLD);
});

test('an inline experiment is run, and asks', () => {
  const inline = payload.inline(JSON.stringify({ key: 'exp', variations: ['a', 'b'], include: true, url: {}, groups: ['x'], parentConditions: [{ id: 'plain', condition: { value: 1 } }] }));
  assert.equal(inline.number >= TOLD, true);
  assert.deepEqual([inline.plan, inline.asks], [[['p', 'id']], 7]);
  assert.equal(run(payload.number, inline.number, 0, 0, '2'), 1);
  assert.equal(run(payload.number, inline.number, 0, 1 + 2, '2'), 3);
  assert.equal(run(payload.number, inline.number, 0, 1 + 2 + 16 + 32, '2'), 2);
  assert.equal(run(payload.number, inline.number, 0, 63, '2'), 0);
  assert.deepEqual(records(), [[1, number('plain'), 0, -1, -1, 0, 0], [0, -1, -1, 1, 3, 0.704, -2]]);
  for (const refused of [1, 1 + 2 + 16, 1 + 2 + 4 + 16 + 32]) {
    assert.equal(run(payload.number, inline.number, 0, refused, '2'), 0);
    assert.deepEqual(records().at(-1), [0, -1, -1, 0, 0, NaN, -2]);
  }
  const other = binding.growthbookPayload('{"features":{"other":{}}}');
  assert.equal(run(other.number, inline.number, 0, 63, '1'), FAULT);
  for (const text of ['', '[]', '{']) assert.throws(() => payload.inline(text), /JSON/);
});

test('auto experiments are run by their index', () => {
  const auto = { key: 'auto', variations: [{}, { urlRedirect: 'http://a.b/new' }], weights: [0, 1], urlPatterns: [{ type: 'simple', include: true, pattern: '/old' }] };
  const own = binding.growthbookPayload(JSON.stringify({ experiments: [null, auto] }));
  assert.equal(own.experiments(), 2);
  assert.deepEqual(own.describeExperiment(1), [[['p', 'id']], 0]);
  assert.deepEqual(JSON.parse(own.experimentDefinition(1)), auto);
  assert.throws(() => own.describeExperiment(2), /no experiment/);
  const at = (url) => binding.growthbookSession(JSON.stringify({ url })).number;
  assert.equal(run(own.number, 0, 0, 0, '1'), FAULT);
  assert.equal(run(own.number, 1, at('http://a.b/old'), 0, '1'), 0);
  assert.deepEqual(records()[0].slice(0, 5), [0, -1, -1, 1, 3]);
  assert.equal(run(own.number, 1, at('http://a.b/other'), 0, '1'), 0);
  assert.deepEqual(records()[0].slice(0, 5), [0, -1, -1, 0, 0]);
});

test('released payloads are gone, and numbers are used again', () => {
  const gone = binding.growthbookPayload('{"features":{"gone":{}}}');
  gone.release();
  gone.release();
  assert.throws(() => gone.keys(), /The payload was released/);
  assert.equal(evaluate(gone.base), FAULT);
});

test('equal texts are one payload', async () => {
  const text = '{"features":{"same":{}}}';
  const [first, second] = [binding.growthbookPayload(text), await binding.growthbookPayloadAsync(Buffer.from(`\uFEFF${text}`))];
  assert.equal(first.identity, second.identity);
  assert.notEqual(first.identity, binding.growthbookPayload(text, '{}').identity);
  await assert.rejects(binding.growthbookPayloadAsync('[]'), /not an object/);
});

test('overrides change experiments', () => {
  const own = binding.growthbookPayload(JSON.stringify({ features: { split: { rules: [split] } } }), JSON.stringify({ exp: { force: 0 } }));
  assert.equal(evaluate(own.base, '1'), 3 + TOLD);
});

test('conditions by themselves', () => {
  const condition = binding.growthbookCondition(JSON.stringify({ $savedGroup: { id: 'g' }, 'a.b': true }), JSON.stringify({ g: { type: 'list', attributeKey: 'id', values: ['1'] } }));
  assert.deepEqual(new Set(condition.plan.map(String)), new Set(['p,id', 'p,a,b']));
  const values = { 'p,id': '1', 'p,a,b': true };
  assert.equal(condition.holds(...condition.plan.map((entry) => values[String(entry)])), true);
  assert.equal(condition.holds('2', '2'), false);
  assert.throws(() => binding.growthbookCondition('', '{}'), /JSON/);
});

test('functions', () => {
  assert.equal(binding.growthbookHash('s', 'ü', 2), 0.8337);
  assert.equal(binding.growthbookHash('s', '\ud83d', 1), 0.857);
  assert.equal(binding.growthbookHash('s', 'a', 3), null);
  assert.equal(binding.growthbookIsUrlTargeted('http://a.b/c', JSON.stringify([{ type: 'simple', include: true, pattern: '*.b/C' }])), true);
  assert.equal(binding.growthbookIsUrlTargeted('http://a.b/c', '5'), false);
  assert.equal(binding.growthbookPaddedVersion('v1.2.3'), '    1-    2-    3-~');
  assert.equal(binding.growthbookPaddedVersion(10), '   10');
  assert.equal(binding.growthbookPaddedVersion('\0j{}'), '    0');
  assert.equal(binding.growthbookDecrypt('m5ylFM6ndyOJA2OPadubkw==.Uu7ViqgKEt/dWvCyhI46q088PkAEJbnXKf3KPZjf9IEQQ+A8fojNoxw4wIbPX3aj', 'Zvwv/+uhpFDznZ6SX28Yjg=='), '{"feature":{"defaultValue":true}}');
  assert.equal(binding.growthbookDecrypt('a.b', 'c'), null);
});
