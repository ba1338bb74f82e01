// `npm run bench:proxy [-- --quick]`: the proxy beside a floor, which is the same server stack with a fixed answer of the same size. wrk makes
// the load from a process of its own; all share the machine's cores. Prints a table in Markdown. A missed goal is a result; only errors make
// the command fail.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { hostTriple, releaseEnvironment } from '../../scripts/rust-flags.mjs';
import { run } from '../../scripts/setup.mjs';
import machine from '../support/machine.js';
import configs from './configs.js';
import loads from './loads.js';
import processes from './processes.js';
import streams from './streams.js';
import wrk from './wrk.js';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });

const SECONDS = options.quick ? 1 : 3;
const ROUNDS = options.quick ? 1 : 5;
const STREAMS = options.quick ? 200 : 10_000;

const KEYS = { hundred: 'configcat-sdk-1/BENCH-HUNDRED-flags-00/1234567890123456789012', large: 'configcat-sdk-1/BENCH-LARGE-config-000/1234567890123456789012' };

/** Headers that each server writes by itself. */
const OF_CONNECTION = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

const round = (number, digits = 0) => number.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function build() {
  const bins = ['vexil-proxy', 'vexil-proxy-floor', 'vexil-proxy-sse-load'].flatMap((name) => ['--bin', name]);
  return run('cargo', ['build', '--quiet', '--release', '-p', 'vexil-proxy', '--features', 'bench', ...bins], releaseEnvironment(hostTriple()));
}

/** Renamed into place, so that nobody reads half of it. */
function writeConfig(file, config) {
  writeFileSync(`${file}.new`, JSON.stringify(config));
  renameSync(`${file}.new`, file);
}

async function startProxy(folder) {
  const [port, diagnostics] = [await processes.freePort(), await processes.freePort()];
  const sdks = Object.fromEntries(
    Object.entries(KEYS).map(([id, key]) => [id, { key, offline: { enabled: true, local: { file_path: path.join(folder, `${id}.json`) } } }]),
  );
  const file = path.join(folder, 'options.yml');
  // JSON is YAML, too.
  writeFileSync(file, JSON.stringify({ sdks, http: { port }, diag: { port: diagnostics } }));
  return processes.Server.start('vexil-proxy', ['-c', file], port);
}

/** A floor that answers as the proxy does to one request: status, headers and bytes. */
async function startFloor(folder, proxy, load) {
  const body = load.body?.replaceAll('%d', '7');
  const answer = await processes.request(proxy.port, { ...load, body });
  const file = path.join(folder, 'body');
  writeFileSync(file, answer.body);
  const port = await processes.freePort();
  const headers = Object.entries(answer.headers).filter(([name]) => !OF_CONNECTION.has(name));
  const args = [String(port), String(answer.status), file, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return { floor: await processes.Server.start('vexil-proxy-floor', args, port), bytes: answer.body.length };
}

async function measureRow(folder, proxy, row) {
  const load = { ...row.load };
  if (row.name === 'CDN, 304') {
    const { headers } = await processes.request(proxy.port, load);
    load.headers = { 'If-None-Match': String(headers.etag) };
  }
  const { floor, bytes } = await startFloor(folder, proxy, load);
  const outcomes = { proxy: [], floor: [] };
  try {
    for (let count = 0; count < ROUNDS; count++) {
      outcomes.floor.push(await wrk.measure(floor.port, load, SECONDS));
      outcomes.proxy.push(await wrk.measure(proxy.port, load, SECONDS));
    }
  } finally {
    await floor.stop();
  }
  // Each round has its own share: what slows the machine down slows both.
  const share = median(outcomes.proxy.map(({ perSecond }, index) => perSecond / outcomes.floor[index].perSecond));
  const of = (side, name) => median(outcomes[side].map((outcome) => outcome[name]));
  const times = (side) => ['p50', 'p99', 'p999'].map((name) => round(of(side, name) / 1000, 2)).join(' / ');
  const met = share >= row.goal ? 'met' : '**missed**';
  console.log(
    `| ${row.name} | ${round(bytes)} | ${round(of('proxy', 'perSecond'))} | ${round(of('floor', 'perSecond'))} | ${round(share, 2)} | ${row.goal}, ${met} | ${times('proxy')} | ${times('floor')} |`,
  );
}

async function main() {
  if (!build()) return 1;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'vexil-proxy-bench-'));
  const configOf = { hundred: configs.flags(100), large: configs.ofSize(100_000) };
  for (const [id, config] of Object.entries(configOf)) writeConfig(path.join(folder, `${id}.json`), config);
  const proxy = await startProxy(folder);
  try {
    const { cpu, cores, memoryGb, platform } = machine.describeMachine();
    console.log(`${cpu}, ${cores} cores, ${memoryGb} GB, ${platform}; wrk with ${wrk.CONNECTIONS} connections beside the server, ${ROUNDS} rounds of ${SECONDS} s each\n`);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const idle = proxy.memory().now;
    console.log('| request | answer, bytes | proxy, 1/s | floor, 1/s | share | goal | proxy: p50 / p99 / p99.9, ms | floor |');
    console.log('|---|--:|--:|--:|--:|---|---|---|');
    for (const row of loads.rows) {
      if (options.only === undefined || row.name.includes(options.only)) await measureRow(folder, proxy, row);
    }
    const most = proxy.memory().most;
    const changed = structuredClone(configOf.hundred);
    changed.f.flag_number_005.v.b = true;
    const result = await streams.measureStreams(proxy, '/sse/hundred/eval/' + Buffer.from('{"key":"flag_number_005","user":{"Identifier":"1"}}').toString('base64url'), STREAMS, () =>
      writeConfig(path.join(folder, 'hundred.json'), changed));
    console.log('\n| what | figure | goal |\n|---|--:|---|');
    const line = (name, value, digits, unit, goal) => console.log(`| ${name} | ${round(value, digits)} ${unit} | ${goal}, ${value < goal ? 'met' : '**missed**'} |`);
    line('resident memory, idle', idle, 1, 'MB', 25);
    line('resident memory, most under the loads above', most, 1, 'MB', 60);
    line(`memory per stream, ${round(STREAMS)} streams`, result.perStream, 1, 'kB', 20);
    line('a changed file reaches the last stream after', result.last, 0, 'ms', 250);
    console.log(`\nThe first stream heard of it after ${round(result.first)} ms, half of them after ${round(result.median)} ms; the proxy waits 50 ms for a file to settle.`);
  } finally {
    await proxy.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return 0;
}

process.exitCode = await main();
