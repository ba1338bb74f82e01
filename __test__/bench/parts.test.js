'use strict';

// What the benchmark's figures rest on.

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { figureOf, loadFresh, makeRow, measure } = require('../../bench/support/index.js');
const { element, text } = require('../../bench/report/svg.js');

const quietly = { quick: true, log: () => {} };

test('a figure is the median and the interquartile range', () => {
  assert.deepEqual(figureOf([5, 1, 4, 2, 3]), { median: 3, spread: 2 });
  assert.deepEqual(figureOf([4, 1, 2, 3]), { median: 2.5, spread: 1.5 });
  assert.deepEqual(figureOf([7]), { median: 7, spread: 0 });
});

test('packages that give different answers are not compared', async () => {
  const contestants = [
    { name: 'a', run: (count) => count },
    { name: 'b', run: async (count) => count - 1 },
  ];
  await assert.rejects(measure([{ name: 'task', contestants, checkCalls: 4 }], quietly), /task: the answers differ: 4, 3/);
});

test('each contestant is timed by itself, and told per call', async () => {
  const counts = new Map([['a', 0], ['b', 0]]);
  const contestants = [...counts.keys()].map((name) => ({
    name,
    run: (count) => {
      counts.set(name, counts.get(name) + count);
      return count;
    },
  }));
  const figures = (await measure([{ name: 'task', contestants, checkCalls: 4 }], quietly)).get('task');
  assert.deepEqual([...figures.keys()], ['a', 'b']);
  for (const [name, { median }] of figures) assert.ok(median > 0 && counts.get(name) > 4, name);
});

test('a row is held against the best official figure', () => {
  const figure = (median) => ({ median, spread: 0 });
  const others = { x: figure(30), y: figure(20) };
  const met = (ours, goal, floor = null) => {
    const row = makeRow({ group: 'g', name: 'n', ours: figure(ours), others, goal, floor });
    return [row.ratio, row.met, row.timesFloor];
  };
  assert.deepEqual(met(10, { kind: 'ratio-at-least', value: 2 }), [2, true, null]);
  assert.deepEqual(met(10, { kind: 'ratio-at-least', value: 2.1 }), [2, false, null]);
  assert.deepEqual(met(10, { kind: 'at-most', value: 10 }, { name: 'f', median: 4 }), [2, true, 2.5]);
  assert.deepEqual(met(10, { kind: 'at-most', value: 9 }), [2, false, null]);
  assert.deepEqual(met(10, { kind: 'at-most-share', value: 0.5 }), [2, true, null]);
  assert.deepEqual(met(10, { kind: 'at-most-share', value: 0.4 }), [2, false, null]);
  assert.deepEqual(met(19, { kind: 'faster' })[1], true);
  assert.deepEqual(met(20, { kind: 'faster' })[1], false);
  assert.deepEqual(met(0, { kind: 'at-most', value: 0 }), [null, true, null]);
  const alone = makeRow({ group: 'g', name: 'n', ours: figure(1) });
  assert.deepEqual([alone.ratio, alone.goal, alone.met], [null, null, null]);
});

test('every load of a module is one of its own', () => {
  const file = require.resolve('../../bench/operations/loops.js');
  assert.notEqual(loadFresh(file).value, loadFresh(file).value);
});

test('text and attributes of pictures are escaped', () => {
  assert.equal(text(1, 2.04, 'a<b & "c"'), '<text x="1" y="2">a&lt;b &amp; &quot;c&quot;</text>');
  assert.equal(element('g', { id: '"<' }), '<g id="&quot;&lt;"/>');
});
