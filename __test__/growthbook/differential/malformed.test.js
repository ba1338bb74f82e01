'use strict';

// Payloads that are damaged somewhere. The rule: what the official package answers; where it throws because of the condition of a
// rule, that condition is false; where it throws because of anything else, any answer will do but an error. Nothing that is wrong
// with one feature may change what another one gives.

const assert = require('node:assert/strict');
const test = require('node:test');
const { Random, runSeed } = require('../../support/random');
const { shrink } = require('../../support/shrink');
const { load, loadOfficial } = require('../support/sdks');
const { anyAttributes } = require('./generate/attributes');
const { damaged } = require('./generate/damage');
const { anyInline } = require('./generate/experiments');
const { anyPayload } = require('./generate/payload');
const { tell } = require('./tell');
const { build, copy, isBranch, sourceOf } = require('./tree');
const { silenceConsole } = require('./worlds');

const COUNT = Number(process.env.VEXIL_DIFF_N ?? 20_000) / 10;
const NEVER = { $not: {} };

const official = loadOfficial();
const own = load();

function outcomeOf(run) {
  try {
    return tell(run());
  } catch (error) {
    return `throws ${tell(error)}`;
  }
}

/** What an instance of its own gives, and tells. */
function evaluate(sdk, { payload, attributes, call: [name, argument] }) {
  const events = [];
  const note = (event) => (...args) => void events.push(`${event} ${args.map((arg) => tell(arg)).join(' ')}`);
  const outcome = outcomeOf(() => {
    const options = { attributes: build(attributes), trackingCallback: note('tracked'), onFeatureUsage: note('used') };
    const gb = new sdk.GrowthBook(options).initSync({ payload: build(payload) });
    return gb[name](build(argument));
  });
  return [outcome, ...events].join('\n');
}

/** The payload with each condition of a rule that throws for these attributes in a form that is false. */
function withoutThrowing({ payload, attributes, call }) {
  const result = { payload: copy(payload), attributes, call: copy(call) };
  const repair = (holder) => {
    if (!isBranch(holder) || !('condition' in holder)) return;
    const answer = outcomeOf(() => official.evalCondition(build(attributes), build(holder.condition), build(payload?.savedGroups ?? {})));
    if (answer.startsWith('throws')) holder.condition = NEVER;
  };
  for (const feature of Object.values(result.payload?.features ?? {})) {
    if (Array.isArray(feature?.rules)) feature.rules.forEach(repair);
  }
  if (call[0] === 'run') repair(result.call[1]);
  return result;
}

const isList = (value) => value === undefined || Array.isArray(value);
const rulesOf = ({ features }) => Object.values(features ?? {}).flatMap((feature) => (Array.isArray(feature?.rules) ? feature.rules : []));

const isText = (value) => typeof value === 'string';
/** An object that has a length without being a list: the official package counts up to it. */
const isMockList = (value) => isBranch(value) && !Array.isArray(value) && 'length' in value;
const isOddTrack = (track) => !isThing(track?.experiment) || !isThing(track.result);
const isOddRule = (rule) =>
  isMockList(rule?.urlPatterns) ||
  (Array.isArray(rule?.tracks) && rule.tracks.some(isOddTrack)) ||
  !isList(rule?.variations ?? undefined) || !isList(rule?.contextualVariations ?? undefined) || parentsOf(rule).some((parent) => !isText(parent?.id));
const isThing = (value) => value !== null && typeof value === 'object';
const parentsOf = (rule) => (Array.isArray(rule?.parentConditions) ? rule.parentConditions : []);

const isForce = (force) => force === undefined || Number.isInteger(force);

const isOddExperiment = (experiment) =>
  isOddRule(experiment) || !Array.isArray(experiment?.variations) || !isText(experiment.key) || !isForce(experiment.force);

/**
 * Whether an experiment chooses among what is no list, or something is known by what is no text, or the number of a variation is
 * none: the official package puts users into variations that are none, adds numbers to `undefined`, tells of features with a list
 * for a key, and tracks what is no experiment.
 */
const isSenseless = ({ payload, call: [name, argument] }) =>
  rulesOf(payload ?? {}).some(isOddRule) ||
  (name === 'run' && isOddExperiment(argument));

/** The two outcomes, and whether this package's is right. */
function compare(question) {
  let theirs = evaluate(official, question);
  if (theirs.startsWith('throws')) theirs = evaluate(official, withoutThrowing(question));
  const ours = evaluate(own, question);
  const isFree = theirs.startsWith('throws') || isSenseless(question);
  return { theirs, ours, isFree, isRight: isFree ? !ours.startsWith('throws') : ours === theirs };
}

function anyQuestion(random) {
  const users = random.times(2, () => anyAttributes(random));
  const { payload, surroundings } = anyPayload(random, users);
  const inline = anyInline(random, surroundings);
  const isInline = random.chance(0.2);
  const wrong = isInline ? payload : damaged(random, payload);
  // The official package takes a list for features with numbers for keys.
  if (Array.isArray(wrong.features)) return [];
  const keys = Object.keys(isBranch(wrong.features) ? wrong.features : {});
  const calls = isInline ? [['run', damaged(random, inline)]] : keys.map((key) => ['evalFeature', key]);
  return calls.flatMap((call) => users.map((attributes) => ({ payload: wrong, attributes, call })));
}

test('payloads that are damaged somewhere', async (t) => {
  const seed = runSeed();
  const random = new Random(seed);
  t.diagnostic(`seed ${seed} (VEXIL_SEED repeats a run)`);
  silenceConsole(t);
  const counts = { payloads: 0, evaluations: 0, free: 0 };
  for (; counts.payloads < COUNT; counts.payloads += 1) {
    // What native code keeps of payloads is freed in turns of the event loop.
    await new Promise(setImmediate);
    for (const question of anyQuestion(random)) {
      const found = compare(question);
      counts.evaluations += 1;
      counts.free += found.isFree ? 1 : 0;
      if (found.isRight) continue;
      const isSame = (result) => !result.isRight && result.isFree === found.isFree && result.ours.slice(0, 6) === found.ours.slice(0, 6);
      const smallest = await shrink(question, (candidate) => candidate.call?.length === 2 && isSame(compare(candidate)), 20_000);
      const { theirs, ours } = compare(smallest);
      assert.fail(`for ${sourceOf(smallest)}\n--- official\n${theirs}\n--- this package\n${ours}`);
    }
  }
  t.diagnostic(JSON.stringify(counts));
  assert.ok(counts.free < counts.evaluations / 10, 'the official package gives an answer to most');
});
