'use strict';

// What no application should give, and some do: evaluations go on all the same.

const assert = require('node:assert/strict');
const test = require('node:test');
const { own, same } = require('../support/sdk');

const experiment = { features: { f: { rules: [{ variations: ['a', 'b'] }] } } };
const user = { attributes: { id: '1' } };

/** The feature `f` and an experiment with a URL for everybody who can be at a URL. */
function atUrl({ GrowthBook, GrowthBookClient }, url) {
  const atPage = { key: 'page', variations: [0, 1], urlPatterns: [{ type: 'simple', include: true, pattern: 'http://a/page' }] };
  const seen = [];
  const instance = new GrowthBook({ ...user, url, ...experiment });
  seen.push(instance.evalFeature('f'), instance.getUrl(), instance.run(atPage));
  const moved = new GrowthBook({ ...user, url: 'http://a/page', ...experiment });
  moved.setURL(url);
  seen.push(moved.evalFeature('f'), moved.getUrl(), moved.run(atPage));
  const client = new GrowthBookClient().initSync({ payload: experiment });
  const scoped = client.createScopedInstance({ ...user });
  scoped.setURL(url);
  seen.push(client.evalFeature('f', { ...user, url }), client.runInlineExperiment(atPage, { ...user, url }));
  return [...seen, scoped.evalFeature('f'), scoped.runInlineExperiment(atPage)];
}

for (const url of [null, undefined]) same(`no URL: ${url}`, (sdk) => atUrl(sdk, url));

test('a URL that is no text counts as its text', () => {
  // The official package throws.
  assert.deepEqual(atUrl(own, new URL('http://a/page?f=0')), atUrl(own, 'http://a/page?f=0'));
  assert.equal(atUrl(own, new URL('http://a/page?f=0'))[0].value, 'a');
  const nowhere = atUrl(own, '');
  const throws = { toString: () => assert.fail('no text') };
  for (const url of [Object.create(null), throws]) assert.deepEqual(atUrl(own, url), nowhere);
  for (const url of [5, true, {}, Symbol('url'), 1n]) assert.equal(atUrl(own, url)[0].value, nowhere[0].value);
});

same('a key that is no text finds a feature, but not what is forced for its text', ({ GrowthBook, GrowthBookClient }) => {
  const rules = [{ variations: ['x', 'y'], key: 'exp' }];
  const byFive = { rules: [{ force: 'five is forced', parentConditions: [{ id: '5', condition: { value: 'forced' } }] }] };
  const conditional = { defaultValue: 'd', rules: [{ condition: { id: '1' }, force: 'p' }] };
  // Its prerequisites go by what is forced, and it has more of them than its first journal has room for.
  const many = Array.from({ length: 100 }, (_, i) => ({ id: `p${i}`, condition: { value: 'x' } }));
  const eight = { defaultValue: 'd', rules: [{ force: 'all', parentConditions: [...many, { id: '5', condition: { value: 'forced' } }] }] };
  const parents = Object.fromEntries(many.map(({ id }) => [id, { rules: [{ variations: ['x', 'x'], key: 'parent' }] }]));
  const payload = { features: { 5: { defaultValue: 'five' }, 6: conditional, 7: { rules }, 8: eight, byFive, true: { defaultValue: 'yes' }, ...parents } };
  const forcedFeatureValues = new Map(['5', '6', '7', '8', 'true'].map((key) => [key, 'forced']));
  const asked = [5, '5', 6, 7, '7', 8, 5, true, 'byFive', ['5'], Symbol('5'), null, undefined];
  const instance = new GrowthBook({ ...user, forcedFeatureValues }).initSync({ payload });
  const client = new GrowthBookClient({ forcedFeatureValues }).initSync({ payload });
  // Without the objects of experiments, which name the key as it was asked for.
  const brief = ({ ruleId, source, value }) => [ruleId, source, value];
  return asked.flatMap((key) => [instance.getFeatureValue(key, 'none'), brief(instance.evalFeature(key)), brief(client.evalFeature(key, user))]);
});

same('weights of all kinds are added up as JavaScript adds them', ({ GrowthBook }) => {
  const all = [[[], null], [null, []], ['0.5', 0.5], [0.5, '0.5'], [true, null], ['', 1], [{}, 1], [[0.5], 0.5], [null, null], [null, 1]];
  return all.map((weights) => {
    const payload = { features: { f: { defaultValue: 'd', rules: [{ key: 'e', variations: ['a', 'b'], weights }] } } };
    return ['1', '2', '3', '4'].map((id) => new GrowthBook({ attributes: { id } }).initSync({ payload }).getFeatureValue('f', null));
  });
});

same('a range without bounds leaves the next rule to those who are in none', ({ GrowthBook }) => {
  const payload = { features: { f: { defaultValue: 'd', rules: [{ key: 'e', variations: ['a', 'b'], ranges: [[0, 0.5], ['x', 1]] }, { force: 'tail' }] } } };
  const users = Array.from({ length: 60 }, (_, id) => ({ id: `u${id}` }));
  return users.map((attributes) => new GrowthBook({ attributes }).initSync({ payload }).getFeatureValue('f', null));
});
