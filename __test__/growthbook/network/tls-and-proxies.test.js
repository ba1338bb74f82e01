'use strict';

// Whom to trust, and which way to go, is Node's affair.

const assert = require('node:assert/strict');
const { execFile } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { promisify } = require('node:util');
const { startFaultServer } = require('../../support/fault-server');
const { HANG_GUARD_MS, KEY } = require('./support.js');

const REPOSITORY = path.resolve(__dirname, '../../../lib/growthbook/network/repository.js');

/** What a program of its own gets from a server. */
async function loadAt(url, env) {
  const program = `
    const { load } = require(${JSON.stringify(REPOSITORY)});
    load({ apiHost: '${url}', streamingHost: '${url}', clientKey: '${KEY}' })
      .then(({ source, error }) => console.log([source, error?.code].join(' ').trim()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { env: { ...process.env, ...env }, timeout: HANG_GUARD_MS });
  return stdout.trim();
}

test('a server is trusted as Node trusts it', { timeout: HANG_GUARD_MS }, async (t) => {
  const server = await startFaultServer(t, { tls: 'trusted' });
  await server.answer({ body: '{"features":{}}' });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const ca = path.join(folder, 'ca.pem');
  fs.writeFileSync(ca, server.ca);
  assert.equal(await loadAt(server.url, {}), 'error TLS_HANDSHAKE');
  assert.equal(await loadAt(server.url, { NODE_EXTRA_CA_CERTS: ca }), 'network');
  assert.equal(await loadAt(server.url, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }), 'network');
});

test('a proxy of the environment is taken if Node was asked to', { timeout: HANG_GUARD_MS }, async (t) => {
  const proxy = await startFaultServer(t);
  await proxy.answer({ status: 502 });
  const env = { http_proxy: proxy.url, https_proxy: proxy.url, no_proxy: '' };
  const url = 'https://flags.vexil.invalid';
  assert.match(await loadAt(url, { ...env, NODE_USE_ENV_PROXY: '' }), /^error NAME_RESOLUTION$/);
  assert.equal(await proxy.requestCount(), 0);
  await loadAt(url, { ...env, NODE_USE_ENV_PROXY: '1' });
  const { requests } = await proxy.seen();
  assert.ok(requests.length > 0);
  assert.ok(requests.every(({ line }) => line === 'CONNECT flags.vexil.invalid:443 HTTP/1.1'), JSON.stringify(requests));
});
