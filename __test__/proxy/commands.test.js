'use strict';

// The commands for operators.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { request } = require('./support/http');
const { HANG_GUARD, makeFolder, runProxy, startProxy } = require('./support/proxy');
const { sdkOn, startUpstream } = require('./support/upstream');

test('commands: config check', HANG_GUARD, async (t) => {
  const good = { sdks: { env1: { key: sdkOn({ url: '' }).key } } };
  const folder = makeFolder(t, { 'good.yml': JSON.stringify(good), 'bad.yml': JSON.stringify({ ...good, http: { port: -1 } }) });
  const check = (name, env) => {
    return runProxy(t, ['config', 'check', '-c', path.join(folder, name)], env);
  };
  const ok = await check('good.yml');
  assert.equal(ok.code, 0, ok.stderr);
  assert.equal(ok.stderr, '');
  assert.ok(!ok.stdout.includes(good.sdks.env1.key));
  const wrong = await check('bad.yml');
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /^[^\n]*http: invalid port -1[^\n]*\n$/);
  assert.match(wrong.stderr, /http\.port.*CONFIGCAT_HTTP_PORT/);
  assert.equal((await check('good.yml', { CONFIGCAT_DIAG_PORT: '70000' })).code, 1);
  assert.equal((await check('missing.yml')).code, 1);
});

test('commands: health and ready', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t);
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) } });
  const ask = async (command) => (await runProxy(t, [command, '-c', proxy.file])).code;
  assert.equal(await ask('health'), 0, 'it lives');
  assert.equal(await ask('ready'), 1, 'it has no config to serve');
  upstream.setConfig(configOf({ flag: 1 }));
  await request(proxy.port, '/hook/env1');
  assert.equal(await ask('ready'), 0);
  await upstream.close();
  for (let count = 0; count < 3; count++) await request(proxy.port, '/hook/env1');
  assert.equal(await ask('ready'), 0, 'the old config is served');
  for (const url of [`http://127.0.0.1:${proxy.diagPort}`, `http://127.0.0.1:${proxy.diagPort}/status`]) {
    for (const command of ['health', 'ready']) assert.equal((await runProxy(t, [command, '--url', url])).code, 0, `${command} ${url}`);
  }
  await proxy.stop();
  for (const command of ['health', 'ready']) {
    const { code, stderr } = await runProxy(t, [command, '-c', proxy.file]);
    assert.equal(code, 1);
    assert.match(stderr, /^[^\n]+\n$/, 'one line');
  }
});

test('commands: help and version', HANG_GUARD, async (t) => {
  const help = await runProxy(t, ['--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /usage/i);
  const version = await runProxy(t, ['--version']);
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^vexil-proxy \d+\.\d+\.\d+/);
});

test('commands: config check tells of options that nobody knows', HANG_GUARD, async (t) => {
  const folder = makeFolder(t, { 'options.yml': JSON.stringify({ sdks: { env1: { key: sdkOn({ url: '' }).key, pol_interval: 5 } }, htpp: {} }) });
  const { code, stdout, stderr } = await runProxy(t, ['config', 'check', '-c', path.join(folder, 'options.yml')]);
  assert.equal(code, 0, stderr);
  for (const name of ['sdks.env1.pol_interval', 'htpp']) assert.ok(stderr.includes(name), stderr);
  assert.doesNotMatch(stdout, /htpp/);
});
