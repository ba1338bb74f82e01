// Measures what a poller does while its server is away, for this package and the official one side by side, and draws
// docs/outage.svg from it: `node scripts/outage-timeline.mjs`. It takes a bit more than half a minute.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { root } from './setup.mjs';

const require = createRequire(import.meta.url);
const { COLORS, element, picture, text } = require('../bench/report/svg.js');

const CONTESTANTS = [
  { name: 'Vexil', module: root, color: COLORS.ours },
  { name: '@configcat/sdk 1.1.0', module: '@configcat/sdk', color: COLORS.others[0] },
];

/** In seconds. */
const INTERVAL = 1;
const OUTAGE = { start: 4.5, end: 26.5 };
const END = 34;

const CONFIG = JSON.stringify({ f: { flag: { t: 0, v: { b: true } } } });

/** Polls until the end, and tells when an error was logged. Runs in a process of its own. */
const CLIENT = `
  const [module, baseUrl] = process.argv.slice(1);
  const sdk = require(module);
  const logger = { level: sdk.LogLevel.Warn, log: () => console.log('logged') };
  const key = 'configcat-sdk-1/0123456789012345678901/0123456789012345678901';
  const client = sdk.getClient(key, sdk.PollingMode.AutoPoll, { baseUrl, logger, pollIntervalSeconds: ${INTERVAL} });
  const questions = setInterval(async () => {
    if ((await client.getValueAsync('flag', false)) !== true) console.log('wrong');
  }, 100);
  setTimeout(() => { clearInterval(questions); client.dispose(); }, ${END * 1000});
`;

/** @param {{ name: string, module: string, color: string }} contestant */
async function measure({ name, module, color }) {
  const start = performance.now();
  const now = () => Math.round(performance.now() - start) / 1000;
  const requests = [];
  const logged = [];
  let wrong = 0;
  const server = http.createServer((request, response) => {
    const time = now();
    const isAway = time >= OUTAGE.start && time < OUTAGE.end;
    requests.push({ time, isAnswered: !isAway });
    if (isAway) request.socket.destroy();
    else response.writeHead(200, { ETag: '"1"' }).end(CONFIG);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const child = spawn(process.execPath, ['-e', CLIENT, module, `http://127.0.0.1:${port}`], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.setEncoding('utf8').on('data', (output) => {
    for (const line of output.trim().split('\n')) {
      if (line === 'logged') logged.push(now());
      else wrong += 1;
    }
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  server.closeAllConnections();
  server.close();
  if (code !== 0) throw new Error(`${name} ended with code ${code}`);
  return { name, color, requests, logged, wrong };
}

const PLOT = { left: 190, right: 836, width: 860 };
const SMALL = { 'font-size': 12, fill: COLORS.muted };
const xOf = (seconds) => PLOT.left + (seconds / END) * (PLOT.right - PLOT.left);

/** `1 line`, `2 lines`. */
const counted = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** @param {Awaited<ReturnType<typeof measure>>} result @param {number} y */
function lane({ name, color, requests, logged }, y) {
  const isIn = (time) => time >= OUTAGE.start && time < OUTAGE.end;
  const failed = requests.filter(({ time }) => isIn(time)).length;
  const dots = requests.map(({ time, isAnswered }) =>
    element('circle', { cx: xOf(time), cy: y, r: 4, fill: isAnswered ? color : COLORS.background, stroke: color, 'stroke-width': 1.5 }));
  const marks = logged.map((time) => element('line', { x1: xOf(time), x2: xOf(time), y1: y + 12, y2: y + 22, stroke: COLORS.missed, 'stroke-width': 2 }));
  return [
    text(24, y, name, { 'font-weight': 600 }),
    text(24, y + 18, `${counted(failed, 'request')}, ${counted(logged.length, 'log line')}`, SMALL),
    element('line', { x1: PLOT.left, x2: PLOT.right, y1: y, y2: y, stroke: COLORS.grid }),
    ...dots,
    ...marks,
  ];
}

function draw(results) {
  const axis = 300;
  const title = `A server that is away for ${OUTAGE.end - OUTAGE.start} seconds`;
  const description = results
    .map(({ name, requests, logged }) => `${name}: ${counted(requests.filter(({ isAnswered }) => !isAnswered).length, 'request')} in vain, ${counted(logged.length, 'log line')}`)
    .join('; ');
  const ticks = Array.from({ length: END / 2 + 1 }, (_, index) => index * 2).map((seconds) =>
    text(xOf(seconds), axis, `${seconds} s`, { ...SMALL, 'text-anchor': 'middle', 'font-size': 11 }));
  return picture({ width: PLOT.width, height: 324, title, description }, [
    text(24, 36, title, { 'font-size': 17, 'font-weight': 600 }),
    text(24, 58, `Polling every ${INTERVAL} s, each connection reset. Filled: answered; hollow: in vain; below: a line in the log.`, SMALL),
    element('rect', { x: xOf(OUTAGE.start), y: 78, width: xOf(OUTAGE.end) - xOf(OUTAGE.start), height: 200, rx: 6, fill: COLORS.grid, 'fill-opacity': 0.6 }),
    text(xOf((OUTAGE.start + OUTAGE.end) / 2), 96, 'away', { ...SMALL, 'text-anchor': 'middle' }),
    ...results.flatMap((result, index) => lane(result, 142 + index * 84)),
    ...ticks,
  ]);
}

const results = await Promise.all(CONTESTANTS.map(measure));
writeFileSync(path.join(root, 'docs/outage.svg'), draw(results));
for (const { name, requests, logged, wrong } of results) {
  const inVain = requests.filter(({ isAnswered }) => !isAnswered).length;
  const back = requests.find(({ time, isAnswered }) => isAnswered && time >= OUTAGE.end);
  const after = back ? `${(back.time - OUTAGE.end).toFixed(1)} s after the server` : 'never';
  console.log(`${name}: ${counted(inVain, 'request')} in vain, ${counted(logged.length, 'log line')}, ${counted(wrong, 'wrong value')}, back ${after}`);
}
