'use strict';

// The differential test is put to the test: it finds nothing between the official package and itself, and each of several small
// faults when the official package is made to have them.

const assert = require('node:assert/strict');
const test = require('node:test');
const { runSeed } = require('../../support/random');
const { loadOfficial } = require('../support/sdks');
const { compareWorld, report } = require('./compare');
const { faults, withRules } = require('./faulty');
const { compareWorlds, describeDifference, silenceConsole } = require('./worlds');

const official = loadOfficial();
/** No differences are meant here. */
const allowed = [];

for (const [name, other] of [['itself', official], ['itself behind what makes the faults below', withRules(official, () => {})]]) {
  test(`nothing is found between the official package and ${name}`, async (t) => {
    const seed = runSeed();
    t.diagnostic(`seed ${seed}`);
    silenceConsole(t);
    const sdks = [official, other];
    const { difference } = await compareWorlds({ sdks, subjects: 600, seed, allowed });
    if (difference) assert.fail(await describeDifference(sdks, seed, difference, { allowed }));
  });
}

for (const [name, fault] of Object.entries(faults)) {
  test(`it is noticed that ${name}`, async (t) => {
    const seed = runSeed();
    t.diagnostic(`seed ${seed}`);
    silenceConsole(t);
    const sdks = [official, fault(official)];
    const { difference, subjects } = await compareWorlds({ sdks, subjects: 12_000, seed, allowed });
    assert.ok(difference, `not within ${subjects} users`);
    t.diagnostic(`after ${subjects} users`);
  });
}

test('a difference is told in the smallest world that shows it', async (t) => {
  silenceConsole(t);
  const sdks = [official, faults['a bucket is told wrongly'](official)];
  const { difference } = await compareWorlds({ sdks, subjects: 12_000, seed: 1, allowed });
  const text = await report(sdks, difference.world, difference.difference, { allowed });
  const [, source] = /^world: (.*)$/m.exec(text);
  assert.ok(source.length < 400, source);
  t.diagnostic(source);
  const smallest = Function(`return (${source})`)();
  assert.ok(await compareWorld(sdks, smallest, { allowed }), 'what is printed shows the difference when it is run');
});
