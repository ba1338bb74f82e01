// The Express app of examples/express in a process of its own, as a user would run it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import readline from 'node:readline';
import { root } from '../setup.mjs';

/**
 * @param {{ sdkKey: string, baseUrl: string, print: (line: string) => void }} options print gets what the app prints
 */
export async function startApp({ sdkKey, baseUrl, print }) {
  const child = spawn(process.execPath, [path.join(root, 'examples', 'express', 'app.js')], {
    env: { ...process.env, CONFIGCAT_SDK_KEY: sdkKey, CONFIGCAT_BASE_URL: baseUrl, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const printed = watchOutput(child, print);
  const [line] = await Promise.race([
    Promise.all([
      printed((text) => text.startsWith('Listening on ')),
      printed((text) => text.includes('has been changed')), // its first config
    ]),
    ended.then(([code]) => Promise.reject(new Error(`The app ended with ${code}`))),
  ]);
  const url = line.slice('Listening on '.length);
  return {
    printed,
    async get(target) {
      const response = await fetch(url + target);
      if (!response.ok) throw new Error(`GET ${target} gave ${response.status}`);
      return response.json();
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Returns a function that waits for a line, among those still to come, that satisfies a condition. */
function watchOutput(child, print) {
  const waiting = new Set();
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    print(line);
    for (const wait of waiting) {
      if (wait.matches(line)) {
        waiting.delete(wait);
        wait.resolve(line);
      }
    }
  });
  return (matches) => new Promise((resolve) => waiting.add({ matches, resolve }));
}
