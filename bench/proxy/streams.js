'use strict';

// Ten thousand streams, and one change.

const { spawn } = require('node:child_process');
const path = require('node:path');
const { RELEASE } = require('./processes');

/**
 * Opens streams, makes a change, and tells when it reached them.
 * @param {InstanceType<typeof import('./processes').Server>} proxy
 * @param {string} target path of the stream
 * @param {number} count
 * @param {() => void | Promise<void>} change makes the config another one
 * @returns {Promise<{ perStream: number, first: number, last: number, median: number }>} kB of the proxy per stream, milliseconds
 */
async function measureStreams(proxy, target, count, change) {
  const before = proxy.memory().now;
  const child = spawn(path.join(RELEASE, 'vexil-proxy-sse-load'), [`127.0.0.1:${proxy.port}`, target, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = linesOf(child.stdout);
  const ready = await lines.next();
  if (ready.value !== 'ready') throw new Error(`the streams are not ready: ${ready.value}`);
  const perStream = ((proxy.memory().now - before) * 1024) / count;
  child.stdin.write('mark\n');
  await change();
  const result = JSON.parse(/** @type {string} */ ((await lines.next()).value));
  if (result.n !== count) throw new Error(`${result.n} of ${count} streams heard of the change`);
  child.stdin.end();
  return { perStream, first: result.first_ms, last: result.last_ms, median: result.p50_ms };
}

/** @param {import('node:stream').Readable} stream */
async function* linesOf(stream) {
  let text = '';
  for await (const piece of stream) {
    text += piece;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    yield* lines;
  }
}

module.exports = { measureStreams };
