'use strict';

// Specs of which one is damaged somewhere. The rules: nothing throws but what is documented; what has nothing to do with the damaged
// spec is answered as the official package answers it; and both take the body, or neither: see deviations.js for the one exception.

const assert = require('node:assert/strict');
const test = require('node:test');
const { Random, runSeed } = require('../../support/random');
const { isOfficial } = require('../../support/sdk');
const { own } = require('../support/sdks');
const { reachedFrom, withDamage } = require('./generate/damage');
const { anyWorld } = require('./generate/world');
const { officialSide, ownSide } = require('./sides');

const WORLDS = Number(process.env.VEXIL_DIFF_N ?? 2_000) / 10;

/** Names of what a step asks for. */
const nameOf = ({ args }) => args[0];

const text = ({ name, outcome, notes }) => [name, outcome, ...notes].join('\n');

const isTaken = ({ start }) => start.outcome.includes('"success": true');

/** Whether a body may be refused although the official package takes it. */
const mayBeRefused = ({ feature_gates: gates, dynamic_configs: configs, layer_configs: layers }) =>
  [...gates, ...configs, ...layers].some(({ rules }) => !Array.isArray(rules));

/** What is wrong with the second of two lives in the same world. */
function* complaints(world, reached, theirs, ours) {
  if (isTaken(theirs) !== isTaken(ours)) {
    if (isTaken(ours) || !mayBeRefused(world.specs)) yield `the body: ${theirs.start.outcome} and ${ours.start.outcome}`;
    return;
  }
  for (const [index, { steps }] of world.subjects.entries()) {
    for (const [at, step] of steps.entries()) {
      const [expected, found] = [theirs.subjects[index][at], ours.subjects[index][at]];
      if (found.outcome.startsWith('throws') && found.outcome !== expected.outcome) yield text(found);
      const isFree = step.fn === 'getClientInitializeResponse' || reached.has(nameOf(step));
      if (!isFree && text(expected) !== text(found)) yield `--- official\n${text(expected)}\n--- this package\n${text(found)}`;
    }
  }
}

test('specs of which one is damaged', { skip: own.skip || (isOfficial && 'nothing to compare') }, async (t) => {
  const seed = runSeed();
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  const random = new Random(seed);
  const counts = { worlds: 0, taken: 0, steps: 0 };
  for (; counts.worlds < WORLDS; counts.worlds += 1) {
    const whole = anyWorld(random);
    const { specs, damaged } = withDamage(random, whole.specs);
    const world = { ...whole, specs, persisted: null, isTold: false };
    const theirs = await officialSide().live(world);
    const ours = await ownSide().live(world);
    counts.taken += isTaken(theirs) ? 1 : 0;
    counts.steps += world.subjects.reduce((sum, { steps }) => sum + steps.length, 0);
    const [complaint] = complaints(world, reachedFrom(whole.specs, damaged), theirs, ours);
    if (complaint) assert.fail(`world ${counts.worlds} of seed ${seed}, ${damaged}: ${complaint}\n${JSON.stringify(specs)}`);
  }
  t.diagnostic(JSON.stringify(counts));
  assert.ok(counts.taken > counts.worlds / 2, 'most bodies are taken');
});
