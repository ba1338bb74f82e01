// One package under one fault, in a process of its own: a crash or a hang is a result, too. Lines of JSON go out; a line
// that comes in says that the fault is over.
'use strict';

const [, , packageName, url, optionsText, intervals] = process.argv;
const sdk = require(packageName);

const GIVE_UP_MS = 10_000;
const KEY = 'configcat-sdk-1/0123456789012345678901/0123456789012345678901';

const errors = [];
const tell = (message) => console.log(JSON.stringify(message));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const peak = () => process.resourceUsage().maxRSS / 1024;

/** The value and how long it took, or what became of the question instead. */
async function ask(client, user) {
  const start = performance.now();
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, GIVE_UP_MS, 'pending');
  });
  const asked = client.getValueAsync('flag', 'default', user).catch((error) => `rejects: ${error?.message}`);
  const value = await Promise.race([asked, late]);
  clearTimeout(timer);
  return { value, ms: Math.round(performance.now() - start) };
}

async function main() {
  const { options = {}, user } = new Function('sdk', 'payload', `return ${optionsText}`)(
    sdk, (json, timestamp) => `${timestamp}\n"cached"\n${json}`,
  );
  const client = sdk.getClient(KEY, sdk.PollingMode.AutoPoll, {
    baseUrl: url, pollIntervalSeconds: 1, maxInitWaitTimeSeconds: 1, requestTimeoutMs: 1000,
    logger: { level: 1, log: (_level, id) => errors.push(id) },
    ...options,
  });
  const before = peak();
  const start = performance.now();
  const first = await ask(client, user);
  tell({ first });
  await pause(Math.max(0, intervals * 1000 - (performance.now() - start)));
  const later = await ask(client, user);
  tell({ later, errors: errors.length, ids: [...new Set(errors)], grownMiB: Math.round(peak() - before) });
  await new Promise((resolve) => process.stdin.once('data', resolve));
  const over = performance.now();
  let recoveredMs = null;
  while (recoveredMs === null && performance.now() - over < GIVE_UP_MS) {
    const { value } = await ask(client, user);
    if (value === 'good') recoveredMs = Math.round(performance.now() - over);
    else await pause(50);
  }
  tell({ recoveredMs });
  client.dispose();
  process.stdin.destroy();
}

process.on('unhandledRejection', (error) => tell({ unhandled: String(error?.message ?? error) }));
main().catch((error) => tell({ failed: String(error?.message ?? error) }));
