'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { open } = require('../binding/support.js');
const { Evaluator } = require('../../lib/configcat/evaluation/evaluate.js');
const { OutcomesByText, TextMemory } = require('../../lib/configcat/evaluation/text-classes.js');
const { SnapshotView } = require('../../lib/configcat/evaluation/view.js');

const EQUALS = 0;
const CONTAINS = 1;
const STARTS_WITH = 2;
const ENDS_WITH = 3;

const rule = (conditions, value) => ({
  c: conditions.map(([a, c, l]) => ({ u: { a, c, ...(c === 28 ? { s: l } : { l }) } })),
  s: { v: { s: value } },
});
const flag = (...rules) => ({ t: 1, v: { s: 'none' }, r: rules });

const CONFIG = {
  f: {
    one: flag(rule([['Email', 32, ['@example.com']]], 'staff'), rule([['Email', 0, ['a@b.c']]], 'a')),
    two: flag(rule([['Email', 2, ['@example.com']]], 'staff'), rule([['Country', 0, ['Hungary', 'Portugal']]], 'land')),
    three: flag(rule([['A', 28, 'a'], ['B', 30, ['b']], ['C', 28, 'c']], 'all')),
    four: flag(rule([['A', 28, 'a'], ['B', 30, ['b']], ['C', 28, 'c'], ['D', 2, ['d']]], 'all')),
    number: { t: 1, v: { s: 'none' }, r: [{ c: [{ u: { a: 'Email', c: 10, d: 5 } }], s: { v: { s: 'five' } } }] },
  },
};

const ENOUGH = 16;

/** @param {() => void} run */
const twice = (run) => [run, run].forEach((each) => each());

/** An evaluator with an empty memory, which counts its warnings. */
function evaluation(key) {
  const view = new SnapshotView(open(CONFIG));
  const found = view.flag(key);
  const warnings = [];
  const log = { level: 2, eol: '\n', isEnabled: () => true };
  const warn = (...args) => warnings.push(args);
  const messages = { attributeConverted: warn, conditionAttributeMissing: warn };
  const evaluator = new Evaluator(log, messages, false);
  return { found, warnings, valueFor: (user) => found.values[evaluator.choose(view, found, '', user)] };
}

/** The same after so many evaluations that outcomes are remembered. */
function practised(key, user) {
  const made = evaluation(key);
  for (let count = 0; count < ENOUGH; count++) made.valueFor(user);
  assert.ok(made.found.byText instanceof OutcomesByText, 'outcomes are remembered by now');
  return made;
}

const remembered = ({ found }) => [...found.byText.outcomes].filter((outcome) => outcome >= 0).length;

test('outcomes are remembered by what texts answer, not by the texts', () => {
  const made = practised('two', { email: 'x@example.com', country: 'Hungary' });
  assert.equal(remembered(made), 1);
  for (let count = 0; count < 100; count++) {
    assert.equal(made.valueFor({ email: `user-${count}@example.com`, country: 'Hungary' }), 'staff');
    assert.equal(made.valueFor({ email: `user-${count}@other.com`, country: 'Portugal' }), 'land');
    assert.equal(made.valueFor({ email: `user-${count}@other.com`, country: `Land ${count}` }), 'none');
  }
  assert.equal(remembered(made), 3);
  // Two answers about the mail address; two countries, and all others.
  assert.equal(made.found.byText.outcomes.length, 2 * 3);
});

test('flags with any number of attributes', () => {
  const one = practised('one', { email: 'x' });
  for (const [email, value] of [['me@example.com', 'staff'], ['a@b.c', 'a'], ['A@b.c', 'none'], ['@example.com.', 'none']]) {
    twice(() => assert.equal(one.valueFor({ email }), value));
  }
  for (const key of ['three', 'four']) {
    const users = ['a', 'x'].flatMap((A) => ['b', 'bb', 'cb'].flatMap((B) => ['c', ''].flatMap((C) => ['d', 'xdx', 'x'].map((D) => ({ A, B, C, D })))));
    const made = practised(key, { custom: users[0] });
    for (const custom of [...users, ...users]) {
      const { A, B, C, D } = custom;
      const holds = A === 'a' && B.startsWith('b') && C === 'c' && (key === 'three' || D.includes('d'));
      assert.equal(made.valueFor({ custom }), holds ? 'all' : 'none', JSON.stringify(custom));
    }
  }
});

test('what is no text, or an empty one, is evaluated each time, warnings included', () => {
  const made = practised('one', { email: 'x' });
  for (const [email, value] of [[5, 'none'], ['', 'none'], [undefined, 'none'], [['@example.com'], 'none'], [new String('a@b.c'), 'a']]) {
    twice(() => {
      made.warnings.length = 0;
      assert.equal(made.valueFor({ email }), value);
      assert.ok(made.warnings.length > 0, `a warning for ${String(email)}`);
    });
  }
  assert.equal(remembered(made), 1);
});

test('each attribute is read once, remembered or not', () => {
  const made = evaluation('two');
  for (let count = 1; count < 3 * ENOUGH; count++) {
    const reads = [];
    const user = {
      get email() {
        reads.push('email');
        return count % 2 === 0 ? 'x' : 5;
      },
      get country() {
        reads.push('country');
        return 'Hungary';
      },
    };
    assert.equal(made.valueFor(user), 'land');
    assert.deepEqual(reads, ['email', 'country']);
  }
});

test('an attribute that cannot be read fails each time', () => {
  const made = practised('one', { email: 'x' });
  const user = {
    get email() {
      throw new Error('boom');
    },
  };
  twice(() => assert.throws(() => made.valueFor(user), /boom/));
});

test('a flag that asks for anything else remembers nothing', () => {
  const made = evaluation('number');
  for (let count = 0; count < 2 * ENOUGH; count++) assert.equal(made.valueFor({ email: String(count) }), count === 5 ? 'five' : 'none');
  assert.equal(made.found.byText, null);
});

test('each kind of question tells texts apart', () => {
  const outcomes = (kind) => {
    const byText = new TextMemory().outcomesFor([[kind, 'ab']]);
    byText.keep(['ab'], 7);
    return ['ab', 'xab', 'abx', 'xabx', 'ba'].map((text) => byText.ofOne(text));
  };
  assert.deepEqual(outcomes(EQUALS), [7, -1, -1, -1, -1]);
  assert.deepEqual(outcomes(CONTAINS), [7, 7, 7, 7, -1]);
  assert.deepEqual(outcomes(STARTS_WITH), [7, -1, 7, -1, -1]);
  assert.deepEqual(outcomes(ENDS_WITH), [7, 7, -1, -1, -1]);
});

test('flags that ask the same share what tells texts apart', () => {
  const memory = new TextMemory();
  const [first, second, other] = [['a', 'b'], ['a', 'b'], ['a', 'c']].map((texts) => memory.outcomesFor([texts.flatMap((text) => [EQUALS, text])]));
  assert.equal(first.classes[0], second.classes[0]);
  assert.notEqual(first.classes[0], other.classes[0]);
  assert.notEqual(first.outcomes, second.outcomes);
});

test('what a config has remembered is limited, however many flags and texts it has', () => {
  const remembered = (testsOf) => {
    const memory = new TextMemory();
    let count = 0;
    while (memory.outcomesFor([testsOf(count)]) !== null) count += 1;
    return count;
  };
  const texts = (start, length) => Array.from({ length }, (_, index) => [EQUALS, `text ${start + index}`]).flat();
  const few = remembered(() => texts(0, 1));
  assert.ok(few > 2_000 && few < 3_000, `${few} small flags`);
  assert.ok(remembered(() => texts(0, 128)) < few / 4);
  assert.ok(remembered((count) => texts(count * 128, 128)) < 60);
});
