'use strict';

const assert = require('node:assert/strict');
const { own } = require('./support/subjects');
const { createGate, serveConfig, startOrigin } = require('./support/origin');
const { configOf, settle } = require('./support/fixtures');
const { runScript, untilPrinted } = require('./support/child');

const CONFIG = configOf({ flag: true });

for (const create of [
  "sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, { baseUrl: origin, logger, pollIntervalSeconds: 1 })",
  "sdk.createClientWithAutoPoll(sdkKey, { baseUrl: origin, logger, pollIntervalSeconds: 1 })",
]) {
  own(`idle polling does not keep the process alive: ${create.slice(0, create.indexOf('('))}`, async (t) => {
    const origin = await startOrigin(t, serveConfig(CONFIG));
    const { done } = runScript(t, origin.url, `
      const client = ${create};
      client.getValueAsync('flag', false).then((value) => console.log('value', value));
    `);
    const { code, output, errors } = await done;
    assert.equal(output, 'value true\n', errors);
    assert.equal(code, 0);
  });
}

own('a client that nobody asks anything does not keep the process alive either', async (t) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  const { done } = runScript(t, origin.url, `
    sdk.createClient(sdkKey, { baseUrl: origin, logger });
    sdk.getClient(sdkKey, sdk.PollingMode.LazyLoad, { baseUrl: origin, logger });
  `);
  assert.equal((await done).code, 0);
});

for (const [title, expression] of [
  ['value', "client.getValueAsync('flag', false)"],
  ['refresh', 'client.forceRefreshAsync().then(() => true)'],
  ['readiness', 'client.waitForReady().then(() => true)'],
]) {
  own(`a pending ${title} keeps the process alive until it is settled`, async (t) => {
    const gate = createGate();
    const serve = serveConfig(CONFIG);
    const origin = await startOrigin(t, async (request) => {
      await gate.opened;
      return serve(request);
    });
    const { child, done } = runScript(t, origin.url, `
      const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, { baseUrl: origin, logger, maxInitWaitTimeSeconds: -1 });
      ${expression}.then((value) => console.log('settled', value));
      console.log('waiting');
    `);
    await untilPrinted(child, 'waiting');
    await settle(20);
    assert.equal(child.exitCode, null, 'still running');
    gate.open();
    const { code, output, errors } = await done;
    assert.equal(output, 'waiting\nsettled true\n', errors);
    assert.equal(code, 0);
  });
}

own('keepAlive: true holds the process until dispose', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { child, done } = runScript(t, origin.url, `
    const client = sdk.getClient(sdkKey, sdk.PollingMode.AutoPoll, { baseUrl: origin, logger, keepAlive: true });
    client.waitForReady().then(() => {
      console.log('ready');
      setTimeout(() => {
        console.log('still here');
        setTimeout(() => client.dispose(), 300);
      }, 300).unref();
    });
  `);
  await untilPrinted(child, 'still here');
  const { code, output } = await done;
  assert.equal(output, 'ready\nstill here\n');
  assert.equal(code, 0);
});

own('dispose right after creation, and disposing while a value is pending, let the process end', async (t) => {
  const origin = await startOrigin(t, () => new Promise(() => {}));
  const { done } = runScript(t, origin.url, `
    sdk.createClient(sdkKey, { baseUrl: origin, logger }).dispose();
    const client = sdk.createClientWithAutoPoll(sdkKey, { baseUrl: origin, logger, keepAlive: true });
    client.getValue('flag', 'default', (value) => console.log(value));
    client.dispose();
  `);
  const { code, output } = await done;
  assert.equal(output, 'default\n');
  assert.equal(code, 0);
});

own('process.exit in the middle of everything is clean', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { done } = runScript(t, origin.url, `
    const client = sdk.createClient(sdkKey, { baseUrl: origin, logger, pollIntervalSeconds: 1 });
    client.getValueAsync('flag', false).then(() => {
      client.forceRefreshAsync();
      process.exit(3);
    });
  `);
  const { code, signal, errors } = await done;
  assert.equal(signal, null);
  assert.equal(errors, '');
  assert.equal(code, 3);
});

own('an error thrown by a value callback is an uncaught exception, once', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { done } = runScript(t, origin.url, `
    process.on('uncaughtException', (error) => console.log('uncaught', error.message));
    process.on('unhandledRejection', () => console.log('unhandled'));
    const client = sdk.createClientWithManualPoll(sdkKey, { baseUrl: origin, logger });
    const fault = (name) => () => { throw new Error(name); };
    (async () => {
      await client.forceRefreshAsync();
      client.getValue('flag', false, fault('getValue'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.getAllKeys(fault('getAllKeys'));
      await new Promise((resolve) => setTimeout(resolve, 50));
      client.forceRefresh(fault('forceRefresh'));
    })();
  `);
  const { code, output } = await done;
  assert.equal(output, 'uncaught getValue\nuncaught getAllKeys\nuncaught forceRefresh\n');
  assert.equal(code, 0);
});

own('an error thrown by a value callback ends a process that handles nothing', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { done } = runScript(t, origin.url, `
    const client = sdk.createClientWithManualPoll(sdkKey, { baseUrl: origin, logger });
    client.getValue('flag', false, () => { throw new Error('from the callback'); });
  `);
  const { code, errors } = await done;
  assert.notEqual(code, 0);
  assert.match(errors, /from the callback/);
});

own('an error thrown by configChanged is logged and changes nothing', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  const { done } = runScript(t, origin.url, `
    process.on('uncaughtException', () => console.log('uncaught'));
    process.on('unhandledRejection', () => console.log('unhandled'));
    const errors = [];
    const client = sdk.createClientWithAutoPoll(sdkKey, {
      baseUrl: origin,
      logger: { debug() {}, info() {}, warn() {}, error: (message) => errors.push(message) },
      configChanged: () => { throw new Error('listener fault'); },
    });
    client.getValueAsync('flag', false).then((value) => {
      setTimeout(() => console.log(value, errors.length, /listener fault/.test(errors.join())), 100);
    });
  `);
  const { code, output } = await done;
  assert.equal(output, 'true 1 true\n');
  assert.equal(code, 0);
});
