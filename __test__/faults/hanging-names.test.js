'use strict';

/* Names that the operating system looks up for ever: a library that is loaded before its own. */

const assert = require('node:assert/strict');
const { execFile, execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const process = require('node:process');
const { describe, test } = require('node:test');
const { configOf, newSdkKey } = require('../behaviour/support/fixtures');
const { startCdn } = require('../support/cdn');

const ROOT = path.resolve(__dirname, '../..');
const SOURCE = `
#include <netdb.h>
#include <unistd.h>
int getaddrinfo(const char *n, const char *s, const struct addrinfo *h, struct addrinfo **r) { sleep(20); return EAI_AGAIN; }
`;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-names-'));
process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/** The library, or why there is none. */
function hangingResolver() {
  if (process.platform !== 'linux') return { skip: 'the loader takes such a library on Linux only' };
  const library = path.join(folder, 'hang.so');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, '-x', 'c', '-'], { input: SOURCE, stdio: ['pipe', 'ignore', 'ignore'] });
    return { library };
  } catch {
    return { skip: 'no C compiler' };
  }
}

/** Runs a script in a process of its own, and gives what it prints as JSON. */
function run(script, values, env = {}) {
  const text = `const vexil = require(${JSON.stringify(ROOT)}); const given = ${JSON.stringify(values)}; (async () => { ${script} })();`;
  return new Promise((resolve, reject) => {
    const options = { env: { ...process.env, ...env }, timeout: 30_000 };
    execFile(process.execPath, ['-e', text], options, (err, stdout, stderr) => {
      if (err) reject(new Error(`${err.message}\n${stderr}`));
      else resolve(JSON.parse(stdout));
    });
  });
}

const { library, skip } = hangingResolver();

describe('names that hang', { skip }, () => {
  test('the config of the cache file is there at once, however many names are looked up', async (t) => {
    const cdn = await startCdn();
    t.after(() => cdn.close());
    cdn.setConfig(JSON.stringify(configOf({ flag: 'kept' })));
    const cacheFile = path.join(folder, 'flags.cache');
    const options = { baseUrl: cdn.url.replace('127.0.0.1', 'localhost'), cacheFile };
    const sdkKey = newSdkKey();
    const open = 'const client = vexil.getClient(given.sdkKey, vexil.PollingMode.AutoPoll, given.options);';
    const seed = `${open} const { isSuccess } = await client.forceRefreshAsync(); console.log(isSuccess); client.dispose();`;
    assert.equal(await run(seed, { sdkKey, options }), true);

    const otherKeys = Array.from({ length: 14 }, newSdkKey);
    const crowd = `
      given.otherKeys.forEach((key, number) => vexil.getClient(key, vexil.PollingMode.AutoPoll, {
        baseUrl: 'http://name-' + number + '.invalid', logger: vexil.createConsoleLogger(vexil.LogLevel.Off),
      }));
      await new Promise((resolve) => setTimeout(resolve, 500));
      ${open}
      const start = performance.now();
      const value = await client.getValueAsync('flag', 'default');
      console.log(JSON.stringify({ value, took: performance.now() - start }));
      process.exit();`;
    const { value, took } = await run(crowd, { sdkKey, options, otherKeys }, { LD_PRELOAD: library });
    assert.equal(value, 'kept');
    assert.ok(took < 1500, `${took} ms`);
  });
});
