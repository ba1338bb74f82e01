'use strict';

// Flags that ask nothing but texts of a user are evaluated natively at first; then outcomes are remembered by what the texts answer.
// Both have to be the same as in the official package, so few flags are evaluated often here.

const assert = require('node:assert/strict');
const test = require('node:test');
const { Random, runSeed } = require('../support/random');
const { ODD_TEXTS, WORDS, anyText } = require('./generate/texts');
const { anyUser } = require('./generate/users');
const { openPair, report } = require('./pair');

const EVALUATIONS = Number(process.env.VEXIL_DIFF_N ?? 20_000) / 2;
const PER_CONFIG = 250;
const ATTRIBUTES = ['Identifier', 'Email', 'Country', 'Role'];
const FLAGS = ['one', 'two', 'three'];
const WARN = 2;

/** Users whose attributes are texts of a few kinds, and some with anything. */
function anyTextUser(random) {
  if (random.chance(0.15)) return anyUser(random, [...ATTRIBUTES, 'Other']);
  const text = () => random.choose([[4, () => random.pick(WORDS)], [1, () => random.pick(ODD_TEXTS)], [1, () => anyText(random)]]);
  const user = { identifier: text(), email: text(), country: text(), custom: { Role: text() } };
  if (random.chance(0.1)) delete user[random.pick(['identifier', 'email', 'country', 'custom'])];
  return user;
}

function textCondition(random) {
  const a = random.pick(random.chance(0.6) ? ['Email', 'Role'] : ATTRIBUTES);
  const c = random.pick([0, 0, 1, 2, 3, 28, 29, 30, 31, 32, 33]);
  const text = () => random.pick(random.chance(0.85) ? WORDS : ODD_TEXTS);
  const part = () => text().slice(0, random.between(0, 3));
  if (c === 28 || c === 29) return { a, c, s: text() };
  return { a, c, l: random.times(random.between(0, 2), c < 2 ? text : part) };
}

function textRule(random, position, index) {
  const conditions = random.times(random.between(1, 2), () =>
    random.choose([
      [8, () => ({ u: textCondition(random) })],
      [1, () => ({ s: { s: random.below(2), c: random.below(2) } })],
      [position > 0 ? 1 : 0, () => ({ p: { f: FLAGS[position - 1], c: random.below(2), v: { s: 'value 1' } } })],
    ]),
  );
  return { c: conditions, s: { v: { s: `value ${index}` }, i: `id${index}` } };
}

function textWorld(random) {
  const segments = random.times(2, (index) => ({ n: `segment ${index}`, r: random.times(random.between(1, 2), () => textCondition(random)) }));
  const setting = (_, position) => ({
    t: 1,
    v: { s: 'own' },
    i: 'own',
    r: random.times(random.between(1, 3), (index) => textRule(random, position, index)),
  });
  const f = Object.fromEntries(FLAGS.map((key, position) => [key, setting(key, position)]));
  return { config: { p: { s: 'salt' }, s: segments, f }, users: random.times(24, () => anyTextUser(random)) };
}

function anyEvaluation(random, users) {
  const key = random.pick(FLAGS);
  const user = random.pick(users);
  const [name, run] = random.pick([
    ['getValueAsync', (client) => client.getValueAsync(key, null, user)],
    ['snapshot().getValue', (client) => client.snapshot().getValue(key, '', user)],
    ['snapshot().getValueDetails', (client) => client.snapshot().getValueDetails(key, '', user)],
  ]);
  return { name, run, args: [key, user], user, level: WARN };
}

test('flags that go by texts give the same as the official package, however often', async (t) => {
  const seed = runSeed();
  const random = new Random(seed);
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  const pair = await openPair(t);
  let evaluations = 0;
  while (evaluations < EVALUATIONS) {
    const world = textWorld(random);
    world.text = JSON.stringify(world.config);
    assert.equal(await pair.serve(world.text), true, world.text);
    for (const operation of random.times(PER_CONFIG, () => anyEvaluation(random, world.users))) {
      const [theirs, ours] = await pair.observe(operation);
      if (theirs !== ours) assert.fail(await report(pair, world, operation, seed, [theirs, ours]));
      evaluations += 1;
    }
  }
  t.diagnostic(`${evaluations} evaluations`);
});
