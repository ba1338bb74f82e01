// `npm run soak -- [--minutes N] [--threads N] [--seed N]`: one process polls a server full of faults and evaluates all the while.
// Ends by itself; the exit code is 1 if anything happened that nobody expects.
import process from 'node:process';
import { readArguments } from '../scripts/arguments.mjs';
import sdkSoak from './soak.js';

const values = readArguments({
  options: {
    minutes: { type: 'string', default: '10' },
    threads: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})?.values;
const [minutes, threads, seed] = [values?.minutes, values?.threads, values?.seed].map(Number);

function print({ unexpected, requests, configs, evaluations, nanoseconds, memory }) {
  console.log('\nRequests by kind of answer:');
  for (const [kind, count] of [...requests].sort()) console.log(`  ${kind.padEnd(20)} ${String(count).padStart(8)}`);
  console.log(`\nConfigs:             ${configs}`);
  console.log(`Evaluations:         ${evaluations}`);
  console.log(`Evaluation, p50:     ${nanoseconds.p50} ns`);
  console.log(`Evaluation, p99.9:   ${nanoseconds.p999} ns (${(nanoseconds.p999 / nanoseconds.p50).toFixed(1)} times p50)`);
  console.log(`Evaluation, slowest: ${(nanoseconds.max / 1e6).toFixed(2)} ms`);
  console.log(`Memory:              ${memory.firstMiB?.toFixed(1)} MiB after the warm-up and collections, ${memory.lastMiB?.toFixed(1)} MiB at the end, peak ${memory.peakMiB.toFixed(1)} MiB`);
  console.log(`Slope of memory:     ${memory.slopeMiBPerHour.toFixed(2)} MiB/h; between any two looks, the median: ${memory.medianSlopeMiBPerHour.toFixed(2)}`);
  console.log(`Unexpected events:   ${[...unexpected.values()].reduce((sum, count) => sum + count, 0)}`);
  for (const [what, count] of unexpected) console.log(`  ${count} times: ${what}`);
}

if (![minutes, threads, seed].every((number) => number > 0)) {
  console.error('Usage: npm run soak -- [--minutes N] [--threads N] [--seed N]');
  process.exitCode = 2;
} else {
  const start = performance.now();
  const elapsed = () => `${((performance.now() - start) / 1000).toFixed(0).padStart(6)} s`;
  console.log(`Soak of ${minutes} minutes with ${threads} threads, seed ${seed}, Node.js ${process.version}`);
  const report = await sdkSoak.soak({ seconds: minutes * 60, threads, seed, progress: (line) => console.log(`${elapsed()}  ${line}`) });
  print(report);
  process.exitCode = report.unexpected.size > 0 ? 1 : 0;
}
