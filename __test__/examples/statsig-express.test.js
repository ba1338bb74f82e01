'use strict';

// examples/statsig-express as its README promises: the app in a process of its own, its stand-in for Statsig's servers in this one.

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { readFileSync } = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');
const { after, before, test } = require('node:test');
const { setTimeout: sleep } = require('node:timers/promises');
const { startMockApi } = require('../../examples/statsig-express/mock-api.js');

const EXAMPLE = path.join(__dirname, '../../examples/statsig-express');
const SECRET_KEY = 'secret-test';
const HANG_GUARD_MS = 60_000;

const specs = JSON.parse(readFileSync(path.join(EXAMPLE, 'specs.json'), 'utf8'));

/** The text of the button for each group of the experiment. */
const BUTTONS = { plain: 'Buy', warm: 'Take it home' };

/** The specs with another title of the shop, as the console would publish it. */
function titled(title) {
  const changed = structuredClone(specs);
  changed.dynamic_configs.find(({ name }) => name === 'shop').defaultValue.title = title;
  return changed;
}

/** Until it holds: what happens in the background is there soon, not at once. */
async function until(condition) {
  while (!(await condition())) await sleep(20);
}

/** A script of the example in a process of its own, and the lines that it prints. */
function run(script, env) {
  const all = { ...process.env, PORT: '0', NODE_ENV: 'production', ...env };
  delete all.NODE_TEST_CONTEXT;
  const child = spawn(process.execPath, [path.join(EXAMPLE, script)], { env: all, stdio: ['ignore', 'pipe', 'inherit'] });
  const printed = [];
  readline.createInterface({ input: child.stdout }).on('line', (line) => printed.push(line));
  const address = async () => {
    const start = 'Listening on ';
    await until(() => printed.some((line) => line.startsWith(start)));
    return printed.find((line) => line.startsWith(start)).slice(start.length);
  };
  return { child, printed, address };
}

async function get(target, cookies = {}) {
  const cookie = Object.entries(cookies).map((pair) => pair.join('=')).join('; ');
  const response = await fetch(target, { headers: { cookie } });
  assert.equal(response.status, 200, target);
  return { text: await response.text(), cookies: response.headers.getSetCookie() };
}

async function page(target, cookies) {
  const { text } = await get(target, cookies);
  return { title: /<h1>(.*)<\/h1>/.exec(text)?.[1], isShippingFree: text.includes('Shipping is free.'), isTester: text.includes('testing'), button: /<button.*>(.*)<\/button>/.exec(text)?.[1] };
}

let api;
let app;
let url;

before(async () => {
  api = await startMockApi({ secretKey: SECRET_KEY, specs, lists: { testers: ['ann'] } });
  app = run('app.js', { STATSIG_API: api.api, STATSIG_SECRET_KEY: SECRET_KEY });
  url = await app.address();
}, { timeout: HANG_GUARD_MS });

after(async () => {
  app?.child.kill('SIGKILL');
  await api?.close();
});

test('it starts with specs of the network, and a visitor sees what the rules say', { timeout: HANG_GUARD_MS }, async () => {
  assert.ok(app.printed.includes('Specs from Network'));
  const seen = await page(`${url}/`, { visitor: 'v1' });
  assert.deepEqual({ ...seen, button: '' }, { title: 'The Flag Shop', isShippingFree: false, isTester: false, button: '' });
  assert.ok(Object.values(BUTTONS).includes(seen.button));
  assert.equal((await page(`${url}/?country=NO`, { visitor: 'v1' })).isShippingFree, true);
  assert.equal((await page(`${url}/`, { visitor: 'v1', account: 'ann' })).isTester, true);
  assert.match((await get(`${url}/`)).cookies.join(), /^visitor=[-0-9a-f]{36}; /);
});

test('visitors keep their group of the experiment, and there are both', { timeout: HANG_GUARD_MS }, async () => {
  const visitors = Array.from({ length: 40 }, (_, number) => `visitor-${number}`);
  const buttons = () => Promise.all(visitors.map(async (visitor) => (await page(`${url}/`, { visitor })).button));
  const first = await buttons();
  assert.deepEqual([...new Set(first)].sort(), Object.values(BUTTONS).sort());
  assert.deepEqual(await buttons(), first);
});

test('why: the rule that decided', { timeout: HANG_GUARD_MS }, async () => {
  const why = async (target, cookies) => JSON.parse((await get(`${url}/why/${target}`, cookies)).text);
  const gold = { value: true, ruleID: 'customers', groupName: 'Good customers', reason: 'Network' };
  assert.deepEqual(await why('free_shipping?plan=gold'), gold);
  assert.deepEqual(await why('new_checkout', { account: 'ann' }), { value: true, ruleID: 'testers', groupName: 'Testers', reason: 'Network' });
  assert.deepEqual(await why('nothing'), { value: false, ruleID: '', groupName: null, reason: 'Unrecognized' });
});

test('a client SDK in the page could start from the values', { timeout: HANG_GUARD_MS }, async () => {
  const { feature_gates: gates, has_updates: hasUpdates, hash_used: hash, user } = JSON.parse((await get(`${url}/statsig-values.json?plan=gold`, { visitor: 'v1' })).text);
  assert.deepEqual({ hasUpdates, hash, gates: Object.keys(gates).length }, { hasUpdates: true, hash: 'djb2', gates: 2 });
  assert.ok(Object.values(gates).some(({ value, rule_id: rule }) => value === true && rule === 'customers'));
  assert.deepEqual(user.customIDs, { visitorID: 'v1' });
  assert.equal(user.privateAttributes, undefined);
});

test('a change is seen without a restart', { timeout: HANG_GUARD_MS }, async () => {
  api.publish(titled('Summer </h1> <sale>'));
  await until(async () => (await page(`${url}/`)).title === 'Summer &lt;/h1&gt; &lt;sale&gt;');
  await until(() => app.printed.filter((line) => line === 'New rules').length === 2);
});

test('at the end the events are delivered, and nothing keeps the app alive', { timeout: HANG_GUARD_MS }, async () => {
  const response = await fetch(`${url}/buy`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', cookie: 'visitor=buyer' },
    body: JSON.stringify({ item: 'flag', price: 9.9 }),
  });
  assert.equal(response.status, 204);
  const { button } = await page(`${url}/?plan=gold`, { visitor: 'buyer' });
  app.child.kill('SIGTERM');
  assert.deepEqual(await once(app.child, 'exit'), [0, null]);

  const ofBuyer = api.events.filter(({ user }) => user.customIDs.visitorID === 'buyer');
  const metadataOf = (name) => ofBuyer.filter(({ eventName }) => eventName === name).map(({ metadata }) => metadata);
  assert.deepEqual(metadataOf('purchase'), [{ item: 'flag' }]);
  assert.equal(ofBuyer.find(({ eventName }) => eventName === 'purchase').value, 9.9);
  const gates = metadataOf('statsig::gate_exposure').map(({ gate, gateValue, ruleID }) => `${gate} ${gateValue} ${ruleID}`);
  assert.deepEqual(gates, ['free_shipping true customers', 'new_checkout false default']);
  const parameters = metadataOf('statsig::layer_exposure').map(({ allocatedExperiment, parameterName, ruleID }) => [allocatedExperiment, parameterName, BUTTONS[ruleID]]);
  assert.deepEqual(parameters, [['buy_button_text', 'text', button], ['buy_button_text', 'color', button]]);
  assert.ok(api.events.every(({ user }) => user.privateAttributes === null && user.statsigEnvironment.tier === 'development'));
  // Whoever asks why has not seen anything.
  assert.ok(api.events.every(({ metadata }) => metadata?.gate !== 'nothing'));
});

test('without its servers the app runs on the defaults of its code', { timeout: HANG_GUARD_MS }, async () => {
  const gone = run('app.js', { STATSIG_API: 'http://127.0.0.1:9/v1', STATSIG_SECRET_KEY: SECRET_KEY });
  try {
    const address = await gone.address();
    const seen = await page(`${address}/`, { visitor: 'v1' });
    assert.deepEqual(seen, { title: 'Shop', isShippingFree: false, isTester: false, button: 'Buy' });
    gone.child.kill('SIGTERM');
    assert.deepEqual(await once(gone.child, 'exit'), [0, null]);
  } finally {
    gone.child.kill('SIGKILL');
  }
});

test('start.js runs both, and ends both when it is told to', { timeout: HANG_GUARD_MS }, async () => {
  const both = run('start.js', {});
  try {
    const address = await both.address();
    assert.equal((await page(`${address}/`, { visitor: 'v1', account: 'ann' })).isTester, true);
    both.child.kill('SIGTERM');
    assert.deepEqual(await once(both.child, 'close'), [0, null]);
    assert.ok(both.printed.includes('The stand-in got statsig::gate_exposure new_checkout'), both.printed.join('\n'));
  } finally {
    both.child.kill('SIGKILL');
  }
});
