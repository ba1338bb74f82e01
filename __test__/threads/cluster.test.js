'use strict';

const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { serveConfig, startOrigin } = require('../behaviour/support/origin');
const { configOf } = require('../behaviour/support/fixtures');
const { own } = require('../behaviour/support/subjects');
const { OWN } = require('../support/sdk');
const { SDK_KEY } = require('./support');

/** Runs a program of a primary and one worker process; both have `sdk`, `client` and `say`. */
async function runCluster(t, { primary, worker }) {
  const origin = await startOrigin(t, serveConfig(configOf({ flag: true })));
  const program = `
    'use strict';
    const cluster = require('node:cluster');
    const sdk = require(${JSON.stringify(OWN)});
    const client = sdk.getClient(${JSON.stringify(SDK_KEY)}, sdk.PollingMode.AutoPoll, { baseUrl: ${JSON.stringify(origin.url)}, pollIntervalSeconds: 1 });
    const say = (text) => require('node:fs').writeSync(1, text + '\\n');
    if (cluster.isPrimary) {
      const worker = cluster.fork();
      worker.on('exit', (code, signal) => say('worker ended: ' + (signal ?? code)));
      ${primary}
    } else {
      ${worker}
    }`;
  // A worker process runs the file that the primary was started with.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vexil-cluster-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'program.js');
  writeFileSync(file, program);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  const [code, signal] = await new Promise((resolve) => child.on('close', (...ends) => resolve(ends)));
  return { end: signal ?? code, output };
}

const ASK = "client.getValueAsync('flag', false).then((value) => { say('worker: ' + value); process.send('answered'); });";

own('a cluster whose processes have idle clients ends when the workers are told to disconnect', async (t) => {
  const { end, output } = await runCluster(t, {
    primary: "client.waitForReady().then(() => worker.on('message', () => cluster.disconnect()));",
    worker: `client.waitForReady().then(() => setTimeout(() => { ${ASK} }, 200));`,
  });
  assert.equal(output, 'worker: true\nworker ended: 0\n');
  assert.equal(end, 0);
});

own('a worker process of a cluster that is killed leaves the others polling', async (t) => {
  const { end, output } = await runCluster(t, {
    primary: `
      let fetches = 0;
      client.on('configFetched', () => fetches++);
      worker.on('message', () => worker.process.kill('SIGKILL'));
      worker.on('exit', () => {
        const seen = fetches;
        const timer = setInterval(() => { if (fetches > seen) { say('polls'); clearInterval(timer); } }, 50);
      });`,
    worker: ASK,
  });
  assert.equal(output, 'worker: true\nworker ended: SIGKILL\npolls\n');
  assert.equal(end, 0);
});
