'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { atLeast, atMost, describe, exactly, isMet, told } = require('../../stress/support/figure.js');

for (const [figure, met, text] of /** @type {const} */ ([
  [atMost('memory', 1.5, 'MB', 2), true, 'memory: 1.50 MB (goal: at most 2; met)'],
  [atMost('memory', 2.5, 'MB', 2), false, 'memory: 2.50 MB (goal: at most 2; MISSED)'],
  [atMost('memory', NaN, 'MB', 2), false, 'memory: NaN MB (goal: at most 2; MISSED)'],
  [atLeast('reads', 1000, '', 1000), true, 'reads: 1,000 (goal: at least 1,000; met)'],
  [atLeast('reads', 999, '', 1000), false, 'reads: 999 (goal: at least 1,000; MISSED)'],
  [exactly('alive', 0, '', 0), true, 'alive: 0 (goal: exactly 0; met)'],
  [exactly('alive', 1, '', 0), false, 'alive: 1 (goal: exactly 0; MISSED)'],
  [told('clients', 7, ''), true, 'clients: 7'],
])) {
  test(`a figure is told with its goal: ${text}`, () => {
    assert.equal(isMet(figure), met);
    assert.equal(describe(figure), text);
  });
}
