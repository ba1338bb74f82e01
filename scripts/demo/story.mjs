// What the demo shows, in order.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from '../setup.mjs';
import { startApp } from './app.mjs';
import { startCdn } from './cdn.mjs';
import { formatTable } from './table.mjs';

const SDK_KEY = 'configcat-sdk-1/DEMO-01234567890123456/0123456789012345678901';

const USERS = [
  { name: 'alice', id: 'alice', email: 'alice@acme.example', country: 'Norway', subscription: 'Free', version: '1.9.0' },
  { name: 'bob', id: 'bob', email: 'bob@mail.example', country: 'Hungary', subscription: 'Free', version: '2.1.0' },
  { name: 'carol', id: 'carol', email: 'carol@mail.example', country: 'Austria', subscription: 'Pro', version: '2.1.0' },
  { name: 'dave', id: 'dave', email: 'dave@mail.example', country: 'Chile', subscription: 'Pro', version: '1.4.2' },
  { name: 'erin', id: 'erin', email: 'erin@mail.example', country: 'Ghana', subscription: 'Free', version: '2.0.0' },
];

const FLAGS = ['newCheckout', 'paymentProvider', 'welcomeText', 'maxItems'];

const heading = (number, text) => console.log(`\n${number}. ${text}\n`);
const indent = (text) => text.replace(/^/gm, '  ');

function readConfig() {
  return JSON.parse(readFileSync(path.join(root, 'examples', 'express', 'config_v6.json'), 'utf8'));
}

/** The change that somebody makes on the dashboard while the app runs. */
function changeConfig(config) {
  const [on, off] = config.f.newCheckout.p;
  on.p = 100;
  off.p = 0;
  config.f.welcomeText.v.s = 'Hello, summer sale!';
  return config;
}

async function askForEveryone(app) {
  const rows = [];
  for (const { name, ...query } of USERS) {
    const values = await app.get(`/shop?${new URLSearchParams(query)}`);
    rows.push([name, ...FLAGS.map((flag) => values[flag])]);
  }
  return rows;
}

function showChanges(before, after) {
  const rows = after.map((row, index) =>
    row.map((value, column) => (value === before[index][column] ? value : `${before[index][column]} -> ${value}`)),
  );
  console.log(formatTable(['user', ...FLAGS], rows));
}

/** One evaluation with the log switched on, through the current API. */
async function explainOne(baseUrl) {
  const { LogLevel, PollingMode, createConsoleLogger, getClient } = createRequire(import.meta.url)('vexil');
  const client = getClient(SDK_KEY, PollingMode.ManualPoll, { baseUrl, logger: createConsoleLogger(LogLevel.Info) });
  await client.forceRefreshAsync();
  const { email, country } = USERS[1];
  await client.getValueAsync('paymentProvider', 'classic-pay', { identifier: 'bob', email, country });
  client.dispose();
}

/** Runs the demo; everything it starts is stopped when it returns or fails. */
export async function tellStory() {
  const cdn = await startCdn(SDK_KEY);
  let app;
  try {
    const config = readConfig();
    cdn.publish(config);
    heading(1, 'A local server plays the ConfigCat CDN and serves examples/express/config_v6.json');
    console.log(indent(`${cdn.url}\nsegments: ${config.s.map(({ n }) => n).join(', ')}\nflags:    ${Object.keys(config.f).join(', ')}`));

    heading(2, 'An Express app starts (examples/express/app.js); it polls every second, and its first config is a change as well');
    app = await startApp({ sdkKey: SDK_KEY, baseUrl: cdn.url, print: (line) => console.log(`  app | ${line}`) });

    heading(3, 'Requests of five users');
    const before = await askForEveryone(app);
    console.log(formatTable(['user', ...FLAGS], before));

    heading(4, 'The config changes while the app runs: new checkout for 100 %, another welcome text');
    const changed = app.printed((line) => line.includes('has been changed'));
    cdn.publish(changeConfig(config));
    await changed;

    heading(5, 'The same requests again, without a restart');
    showChanges(before, await askForEveryone(app));

    heading(6, 'Why does bob get his payment provider? The decision log of one evaluation');
    await explainOne(cdn.url);

    const { full, notModified } = cdn.counts;
    heading(7, `Done. The server sent the config ${full} times and answered "not modified" ${notModified} times.`);
  } finally {
    await app?.stop();
    cdn.close();
  }
}
