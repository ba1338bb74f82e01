'use strict';

// Random payloads and users, through every class of the package and of the official one, call after call. Where the two may
// differ is said in deviations.js and nowhere else.

const assert = require('node:assert/strict');
const test = require('node:test');
const { runSeed } = require('../../support/random');
const { load, loadOfficial } = require('../support/sdks');
const { compareWorlds, describeDifference, silenceConsole } = require('./worlds');

const SUBJECTS = Number(process.env.VEXIL_DIFF_N ?? 20_000);
const ONLY = process.env.VEXIL_WORLD === undefined ? undefined : Number(process.env.VEXIL_WORLD);

test('the same as the official package', async (t) => {
  const seed = runSeed();
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run, VEXIL_WORLD one world of it)`);
  silenceConsole(t);
  const sdks = [loadOfficial(), load()];
  const { difference, ...counts } = await compareWorlds({ sdks, subjects: SUBJECTS, seed, only: ONLY });
  t.diagnostic(`${counts.subjects} users of ${counts.worlds} payloads, ${counts.steps} calls`);
  for (const [name, count] of Object.entries(counts.usage)) t.diagnostic(`deviation met ${count} times: ${name}`);
  t.diagnostic(`met: ${Object.entries(counts.seen).map(([name, count]) => `${name} ${count}`).join(', ')}`);
  if (difference) assert.fail(await describeDifference(sdks, seed, difference));
  if (ONLY !== undefined) return;
  for (const [name, count] of Object.entries(counts.seen)) assert.ok(count > counts.subjects / 1_000, `${name} must be met more often than ${count} times`);
});
