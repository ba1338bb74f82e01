'use strict';

// What keeps a process alive and what does not, what is delivered at its end, and how it ends.

const assert = require('node:assert/strict');
const { startMockServer } = require('../support/mock-server');
const { both } = require('../support/sdks');
const { until } = require('../support/waiting');
const { specs } = require('../snippets/specs');
const { run } = require('./run');

/** A test with a mock server, and programs that use it. */
const lifeTest = (name, body, options) =>
  both(name, async (t, subject) => {
    const api = await startMockServer(t, specs);
    await body({ api, start: (text) => run(t, subject, api, text) });
  }, options);

const eventNames = (api) => api.events.map(({ eventName }) => eventName).filter((name) => name !== 'statsig::diagnostics');

lifeTest('a process with a live server ends by itself', async ({ start }) => {
  const running = start(`
    await Statsig.initialize('secret-key', { ...options, rulesetsSyncIntervalMs: 5000, loggingIntervalMs: 5000 });
    say(Statsig.checkGate(user, 'new_homepage_design'));`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'true\n');
});

lifeTest('a pending initialize keeps the process alive', async ({ api, start }) => {
  api.faults.specs = { delayMs: 500 };
  const running = start(`
    const { success } = await Statsig.initialize('secret-key', options);
    say(success);`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'true\n');
});

lifeTest('a pending flush keeps the process alive', async ({ api, start }) => {
  api.faults.events = { delayMs: 500 };
  const running = start(`
    await Statsig.initialize('secret-key', options);
    Statsig.logEvent(user, 'bought');
    await Statsig.flush();
    say('flushed');`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'flushed\n');
  assert.deepEqual(eventNames(api), ['bought']);
});

lifeTest('initialize gives up after its time, and the process ends although a request hangs', async ({ api, start }) => {
  api.faults.specs = { hang: true };
  const running = start(`
    const { success, error } = await Statsig.initialize('secret-key', { ...options, initTimeoutMs: 200 });
    say([success, error.message, Statsig.checkGate(user, 'new_homepage_design')].join());`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'false,Timed out waiting for initialize,false\n');
}, { officially: 'its request has no deadline, and keeps the process alive for ever' });

lifeTest('the time of initialize keeps nothing alive once it is done', async ({ start }) => {
  const running = start(`
    await Statsig.initialize('secret-key', { ...options, initTimeoutMs: 20000 });
    say('ready');`);
  await until(() => running.output === 'ready\n');
  const start_ = performance.now();
  assert.equal(await running.ended, 0, running.errors);
  assert.ok(performance.now() - start_ < 10_000);
}, { officially: 'its timer keeps the process alive' });

lifeTest('shutdownAsync delivers events', async ({ api, start }) => {
  const running = start(`
    await Statsig.initialize('secret-key', options);
    Statsig.checkGate(user, 'new_homepage_design');
    Statsig.logEvent(user, 'bought');
    await Statsig.shutdownAsync();
    say('done');`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'done\n');
  assert.deepEqual(eventNames(api), ['statsig::gate_exposure', 'bought']);
});

lifeTest('shutdown, which waits for nothing, delivers them too', async ({ api, start }) => {
  api.faults.events = { delayMs: 300 };
  const running = start(`
    await Statsig.initialize('secret-key', options);
    Statsig.logEvent(user, 'bought');
    Statsig.shutdown();`);
  assert.equal(await running.ended, 0, running.errors);
  assert.deepEqual(eventNames(api), ['bought']);
});

lifeTest('ten thousand events are delivered by shutdownAsync, each once', async ({ api, start }) => {
  const running = start(`
    await Statsig.initialize('secret-key', options);
    for (let i = 0; i < 10000; i += 1) Statsig.logEvent(user, 'event ' + i);
    await Statsig.shutdownAsync();`);
  assert.equal(await running.ended, 0, running.errors);
  const names = eventNames(api);
  assert.equal(names.length, 10_000);
  assert.equal(new Set(names).size, 10_000);
});

lifeTest('shutdownAsync ends within its time although the server hangs', async ({ api, start }) => {
  api.faults.events = { hang: true };
  const running = start(`
    await Statsig.initialize('secret-key', options);
    Statsig.logEvent(user, 'bought');
    const start = performance.now();
    await Statsig.shutdownAsync(300);
    say(performance.now() - start < 5000);`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'true\n');
});

lifeTest('a server that cannot be reached: initialize tells so, and the process ends', async ({ api, start }) => {
  api.faults = { specs: { destroy: true }, idLists: { destroy: true }, events: { destroy: true } };
  const running = start(`
    const { success } = await Statsig.initialize('secret-key', options);
    say([success, Statsig.checkGate(user, 'new_homepage_design')].join());`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'false,false\n');
});

lifeTest('local mode asks for nothing and sends nothing', async ({ api, start }) => {
  const running = start(`
    await Statsig.initialize('secret-key', { ...options, localMode: true });
    Statsig.overrideGate('g', true);
    say(Statsig.checkGate(user, 'g'));
    Statsig.logEvent(user, 'bought');
    await Statsig.shutdownAsync();`);
  assert.equal(await running.ended, 0, running.errors);
  assert.equal(running.output, 'true\n');
  assert.deepEqual(api.requests, []);
});

for (const [name, end, code] of [
  ['process.exit', 'process.exit(3);', 3],
  ['an exit code', 'process.exitCode = 4;', 4],
  ['an uncaught error', "setImmediate(() => { throw new Error('bug'); });", 1],
  ['a rejection that nobody handles', "Promise.reject(new Error('bug'));", 1],
  ['a signal that nobody handles', "process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);", 'SIGTERM'],
]) {
  lifeTest(`the process ends as without the SDK: ${name}`, async ({ start }) => {
    const running = start(`
      await Statsig.initialize('secret-key', options);
      Statsig.checkGate(user, 'new_homepage_design');
      Statsig.logEvent(user, 'bought');
      ${end}`);
    assert.equal(await running.ended, code, running.errors);
  });
}

lifeTest('a signal whose handler shuts down delivers events', async ({ api, start }) => {
  const running = start(`
    await Statsig.initialize('secret-key', options);
    const timer = setInterval(() => {}, 1000);
    process.once('SIGTERM', async () => {
      await Statsig.shutdownAsync(5000);
      clearInterval(timer);
    });
    Statsig.logEvent(user, 'bought');
    say('ready');`);
  await until(() => running.output === 'ready\n');
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0, running.errors);
  assert.deepEqual(eventNames(api), ['bought']);
});
