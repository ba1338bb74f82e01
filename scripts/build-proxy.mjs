// Builds the proxy with the paths of this machine left out: `node scripts/build-proxy.mjs [further cargo options]`.
import process from 'node:process';
import { hostTriple, releaseEnvironment } from './rust-flags.mjs';
import { run } from './setup.mjs';

const options = process.argv.slice(2);
const named = options.indexOf('--target');
const triple = named >= 0 ? (options[named + 1] ?? '') : hostTriple();
process.exitCode = run('cargo', ['build', '--release', '-p', 'vexil-proxy', '--bin', 'vexil-proxy', ...options], releaseEnvironment(triple)) ? 0 : 1;
