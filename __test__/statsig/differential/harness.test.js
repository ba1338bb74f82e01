'use strict';

// The differential test is put to the test: it finds nothing between the official package and itself, and each of several small
// faults when the official package is made to have them.

const assert = require('node:assert/strict');
const test = require('node:test');
const { runSeed } = require('../../support/random');
const { official } = require('../support/sdks');
const { compareWorld, report } = require('./compare');
const { faults } = require('./faulty');
const { officialSide } = require('./sides');
const { compareWorlds, describeDifference } = require('./worlds');

/** No differences are meant here. */
const allowed = [];

const SUBJECTS = Number(process.env.VEXIL_DIFF_N ?? 1_000);

test('nothing is found between the official package and itself', async (t) => {
  const seed = runSeed();
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  const sides = [officialSide(), officialSide()];
  const { difference, ...counts } = await compareWorlds({ sides, subjects: SUBJECTS, seed, allowed });
  t.diagnostic(`${counts.subjects} users of ${counts.worlds} specs, ${counts.steps} calls`);
  t.diagnostic(`met: ${Object.entries(counts.seen).map(([name, count]) => `${name} ${count}`).join(', ')}`);
  if (difference) assert.fail(await describeDifference(sides, seed, difference, { allowed }));
  for (const [name, count] of Object.entries(counts.seen)) assert.ok(count > counts.subjects / 1_000, `${name} must be met more often than ${count} times`);
});

for (const [name, fault] of Object.entries(faults)) {
  test(`it is noticed that ${name}`, async (t) => {
    const seed = runSeed();
    t.diagnostic(`seed ${seed}`);
    const sides = [officialSide(), officialSide(fault(official.load()))];
    const { difference, subjects } = await compareWorlds({ sides, subjects: 2_000, seed, allowed });
    assert.ok(difference, `not within ${subjects} users`);
    t.diagnostic(`after ${subjects} users`);
  });
}

test('a difference is told in the smallest world that shows it', async (t) => {
  const sides = [officialSide(), officialSide(faults['a rule is told wrongly'](official.load()))];
  const { difference } = await compareWorlds({ sides, subjects: 2_000, seed: 1, allowed });
  assert.ok(difference);
  const text = await report(sides, difference.world, difference.difference, { allowed });
  const [, source = ''] = /^world: (.*)$/m.exec(text) ?? [];
  t.diagnostic(source);
  assert.ok(source.length < 1_500, source);
  const smallest = Function(`return (${source})`)();
  assert.ok(await compareWorld(sides, smallest, { allowed }), 'what is printed shows the difference when it is run');
});
