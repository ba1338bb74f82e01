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
