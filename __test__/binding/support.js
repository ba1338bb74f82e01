'use strict';

// The private binding, called as lib/ calls it.

const binding = require('../../binding.js');

const rule = (attribute, comparator, comparison, value) => ({
  c: [{ u: { a: attribute, c: comparator, ...comparison } }],
  s: { v: { s: value }, i: `v-${value}` },
});

/** A string setting; comparator 28 is "equals", 10 is "number =", 34 is "array contains any of". */
const textFlag = (rules) => ({ t: 1, v: { s: 'fallback' }, i: 'v-fallback', r: rules });

/** @param {object | string} config */
function open(config) {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return binding.configcatEntry(text, 0, null).snapshot;
}

const choose = binding.configcatEvaluator();

/** Evaluates a flag by its key and gives the value; fails where the binding asks for `explain`. */
function evaluate(snapshot, key, ...attributes) {
  const flag = snapshot.find(key);
  const result = choose(snapshot.base + flag, ...attributes);
  return result === EXPLAIN ? 'explain' : snapshot.describe(flag)[4][result & ~WARNED];
}

const EXPLAIN = 0xffffffff;
const WARNED = 1 << 30;

module.exports = { EXPLAIN, WARNED, binding, choose, evaluate, open, rule, textFlag };
