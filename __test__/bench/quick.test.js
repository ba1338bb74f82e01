'use strict';

// A quick run of the benchmark: that it works, and that it reports every row. Its figures mean nothing, and none is looked at.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { promisify } = require('node:util');

const root = path.join(__dirname, '..', '..');

/** Nothing here takes minutes but the build that a first run may have to do; this ends it should something hang. */
const LIMIT_MS = 600_000;

const folder = mkdtempSync(path.join(os.tmpdir(), 'vexil-bench-'));
const read = (name) => readFileSync(path.join(folder, name), 'utf8');

const FLAGS = ['static flag', 'two text rules', 'percentage options', 'semver rule', 'hashed rule (2 items)'];
const WITHOUT_SEMVER = FLAGS.filter((name) => name !== 'semver rule');
const WITH_CALLBACKS = FLAGS.slice(0, 3);

/** The goals by row: so many times as fast as the fastest official package. */
const GOALS = new Map([
  ...goals('snapshot().getValue', FLAGS, [5, 3, 8, 6, 60]),
  ...goals('await getValueAsync', WITHOUT_SEMVER, [7, 6, 10, 60]),
  ...goals('callback getValue', WITH_CALLBACKS, [5, 5, 5], ['']),
  ['await getAllValuesAsync, 200 flags', 6],
  ['await getAllValuesAsync, 10,000 flags with 3 rules', 8],
]);

function goals(call, flags, values, suffixes = ['', ', new user']) {
  return suffixes.flatMap((suffix) => flags.map((flag, index) => [`${call}, ${flag}${suffix}`, values[index]]));
}

const isFigure = ({ median, spread }) => Number.isFinite(median) && Number.isFinite(spread) && spread >= 0;

let results;

before(async () => {
  const args = [path.join('bench', 'index.mjs'), '--quick', '--out', folder];
  await promisify(execFile)(process.execPath, args, { cwd: root, timeout: LIMIT_MS, maxBuffer: 1 << 26 });
  results = JSON.parse(read('benchmarks.json'));
});

after(() => rmSync(folder, { recursive: true, force: true }));

test('every operation is there, with its goal, both rivals and its floor', () => {
  const rows = results.rows.filter(({ group }) => group === 'operations');
  assert.deepEqual(new Map(rows.map(({ name, goal }) => [name, goal.value])), GOALS);
  for (const { name, ours, others, ratio, goal, floor, timesFloor, met, unit } of rows) {
    assert.equal(unit, 'ns', name);
    const rivals = name.startsWith('callback') ? ['configcat-node'] : ['configcat-node', '@configcat/sdk'];
    assert.deepEqual(Object.keys(others), rivals, name);
    const best = Math.min(...Object.values(others).map(({ median }) => median));
    assert.equal(ratio, best / ours.median, name);
    assert.equal(goal.kind, 'ratio-at-least', name);
    assert.equal(met, ratio >= goal.value, name);
    assert.equal(timesFloor, ours.median / floor.median, name);
  }
});

/** So many times as fast as the official package; `evalFeature` and scoped instances have no goal. */
const GROWTHBOOK_GOALS = [
  ...growthBookGoals('getFeatureValue', [5, 8, 8, 10, 12]),
  ['GrowthBook getFeatureValue, JSON value with 200 keys', 20],
  ...growthBookGoals('isOn', [5, 8, 8, 10, 12]),
  ...growthBookGoals('evalFeature', [undefined, undefined, undefined, undefined, undefined]),
  ['GrowthBook request, new instance and five evaluations', 8],
  ['GrowthBook request, scoped instance and five evaluations', undefined],
];

function growthBookGoals(call, values) {
  const features = ['default value', 'one force rule', 'experiment', 'three-rule feature', 'ten missed rules'];
  return features.map((feature, index) => [`GrowthBook ${call}, ${feature}`, values[index]]);
}

test('every GrowthBook operation is there, with its goal, its rival and its floor', () => {
  const rows = results.rows.filter(({ group }) => group === 'growthbook');
  assert.deepEqual(rows.map(({ name, goal }) => [name, goal?.value]), GROWTHBOOK_GOALS);
  for (const { name, ours, others, ratio, goal, floor, timesFloor, met } of rows) {
    assert.deepEqual(Object.keys(others), ['@growthbook/growthbook'], name);
    assert.equal(ratio, others['@growthbook/growthbook'].median / ours.median, name);
    assert.equal(met, goal && ratio >= goal.value, name);
    assert.equal(timesFloor, ours.median / floor.median, name);
  }
});

test('the stalls of GrowthBook payloads are there, polled and streamed', () => {
  const rows = results.rows.filter(({ group }) => group === 'growthbook-costs');
  const label = 'longest event-loop stall while a payload of 5,000 features is swapped';
  assert.deepEqual(
    rows.map(({ name, unit, goal, others }) => [name, unit, goal, Object.keys(others)]),
    [
      [`${label}, polled`, 'ms', { kind: 'at-most', value: 5 }, ['@growthbook/growthbook']],
      [`${label}, streamed`, 'ms', { kind: 'at-most', value: 5 }, ['@growthbook/growthbook']],
    ],
  );
});

/** So many times as fast as the faster of the two official packages. */
const STATSIG_GOALS = [
  ['Statsig checkGate, public', 8],
  ['Statsig checkGate, many rules', 10],
  ['Statsig checkGate, string operators', 8],
  ['Statsig checkGate, public, exposures queued', 6],
  ['Statsig getExperiment and get', 8],
  ['Statsig getLayer and get', 8],
  ['Statsig getClientInitializeResponse, 82 gates', 8],
];
const STATSIG_RIVALS = ['statsig-node', '@statsig/statsig-node-core'];

test('every Statsig operation is there, with its goal, both rivals and its floor', () => {
  const rows = results.rows.filter(({ group }) => group === 'statsig');
  assert.deepEqual(rows.map(({ name, goal }) => [name, goal.value]), STATSIG_GOALS);
  for (const { name, ours, others, ratio, goal, floor, timesFloor, met } of rows) {
    assert.deepEqual(Object.keys(others), STATSIG_RIVALS, name);
    assert.equal(ratio, Math.min(...Object.values(others).map(({ median }) => median)) / ours.median, name);
    assert.equal(met, ratio >= goal.value, name);
    assert.equal(timesFloor, ours.median / floor.median, name);
  }
});

test('the delivery of Statsig exposures is there', () => {
  const rows = results.rows.filter(({ group }) => group === 'statsig-costs');
  const label = 'one million exposures, a thousand per turn';
  assert.deepEqual(
    rows.map(({ name, unit, goal, others }) => [name, unit, goal, Object.keys(others)]),
    [
      [`${label}: lost`, 'count', { kind: 'at-most', value: 0 }, STATSIG_RIVALS],
      [`${label}: peak memory`, 'MB', null, STATSIG_RIVALS],
      [`${label}: until all were delivered`, 'ms', null, STATSIG_RIVALS],
    ],
  );
  assert.equal(rows[0].met, true);
});

test('the packages are named with their versions, ours first', () => {
  const names = ['vexil', 'configcat-node', '@configcat/sdk', '@growthbook/growthbook', ...STATSIG_RIVALS];
  assert.deepEqual(Object.keys(results.packages), names);
  for (const version of Object.values(results.packages)) assert.match(version, /^\d+\.\d+\.\d+$/);
});

test('the limits are twice their floors', () => {
  const rows = results.rows.filter(({ group }) => group === 'limits');
  assert.deepEqual(
    rows.map(({ name }) => name),
    ['two text rules', 'percentage options', 'hashed rule (2 items)'].map((name) => `${name}, in a snapshot`),
  );
  for (const { name, ours, goal, floor, met } of rows) {
    const operation = results.rows.find((row) => row.name === `snapshot().getValue, ${name.replace(', in a snapshot', '')}`);
    assert.deepEqual(ours, operation.ours, name);
    assert.deepEqual(goal, { kind: 'at-most', value: 2 * floor.median }, name);
    assert.equal(met, ours.median <= goal.value, name);
  }
});

test('every other cost is there, with its goal', () => {
  const rows = results.rows.filter(({ group }) => group === 'costs');
  const goals = rows.map(({ name, unit, goal }) => [name, unit, goal && [goal.kind, goal.value]]);
  assert.deepEqual(goals, [
    ['longest event-loop stall while a 7 MB config (10,000 flags) is swapped', 'ms', ['at-most', 5]],
    ['longest event-loop stall while the replaced config is let go', 'ms', ['at-most', 5]],
    ['resident memory added by that config', 'MB', ['at-most-share', 0.5]],
    ['the same, once every flag was evaluated', 'MB', null],
    ['the same, after the config was replaced six times', 'MB', null],
    ['require(), above an empty Node', 'ms', ['at-most', 20]],
    ['first value after createClient, local server, 1,000 flags', 'ms', ['faster', undefined]],
    ['idle processor time with a 60 s poll', '%', ['at-most', 0.05]],
    ['size of the stripped addon', 'MB', ['at-most', 8]],
    ['allocations in Rust, static value', 'count', ['at-most', 0]],
    ['allocations in Rust, one text rule', 'count', ['at-most', 0]],
  ]);
  for (const { name, others } of rows.slice(0, 8)) {
    const rivals = name.endsWith('is let go') ? [] : ['configcat-node', '@configcat/sdk'];
    assert.deepEqual(Object.keys(others).sort(), rivals.sort(), name);
  }
});

test('everything that can grow has a curve', () => {
  const rows = results.rows.filter(({ group }) => group === 'growth');
  assert.deepEqual(
    rows.map(({ series, unit }) => [series, unit]),
    [['flags', 'ns'], ['rules', 'ns'], ['list', 'ns'], ['hashed-list', 'ns'], ['users', 'ns'], ['users-heap', 'MB'], ['users-resident', 'MB']],
  );
  for (const { series, points, goal, growth, met } of rows) {
    assert.ok(points.length >= 2, series);
    assert.ok(points.every(({ x }, index) => index === 0 || x > points[index - 1].x), series);
    for (const { others } of points) assert.deepEqual(Object.keys(others).sort(), ['@configcat/sdk', 'configcat-node'], series);
    assert.equal(met, growth <= goal.value, series);
  }
});

test('every figure of every group is a number', () => {
  assert.ok(results.rows.length > 0);
  for (const row of results.rows) {
    assert.ok(results.groups.some(({ name }) => name === row.group), row.group);
    assert.equal(typeof row.met, row.goal === null ? 'object' : 'boolean', row.name);
    for (const { ours, others } of row.points ?? [row]) {
      assert.ok([ours, ...Object.values(others)].every(isFigure), row.name);
    }
  }
});

test('the page has a line for every row, and says that this was a quick run', () => {
  const page = read('benchmarks.md');
  assert.match(page, /A quick run/);
  assert.match(page, /^## How to read the tables$/m);
  const lines = page.split('\n');
  for (const { name, series } of results.rows) {
    const found = lines.some((line) => line.startsWith(series ? `| ${name} |` : `| ${name}`));
    assert.ok(found, name);
  }
});

test('the pictures are well-formed, need nothing from elsewhere, and name every operation', () => {
  const pictures = ['benchmarks.svg', 'growth.svg'].filter((name) => existsSync(path.join(folder, name)));
  for (const name of pictures) {
    const svg = read(name);
    assertWellFormed(svg);
    assert.doesNotMatch(svg, /NaN|undefined|Infinity/, name);
    assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|<image|<style|<script|url\(/, name);
  }
  const bars = read('benchmarks.svg');
  for (const { name, inChart } of results.rows) {
    if (inChart) assert.ok(bars.includes(`>${name.split(', ').slice(1).join(', ')}<`), name);
  }
});

/** Tags open and close in pairs, and text has no bare special characters. */
function assertWellFormed(svg) {
  const open = [];
  let end = 0;
  for (const { 0: tag, 1: closing, 2: name, 3: selfClosing, index } of svg.matchAll(/<(\/?)([\w:]+)(?:\s+[\w:-]+="[^"<]*")*\s*(\/?)>/g)) {
    assert.doesNotMatch(svg.slice(end, index), /[<>]|&(?!amp;|lt;|gt;|quot;)/);
    end = index + tag.length;
    if (closing) assert.equal(open.pop(), name);
    else if (!selfClosing) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.equal(svg.slice(end).trim(), '');
}
