'use strict';

// Runs the app beside a stand-in for Statsig's servers: `node examples/statsig-express/start.js`. Whoever saves specs.json meanwhile
// publishes it. Ctrl+C, or SIGTERM, ends both.

const { spawn } = require('node:child_process');
const { readFileSync, unwatchFile, watchFile } = require('node:fs');
const path = require('node:path');
const { startMockApi } = require('./mock-api.js');

const SECRET_KEY = 'secret-example';
const SPECS = path.join(__dirname, 'specs.json');
const LOOK_MS = 500;

const readSpecs = () => JSON.parse(readFileSync(SPECS, 'utf8'));

async function main() {
  const api = await startMockApi({ secretKey: SECRET_KEY, specs: readSpecs(), lists: { testers: ['ann'] } });
  watchFile(SPECS, { interval: LOOK_MS }, () => {
    try {
      api.publish(readSpecs());
      console.log('specs.json is published');
    } catch (error) {
      console.error(`specs.json is not published: ${error.message}`);
    }
  });
  const env = { ...process.env, STATSIG_API: api.api, STATSIG_SECRET_KEY: SECRET_KEY };
  const app = spawn(process.execPath, [path.join(__dirname, 'app.js')], { env, stdio: 'inherit' });
  // The app sends its last events before it ends: the stand-in ends after it. A terminal sends Ctrl+C to both.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => app.kill('SIGTERM'));
  app.on('exit', async (code) => {
    unwatchFile(SPECS);
    await api.close();
    for (const { eventName, value, metadata } of api.events) console.log(`The stand-in got ${eventName} ${value ?? metadata?.gate ?? metadata?.config ?? ''}`);
    process.exitCode = code ?? 1;
  });
}

main();
