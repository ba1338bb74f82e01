'use strict';

// Lines of the log: how they look, and which are written.

const assert = require('node:assert/strict');
const test = require('node:test');
const { configOf } = require('./support/configs');
const { request } = require('./support/http');
const { HANG_GUARD, startProxy } = require('./support/proxy');
const { both } = require('./support/both');
const { sdkOn, startUpstream } = require('./support/upstream');

/** What is printed at each level by a proxy that has been asked something. */
async function printed(t, options, env = {}) {
  const upstream = await startUpstream(t, configOf({ flag: 1 }));
  const proxy = await startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
  await request(proxy.port, '/api/env1/keys');
  upstream.answerNext({ status: 404 });
  await request(proxy.port, '/hook/env1');
  await proxy.stop();
  return proxy;
}

const LEVELS = ['error', 'warning', 'info', 'debug'];
const LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d (?:\[(\w+)\] )?(?:<[^>]+> )?\S.*$/;

test('levels of the log', HANG_GUARD, async (t) => {
  for (const [level, most] of [['error', 0], ['warn', 1], ['info', 2], ['debug', 3], ['unknown', 1], [undefined, 1]]) {
    for (const isVariable of level ? [false, true] : [false]) {
      const proxy = await printed(t, isVariable ? {} : { log: { level } }, isVariable ? { CONFIGCAT_LOG_LEVEL: String(level) } : {});
      const tags = proxy.output.trimEnd().split('\n').map((line) => (LINE.exec(line) ?? assert.fail(`not a line: ${line}`))[1]).filter(Boolean);
      for (const tag of tags) assert.ok(LEVELS.indexOf(tag) <= Number(most) && LEVELS.includes(tag), `[${tag}] at level ${level}:\n${proxy.output}`);
      if (level === 'debug') assert.ok(tags.includes('debug'), proxy.output);
      assert.match(proxy.stdout, /starting\.\.\.$/m);
      assert.match(proxy.stdout, new RegExp(`<http> HTTP server listening on port: ${proxy.port}$`, 'm'));
      assert.match(proxy.stdout, new RegExp(`<diag> diag HTTP server listening on port: ${proxy.diagPort}$`, 'm'));
      assert.match(proxy.stdout, /shutdown requested\.\.\.$/m);
      for (const line of proxy.stderr.split('\n').filter(Boolean)) assert.match(line, /\[error\]/, 'only errors on stderr');
      assert.ok(!proxy.stdout.includes('[error]'), 'errors on stderr only');
    }
  }
});

both('http.log.level', 'debug', async (t, given) => {
  const proxy = await printed(t, given.options ?? {}, given.env);
  assert.match(proxy.stdout, /\[debug\] <http.*> .*request starting HTTP\/1\.1 GET \/api\//);
  assert.match(proxy.stdout, /\[debug\] <http.*> .*request finished HTTP\/1\.1 GET \/api\/.* \[status: 200\] \[duration: .+\] \[response: 17B\]/);
});

test('a level of its own is quieter than that of the whole', HANG_GUARD, async (t) => {
  const proxy = await printed(t, { log: { level: 'debug' }, http: { log: { level: 'error' } } });
  assert.doesNotMatch(proxy.stdout, /request starting/);
});
