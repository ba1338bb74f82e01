// Puts this package and the official ones under the same faults, and prints what each does as a table in Markdown:
// `node scripts/compare-faults.mjs [--only TEXT]`. Each runs in a process of its own, polling once per second for six
// seconds under the fault; then the fault ends. Run by hand: it takes some minutes, and the addon has to be built.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import process from 'node:process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { GOOD, faults } from './compare-faults/faults.mjs';
import { root } from './setup.mjs';

const require = createRequire(import.meta.url);
const { startFaultServer } = require('../__test__/support/fault-server.js');

const SUBJECT = fileURLToPath(new URL('compare-faults/subject.cjs', import.meta.url));
const INTERVALS = 6;

/** Beyond all the waits of a subject: whatever lives longer hangs. */
const LIFE_MS = 45_000;

/** A subject that has said its last word ends in this time, or is held. */
const END_MS = 2500;

const CONTESTANTS = [
  { name: 'Vexil', module: root },
  { name: '@configcat/sdk 1.1.0', module: require.resolve('@configcat/sdk') },
  { name: 'configcat-node 11.4.1', module: require.resolve('configcat-node-11') },
];

/** Runs one package under one fault. */
async function run(contestant, fault) {
  const server = await startFaultServer(null, fault.listen);
  if (!fault.listen || fault.listen.tls) await server.script(...(fault.steps ? [fault.steps] : [[{ answer: GOOD }, { keep: true }]]));
  const args = [SUBJECT, contestant.module, server.url, fault.options ?? '({})', String(INTERVALS)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const seen = { requests: 0, unhandled: 0 };
  const life = setTimeout(() => child.kill('SIGKILL'), LIFE_MS);
  child.stdin.on('error', () => {});
  readline.createInterface({ input: child.stdout }).on('line', async (line) => {
    const message = JSON.parse(line);
    Object.assign(seen, message);
    if (message.unhandled) seen.unhandledCount = (seen.unhandledCount ?? 0) + 1;
    if (message.later) {
      const { connections, requests } = await server.seen();
      seen.requests = fault.listen?.tls ? connections : requests.length;
      if (!fault.listen) await server.script([{ answer: GOOD }, { keep: true }]);
      child.stdin.write('over\n');
    }
    if ('recoveredMs' in message) setTimeout(() => child.kill('SIGTERM'), END_MS);
  });
  const [code, signal] = await new Promise((resolve) => child.on('close', (...end) => resolve(end)));
  clearTimeout(life);
  await server.forget();
  return { ...seen, code, signal };
}

const text = (answer) => (answer ? `${String(answer.value).slice(0, 40)}, ${answer.ms} ms` : '–');

function ending({ code, signal, unhandledCount, failed }) {
  const parts = [];
  if (failed) parts.push(`fails: ${failed.slice(0, 60)}`);
  if (signal === 'SIGKILL') parts.push('hangs');
  else if (signal === 'SIGTERM') parts.push('alive, held after `dispose`');
  else if (signal) parts.push(`killed by ${signal}`);
  else if (code !== 0) parts.push(`crashes with ${code}`);
  else parts.push('fine');
  if (unhandledCount) parts.push(`${unhandledCount} unhandled rejection${unhandledCount === 1 ? '' : 's'}`);
  return parts.join(', ');
}

const memory = ({ grownMiB }) => (grownMiB === undefined ? '–' : `${grownMiB} MiB`);

function recovery(fault, { recoveredMs }) {
  if (fault.listen || recoveredMs === undefined) return '–';
  return recoveredMs === null ? 'not in 10 s' : `${(recoveredMs / 1000).toFixed(1)} s`;
}

function row(fault, contestant, seen) {
  return [
    fault.name, contestant.name, text(seen.first), text(seen.later), seen.errors ?? '–',
    fault.listen && !fault.listen.tls ? '–' : seen.requests, memory(seen), recovery(fault, seen), ending(seen),
  ];
}

const HEADINGS = [
  'fault', 'package', 'first value', `value after ${INTERVALS} s`, 'error lines', 'requests', 'memory', 'recovery', 'process',
];

const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';

console.log(line(HEADINGS));
console.log(line(HEADINGS.map(() => '---')));
for (const fault of faults.filter(({ name }) => name.includes(only))) {
  const results = await Promise.all(CONTESTANTS.map((contestant) => run(contestant, fault)));
  CONTESTANTS.forEach((contestant, index) => console.log(line(row(fault, contestant, results[index]))));
}
