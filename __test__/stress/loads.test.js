'use strict';

// The loads of `npm run stress` in their short form. What they find has to reach goals that a busy machine reaches too.

const assert = require('node:assert/strict');
const test = require('node:test');
const loads = require('../../stress/loads.js');
const { describe, isMet } = require('../../stress/support/figure.js');

const HANG_GUARD_MS = 120_000;

/** Their generators have tests of their own. */
const TESTED_ELSEWHERE = ['differential', 'growthbook-differential', 'statsig-differential'];

for (const load of loads.filter(({ name }) => !TESTED_ELSEWHERE.includes(name))) {
  test(`${load.name}: ${load.title}`, { timeout: HANG_GUARD_MS }, async (t) => {
    const found = await load.run({ short: true });
    for (const figure of found) t.diagnostic(describe(figure));
    assert.deepEqual(found.filter((figure) => !isMet(figure)).map(describe), []);
    assert.ok(found.some(({ goal }) => goal !== null), 'a load without a goal tests nothing');
  });
}
