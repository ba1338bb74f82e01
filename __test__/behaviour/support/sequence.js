'use strict';

const { cachePayload, configOf, newSdkKey } = require('./fixtures');

const CONFIG = configOf({ flag: 'remote' });
const CACHED = configOf({ flag: 'cached' });

const EVENTS = ['clientReady', 'configFetched', 'configChanged', 'flagEvaluated', 'clientError'];

/** What the arguments of an event say in one word. */
const ARGUMENTS = {
  clientReady: (state) => state,
  configFetched: (result, byUser) => `${result.errorCode} ${byUser ? 'by user' : 'by itself'}`,
  configChanged: (config) => config.f.flag.v.s,
  flagEvaluated: (details) => details.value,
  clientError: () => '',
};

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How a cache answers, by name. Each is a function of the text in it. */
const ANSWERS = {
  sync: (text) => text(),
  async: async (text) => text(),
  turn: (text) => new Promise((resolve) => setImmediate(() => resolve(text()))),
  slow: (text) => later(120).then(text),
  throwing() {
    throw new Error('cache is down');
  },
  async rejecting() {
    throw new Error('cache is down');
  },
};

/** @param {string} name Such as `async expired`: how it answers, and what it holds. */
function createCache(name) {
  const [answer, content] = name.split(' ');
  let text;
  if (content === 'fresh') text = cachePayload(CACHED, { timestamp: Date.now() });
  if (content === 'expired') text = cachePayload(CACHED, { timestamp: 1000 });
  return {
    get: () => ANSWERS[answer](() => text),
    set: (_, value) =>
      ANSWERS[answer](() => {
        text = value;
      }),
  };
}

/** Answers without a network, a while after it was asked. */
const ANSWERED = {
  200: { statusCode: 200, reasonPhrase: 'OK', eTag: '"1"', body: JSON.stringify(CONFIG) },
  304: { statusCode: 304, reasonPhrase: 'Not Modified', eTag: '"cached"' },
  404: { statusCode: 404, reasonPhrase: 'Not Found' },
  500: { statusCode: 500, reasonPhrase: 'Oops' },
};
const hook = { onAnswer() {} };
const FETCHERS = {
  200: () => later(30).then(() => (hook.onAnswer(), ANSWERED[200])),
  304: () => later(30).then(() => (hook.onAnswer(), ANSWERED[304])),
  404: () => later(30).then(() => (hook.onAnswer(), ANSWERED[404])),
  500: () => later(30).then(() => (hook.onAnswer(), ANSWERED[500])),
  fails: () => later(30).then(() => { hook.onAnswer(); throw new Error('down'); }),
  never: () => new Promise(() => {}),
};

/** The questions whose answers are noted: how to ask, and what the answer says in one word. */
const CALLS = {
  ready: [(client) => client.waitForReady(), (state) => state],
  value: [(client) => client.getValueAsync('flag', 'default'), (value) => value],
  details: [(client) => client.getValueDetailsAsync('flag', 'default'), (details) => details.value],
  values: [(client) => client.getAllValuesAsync(), (list) => list.map((item) => item.settingValue)],
  allDetails: [(client) => client.getAllValueDetailsAsync(), (list) => list.map((item) => item.value)],
  keys: [(client) => client.getAllKeysAsync(), (keys) => keys],
  variation: [(client) => client.getKeyAndValueAsync('id-flag'), (pair) => pair?.settingValue],
  refresh: [(client) => client.forceRefreshAsync(), (result) => result.errorCode],
};

const ACTS = {
  online: (client) => client.setOnline(),
  offline: (client) => client.setOffline(),
  dispose: (client) => client.dispose(),
  snapshot2: (client, note) => note(`snapshot=${client.snapshot().cacheState}`),
  snapshot: (client, note) => note(`snapshot=${client.snapshot().cacheState} ${client.snapshot().getValue('flag', 'default')}`),
};

/**
 * Runs a scenario on one SDK. Steps are names of `CALLS` and `ACTS`; `tick` waits for a turn of the loop, `settled` for
 * everything asked so far, `pause` for a moment.
 *
 * @returns {Promise<string[]>} The events, log entries and answers in the order in which they came.
 */
async function record(sdk, origin, scenario, ticks = false) {
  const { mode, options = {}, cache, server, fetcher, overrides, steps, inHooks = {}, listen = true } = scenario;
  const log = [];
  let tick = 0;
  let client;
  let isOver = false;
  let acted = 0;
  const note = (text) => {
    if (!isOver) log.push(ticks ? `${text} @${tick}` : text);
  };
  const setupHooks = (hooks) => {
    for (const name of listen ? EVENTS : ['clientReady']) {
      hooks.on(name, (...args) => {
        note(`${name} ${ARGUMENTS[name](...args)}`.trim());
        for (const step of inHooks[name] ?? []) if (client && !(inHooks.once && acted++ > 0)) perform(step);
      });
    }
  };
  const pending = [];
  const perform = (step) => {
    if (ACTS[step]) {
      note(`${step}()`);
      ACTS[step](client, note);
      return;
    }
    const [ask, say] = CALLS[step];
    pending.push(
      ask(client).then(
        (answer) => note(`${step}=${say(answer)}`),
        (error) => note(`${step} threw ${error.message}`),
      ),
    );
  };
  const all = {
    logger: { level: 3, log: (_, id) => note(`log ${id}`) },
    baseUrl: `${origin.url}/${server ?? 200}`,
    setupHooks,
    ...options,
  };
  if (cache) all.cache = createCache(cache);
  if (fetcher) all.configFetcher = { fetchAsync: FETCHERS[fetcher] };
  if (overrides) {
    all.flagOverrides = sdk.createFlagOverridesFromMap({ flag: 'overridden' }, sdk.OverrideBehaviour[overrides]);
  }
  if (ticks) { const t0 = () => countTicks(() => tick++); t0(); hook.onAnswer = () => { tick = 1000; countTicks(() => tick++); }; }
  client = sdk.getClient(newSdkKey(), sdk.PollingMode[mode], all);
  note('created');
  for (const name of listen ? EVENTS : []) client.on(name, (...args) => note(`on ${name} ${ARGUMENTS[name](...args)}`.trim()));
  for (const step of steps) {
    if (step === 'tick') await later(0);
    else if (step === 'pause') await later(120);
    else if (step === 'settled') await Promise.all(pending);
    else perform(step);
  }
  await Promise.race([Promise.all(pending), later(3000).then(() => note('hangs'))]);
  await later(150);
  isOver = true;
  client.dispose();
  return log;
}

function countTicks(count) {
  let left = 100;
  const next = () => {
    count();
    if (left-- > 0) queueMicrotask(next);
  };
  queueMicrotask(next);
}

/** Answers by the first part of the path: a status, `slow`, `dead` or `hung`. */
async function serveByPath({ url, headers }) {
  const kind = url.split('/')[1];
  if (kind === 'dead') return null;
  if (kind === 'hung') return new Promise(() => {});
  if (kind === 'slow') await later(120);
  const status = kind === 'slow' || kind === '304' ? 200 : Number(kind);
  if (kind === '304' || headers['if-none-match'] === '"1"') return { status: 304, headers: { ETag: '"cached"' } };
  return status === 200
    ? { status, headers: { ETag: '"1"' }, body: JSON.stringify(CONFIG) }
    : { status, body: '' };
}

module.exports = { hook, record, serveByPath };
