'use strict';

const fs = require('node:fs');
const https = require('node:https');
const os = require('node:os');
const path = require('node:path');
const process = require('node:process');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { OWN } = require('../../support/sdk');
const { CERTIFICATE, KEY } = require('./identity');

/** What decides about Node's trust, and about proxies, must not come from the machine that runs the tests. */
const DECIDING =
  /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_USE_(SYSTEM_CA|ENV_PROXY)|NODE_TLS_REJECT_UNAUTHORIZED|SSL_CERT_(FILE|DIR)|\w+_PROXY)$/i;

/** An https server that gives each request a connection of its own. */
async function startSecureOrigin(t, config) {
  const server = https.createServer({ cert: CERTIFICATE, key: KEY }, (_, response) => {
    response.writeHead(200, { Connection: 'close' }).end(JSON.stringify(config));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `https://127.0.0.1:${/** @type {any} */ (server.address()).port}` };
}

/** A folder for certificates, with these files. */
function makeFolder(t, files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-trust-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

/**
 * Runs a script in a Node process with these options and variables. `open(options)` there makes a client, and
 * `await fetches(client)` says whether a download succeeds. `command` runs Node.
 */
async function runNode(t, { official }, { origin, options = [], env = {}, script = DOWNLOAD, command = [process.execPath] }) {
  const inherited = Object.entries(process.env).filter(([name]) => !DECIDING.test(name));
  const prelude = `
    const sdk = require(${JSON.stringify(official ? require.resolve('@configcat/sdk') : OWN)});
    const logger = sdk.createConsoleLogger(sdk.LogLevel.Off);
    let keys = 0;
    const newKey = () => 'configcat-sdk-1/0123456789012345678901/' + String(++keys + require('node:worker_threads').threadId * 100).padStart(22, '0');
    const open = (more) => sdk.getClient(newKey(), sdk.PollingMode.ManualPoll, { baseUrl: ${JSON.stringify(origin.url)}, logger, ...more });
    const fetches = async (client) => (await client.forceRefreshAsync()).isSuccess;
  `;
  const text = `${prelude}const PRELUDE = ${JSON.stringify(prelude)};(async () => {${script}})().then(() => sdk.disposeAllClients());`;
  const [program, ...first] = command;
  const child = spawn(program, [...first, ...options, '-e', text], { env: { ...Object.fromEntries(inherited), ...env } });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (output += part));
  child.stderr.setEncoding('utf8').on('data', (part) => (errors += part));
  const [code] = await once(child, 'close');
  return { code, output: output.trim().split('\n'), errors };
}

const DOWNLOAD = 'console.log(await fetches(open()));';

module.exports = { makeFolder, runNode, startSecureOrigin };
