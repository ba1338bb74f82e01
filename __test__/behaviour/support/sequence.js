'use strict';

const { cachePayload, configOf, newSdkKey } = require('./fixtures');

const REMOTE = JSON.stringify(configOf({ flag: 'remote' }));
const CACHED = configOf({ flag: 'cached' });

/** What the arguments of each event say in one word. */
const EVENTS = {
  clientReady: (state) => state,
  configFetched: (result, byUser) => `${result.errorCode} ${byUser ? 'by user' : 'by itself'}`,
  configChanged: (config) => config.f.flag.v.s,
  flagEvaluated: (details) => details.value,
  clientError: () => '',
};

const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How a cache answers: `answer` gives or takes its text. */
const ANSWERS = {
  sync: (answer) => answer(),
  async: async (answer) => answer(),
  turn: (answer) => new Promise((resolve) => setImmediate(() => resolve(answer()))),
  throwing() {
    throw new Error('cache is down');
  },
  async rejecting() {
    throw new Error('cache is down');
  },
};

/** @param {string} name How it answers and what it holds, such as `async expired`. */
function createCache(name) {
  const [kind, content] = name.split(' ');
  const timestamp = content === 'fresh' ? Date.now() : 1000;
  let text = content === 'fresh' || content === 'expired' ? cachePayload(CACHED, { timestamp }) : undefined;
  return {
    get: () => ANSWERS[kind](() => text),
    set: (_, value) => ANSWERS[kind](() => void (text = value)),
  };
}

const RESPONSES = {
  200: { statusCode: 200, reasonPhrase: 'OK', eTag: '"1"', body: REMOTE },
  304: { statusCode: 304, reasonPhrase: 'Not Modified', eTag: '"cached"' },
  500: { statusCode: 500, reasonPhrase: 'Internal Server Error' },
};

/** Answers a while after it was asked, so that all other steps are done by then. */
async function respond(kind) {
  if (kind === 'never') return new Promise(() => {});
  await later(30);
  if (kind === 'failing') throw new Error('no way');
  return RESPONSES[kind];
}

/** What can be asked of a client, and what the answer says in one word. */
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

/** What can be done to a client; the answer is noted. */
const ACTS = {
  online: (client) => client.setOnline(),
  offline: (client) => client.setOffline(),
  dispose: (client) => client.dispose(),
  snapshot: (client) => client.snapshot().cacheState,
};

function optionsOf(sdk, { options, cache, fetcher, overrides }) {
  // Short, for the official package leaves a timer behind that keeps the process alive for one interval.
  const all = { pollIntervalSeconds: 5, ...options };
  if (cache) all.cache = createCache(cache);
  if (fetcher) all.configFetcher = { fetchAsync: () => respond(fetcher) };
  if (overrides) {
    all.flagOverrides = sdk.createFlagOverridesFromMap({ flag: 'overridden' }, sdk.OverrideBehaviour[overrides]);
  }
  return all;
}

/**
 * Plays a scenario on one SDK. Its steps are names of `CALLS` and `ACTS`; `tick` waits for the next turn of the event
 * loop, `settled` for all answers so far. `inHooks` has steps for listeners, by event, taken once.
 *
 * @returns {Promise<string[]>} Events, log entries and answers in the order in which they came.
 */
async function play(sdk, scenario) {
  const { mode, steps, inHooks = {}, silent = false } = scenario;
  const log = [];
  const pending = [];
  const toDo = { ...inHooks };
  const note = (...words) => void log.push(words.join(' ').trim());

  const perform = (client, step) => {
    if (ACTS[step]) {
      note(`${step}()`, ACTS[step](client) ?? '');
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

  let client = null;
  const setupHooks = (hooks) => {
    for (const [name, say] of Object.entries(EVENTS)) {
      if (silent && name === 'flagEvaluated') continue;
      hooks.on(name, (...args) => {
        note(name, say(...args));
        if (client === null) return;
        const now = toDo[name] ?? [];
        delete toDo[name];
        for (const step of now) perform(client, step);
      });
    }
  };
  // Whatever the level: repeats of an error are logged at Debug by one SDK and as errors by the other.
  const logger = { level: sdk.LogLevel.Debug, log: (_, id) => id !== 0 && note('log', id) };
  client = sdk.getClient(newSdkKey(), sdk.PollingMode[mode], { logger, setupHooks, ...optionsOf(sdk, scenario) });
  note('created');
  for (const name of silent ? [] : Object.keys(EVENTS)) client.on(name, () => note('on', name));

  for (const step of steps) {
    if (step === 'tick') await later(0);
    else if (step === 'settled') await Promise.all(pending);
    else perform(client, step);
  }
  await Promise.all(pending);
  for (let seen = -1; seen !== log.length; ) {
    seen = log.length;
    await later(80);
  }
  client.dispose();
  return log;
}

module.exports = { REMOTE, play };
