'use strict';

// Runs the app beside a stand-in for the GrowthBook API: `node examples/growthbook-express/start.js`. Whoever saves
// features.json meanwhile publishes it.

const { spawn } = require('node:child_process');
const { readFileSync, watchFile } = require('node:fs');
const path = require('node:path');
const { startMockApi } = require('./mock-api.js');

const CLIENT_KEY = 'sdk-example';
const FEATURES = path.join(__dirname, 'features.json');
const LOOK_MS = 500;

const readFeatures = () => JSON.parse(readFileSync(FEATURES, 'utf8'));

async function main() {
  const api = await startMockApi({ clientKey: CLIENT_KEY, payload: readFeatures() });
  watchFile(FEATURES, { interval: LOOK_MS }, () => {
    try {
      // As GrowthBook does: each payload says when it was made.
      api.publish({ ...readFeatures(), dateUpdated: new Date().toISOString() });
      console.log('features.json is published');
    } catch (error) {
      console.error(`features.json is not published: ${error.message}`);
    }
  });
  const env = { ...process.env, GROWTHBOOK_API_HOST: api.url, GROWTHBOOK_CLIENT_KEY: CLIENT_KEY };
  spawn(process.execPath, [path.join(__dirname, 'app.js')], { env, stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));
}

main();
