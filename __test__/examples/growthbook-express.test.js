'use strict';

// examples/growthbook-express as its README promises: the app in a process of its own, its stand-in for the GrowthBook API in this one.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { after, before, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { startMockApi } = require('../../examples/growthbook-express/mock-api.js');

const EXAMPLE = path.join(__dirname, '../../examples/growthbook-express');
const CLIENT_KEY = 'sdk-test';
const HANG_GUARD_MS = 60_000;

const payload = JSON.parse(readFileSync(path.join(EXAMPLE, 'features.json'), 'utf8'));

let updates = 0;

/** The payload with some features changed, as the dashboard would publish it. */
function changed(features) {
  updates += 1;
  return { ...payload, dateUpdated: new Date(Date.UTC(2026, 1, updates)).toISOString(), features: { ...payload.features, ...features } };
}

/** A feature of an experiment that everybody who is new gets the last variation of. */
const onlyWarm = () => {
  const [rule] = payload.features['buy-button'].rules;
  return { 'buy-button': { ...payload.features['buy-button'], rules: [{ ...rule, weights: [0, 1] }] } };
};

/** A browser: it keeps its cookies. */
class Visitor {
  #cookies = new Map();

  async get(target) {
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url + target, { headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    assert.equal(response.status, 200, target);
    return response.text();
  }

  async page() {
    const html = await this.get('/');
    return {
      title: /<h1>(.*)<\/h1>/.exec(html)?.[1],
      button: /<button.*>(.*)<\/button>/.exec(html)?.[1],
      tracks: JSON.parse(/id="tracks">(.*)<\/script>/.exec(html)?.[1] ?? 'null'),
    };
  }

  get cookieNames() {
    return [...this.#cookies.keys()];
  }
}

/** Until it holds: what is streamed is there soon, not at once. */
async function until(condition) {
  while (!(await condition())) await sleep(20);
}

let api;
let app;
let url;
const printed = [];

before(async () => {
  api = await startMockApi({ clientKey: CLIENT_KEY, payload });
  const env = { ...process.env, GROWTHBOOK_API_HOST: api.url, GROWTHBOOK_CLIENT_KEY: CLIENT_KEY, PORT: '0', NODE_ENV: 'production' };
  delete env.NODE_TEST_CONTEXT;
  app = spawn(process.execPath, [path.join(EXAMPLE, 'app.js')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  readline.createInterface({ input: app.stdout }).on('line', (line) => printed.push(line));
  await until(() => printed.some((line) => line.startsWith('Listening on ')) && printed.includes('Streaming connection open!'));
  url = printed.find((line) => line.startsWith('Listening on ')).slice('Listening on '.length);
  await until(() => api.counts.streams > 0);
}, { timeout: HANG_GUARD_MS });

after(async () => {
  app?.kill('SIGKILL');
  await api?.close();
});

test('a visitor sees the features, stays who they are, and takes exposures home', { timeout: HANG_GUARD_MS }, async () => {
  const visitor = new Visitor();
  const first = await visitor.page();
  assert.equal(first.title, 'The Flag Shop');
  assert.match(first.button, /^(Buy|Take it home)$/);
  assert.equal(first.tracks.length, 1);
  const [{ experiment, result }] = first.tracks;
  assert.equal(experiment.key, 'buy-button-text');
  assert.equal(result.key, first.button === 'Buy' ? 'control' : 'warm');
  assert.equal(result.featureId, 'buy-button');
  assert.equal(visitor.cookieNames.length, 2, 'the visitor, and what is sticky');
  // An instance per request: each page has its own exposures.
  assert.deepEqual((await visitor.page()).tracks.map(({ result: { key } }) => key), [result.key]);
});

test('why: the rule that decided', { timeout: HANG_GUARD_MS }, async () => {
  const visitor = new Visitor();
  const { source, ruleId, value } = JSON.parse(await visitor.get('/why/free-shipping?country=NO'));
  assert.deepEqual({ source, ruleId, value }, { source: 'force', ruleId: 'fr_north', value: true });
  const { experiment, variation } = JSON.parse(await visitor.get('/why/buy-button'));
  assert.equal(experiment, 'buy-button-text');
  assert.match(variation, /^(control|warm)$/);
});

test('a change is streamed: later requests have it, and nobody has downloaded anything', { timeout: HANG_GUARD_MS }, async () => {
  const before = api.counts.payloads;
  api.publish(changed({ 'shop-title': { defaultValue: 'Summer </script> <sale>' } }));
  const visitor = new Visitor();
  await until(async () => (await visitor.page()).title === 'Summer &lt;/script&gt; &lt;sale&gt;');
  assert.equal(api.counts.payloads, before);
});

test('who has a variation keeps it when the weights change; others get the other one', { timeout: HANG_GUARD_MS }, async () => {
  const visitors = [];
  const buttons = [];
  while (!buttons.includes('Buy') || !buttons.includes('Take it home')) {
    const visitor = new Visitor();
    buttons.push((await visitor.page()).button);
    visitors.push(visitor);
  }
  api.publish(changed(onlyWarm()));
  await until(async () => {
    const buttonsOfOthers = await Promise.all(Array.from({ length: 16 }, async () => (await new Visitor().page()).button));
    return buttonsOfOthers.every((button) => button === 'Take it home');
  });
  for (const [index, visitor] of visitors.entries()) {
    const { button, tracks } = await visitor.page();
    assert.equal(button, buttons[index]);
    assert.equal(tracks[0].result.stickyBucketUsed, true);
  }
});

test('the page can report its exposures', { timeout: HANG_GUARD_MS }, async () => {
  const body = JSON.stringify({ experimentId: 'buy-button-text', variationId: 'warm' });
  const response = await fetch(`${url}/exposures`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  assert.equal(response.status, 204);
  await until(() => printed.includes('Exposure: buy-button-text -> warm'));
});

test('without its API the app goes on, and nothing keeps it from ending', { timeout: HANG_GUARD_MS }, async () => {
  await api.close();
  api = undefined;
  assert.equal((await new Visitor().page()).title, 'The Flag Shop');
  app.kill('SIGTERM');
  const [code, signal] = await once(app, 'exit');
  assert.deepEqual({ code, signal }, { code: 0, signal: null });
});
