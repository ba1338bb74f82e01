'use strict';

// The functions that the package exports, beside those of the official one.

const assert = require('node:assert/strict');
const test = require('node:test');
const { compareCalls } = require('./compare-calls');
const { PATHS, anyAttributes, peek } = require('./generate/attributes');
const { anyCondition, anySavedGroups, anyValueCondition } = require('./generate/conditions');
const { damaged } = require('./generate/damage');
const { anyTarget, anyTargets, anyUrl } = require('./generate/urls');
const { BIG_INTEGERS, VERSION_TEXTS, anyText, anyValue } = require('./generate/values');

const COUNT = Number(process.env.VEXIL_DIFF_N ?? 20_000);

const evalCondition = (sdk, [attributes, condition, savedGroups]) => sdk.evalCondition(attributes, condition, savedGroups);

function anyQuestion(random) {
  const users = random.times(2, () => anyAttributes(random, BIG_INTEGERS));
  const groups = anySavedGroups(random, users);
  return [users[0], anyCondition(random, { users, groups: Object.keys(groups) }), groups];
}

test('evalCondition', async (t) => {
  const outcomes = await compareCalls(t, { count: COUNT, inPlaceOfErrors: false, call: evalCondition, make: anyQuestion });
  t.diagnostic(JSON.stringify(outcomes));
  assert.ok(outcomes.true > COUNT / 5 && outcomes.false > COUNT / 5, JSON.stringify(outcomes));
});

test('evalCondition: one operator at a time', async (t) => {
  const make = (random) => {
    const attributes = anyAttributes(random, BIG_INTEGERS);
    const path = random.pick(PATHS);
    return [attributes, { [path]: anyValueCondition(random, peek(attributes, path)) }];
  };
  const outcomes = await compareCalls(t, { count: COUNT, inPlaceOfErrors: false, call: evalCondition, make });
  t.diagnostic(JSON.stringify(outcomes));
  assert.ok(outcomes.true > COUNT / 5 && outcomes.false > COUNT / 5, JSON.stringify(outcomes));
});

test('evalCondition: conditions that are damaged somewhere', async (t) => {
  const make = (random) => {
    const [attributes, condition, groups] = anyQuestion(random);
    return random.chance(0.8) ? [attributes, damaged(random, condition), groups] : [attributes, condition, damaged(random, groups)];
  };
  const outcomes = await compareCalls(t, { count: COUNT, inPlaceOfErrors: false, call: evalCondition, make });
  t.diagnostic(JSON.stringify(outcomes));
});

test('isURLTargeted', async (t) => {
  const make = (random) => {
    const url = anyUrl(random);
    const targets = anyTargets(random);
    // Patterns that were made of the URL itself match more often.
    const near = () => ({ ...anyTarget(random), type: 'simple', pattern: url.replace(/[a-z0-9]+/g, (word) => (random.chance(0.3) ? '*' : word)) });
    return [url, random.chance(0.5) ? [...targets, near()] : targets];
  };
  const call = (sdk, [url, targets]) => sdk.isURLTargeted(url, targets);
  const outcomes = await compareCalls(t, { count: COUNT, call, make, inPlaceOfErrors: false });
  t.diagnostic(JSON.stringify(outcomes));
  assert.ok(outcomes.true > COUNT / 10 && outcomes.false > COUNT / 5, JSON.stringify(outcomes));
});

test('paddedVersionString', async (t) => {
  const make = (random) => [random.pick([random.pick(VERSION_TEXTS), anyText(random), anyValue(random)])];
  await compareCalls(t, { count: COUNT / 4, call: (sdk, [version]) => sdk.paddedVersionString(version), make });
});

test('getAutoExperimentChangeType', async (t) => {
  const make = (random) => [{
    ...(random.chance(0.8) ? { urlPatterns: anyTargets(random) } : {}),
    ...(random.chance(0.2) ? { changeId: 'c' } : {}),
    variations: random.times(random.between(0, 3), () => random.pick([{}, { urlRedirect: 'https://a' }, { css: 'a' }, { js: 'a' }, { domMutations: [] }, { domMutations: [{}] }])),
  }];
  await compareCalls(t, { count: 500, call: (sdk, [experiment]) => sdk.getAutoExperimentChangeType(experiment), make });
});
