'use strict';

// Random specs and users, through this package and the official one, call after call. Where the two may differ is said in
// deviations.js and nowhere else. VEXIL_DIFF_N=20000 makes a long run.

const assert = require('node:assert/strict');
const test = require('node:test');
const { runSeed } = require('../../support/random');
const { own } = require('../support/sdks');
const { officialSide, ownSide } = require('./sides');
const { compareWorlds, describeDifference } = require('./worlds');

const SUBJECTS = Number(process.env.VEXIL_DIFF_N ?? 2_000);
const ONLY = process.env.VEXIL_WORLD === undefined ? undefined : Number(process.env.VEXIL_WORLD);

test('the same as the official package', { skip: own.skip }, async (t) => {
  const seed = runSeed();
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run, VEXIL_WORLD one world of it)`);
  const sides = [officialSide(), ownSide()];
  const { difference, ...counts } = await compareWorlds({ sides, subjects: SUBJECTS, seed, only: ONLY });
  t.diagnostic(`${counts.subjects} users of ${counts.worlds} specs, ${counts.steps} calls`);
  for (const [name, count] of Object.entries(counts.usage)) t.diagnostic(`deviation met ${count} times: ${name}`);
  t.diagnostic(`met: ${Object.entries(counts.seen).map(([name, count]) => `${name} ${count}`).join(', ')}`);
  if (difference) assert.fail(await describeDifference(sides, seed, difference));
  if (ONLY !== undefined) return;
  for (const [name, count] of Object.entries(counts.seen)) assert.ok(count > counts.subjects / 1_000, `${name} must be met more often than ${count} times`);
});
