'use strict';

const { memoryAdapter } = require('../support/adapter');
const { FakeNetwork } = require('../support/fake-network');
const { quiet } = require('../support/quiet');
const { describe, readFrom } = require('./describe');
const { tell } = require('./tell');

/** @typedef {import('./generate/world').World} World */
/** @typedef {{ name: string, outcome: string, notes: string[] }} Observation what came of one call; `notes`: what the host was called with meanwhile */

const SECRET_KEY = 'secret-0123456789';

/** What is not the same in two processes. */
function withoutTimes(event) {
  const { metadata } = event;
  const isObject = metadata !== null && typeof metadata === 'object';
  return { ...event, time: undefined, metadata: isObject ? { ...metadata, serverTime: undefined } : metadata };
}

/** One of the packages that are compared, living through worlds. */
class Side {
  /**
   * @param {any} sdk the package
   * @param {(server: any, note: (text: string) => void) => void} [watch] sees each new server
   */
  constructor(sdk, watch = () => {}) {
    this.sdk = sdk;
    this.watch = watch;
  }

  /**
   * @param {World} world
   * @returns {Promise<{ start: Observation, subjects: Observation[][], events: Observation[] }>} what came of starting, of each step of
   *   each subject, and the events that were sent
   */
  async live(world) {
    const own = structuredClone(world);
    const notes = [];
    const network = new FakeNetwork(own.source === 'Network' ? own.specs : null, own.lists);
    const storage = own.persisted && storageOf(own.persisted, notes);
    const server = new this.sdk.StatsigServer(SECRET_KEY, { ...this.optionsOf(own, network, notes), userPersistentStorage: storage });
    this.watch(server, (text) => notes.push(text));
    try {
      const start = await observe('initialize', notes, async () => {
        const { success, source } = await server.initializeAsync();
        return { success, source };
      });
      for (const [name, ...args] of own.overrides) server[name](...args);
      const subjects = own.subjects.map(({ user, steps }) => steps.map((step) => this.take(server, user, step, notes)));
      await server.flush();
      const events = network.events.map((event) => ({ name: event.eventName, outcome: tell(withoutTimes(event)), notes: [] }));
      return { start, subjects, events };
    } finally {
      server.shutdown();
    }
  }

  optionsOf({ specs, lists, source, options, isTold }, network, notes) {
    return {
      ...network.options,
      logger: quiet,
      disableDiagnostics: true,
      postLogsRetryBackoff: 1,
      ...options,
      ...(source === 'Bootstrap' ? { bootstrapValues: JSON.stringify(specs) } : {}),
      ...(source === 'DataAdapter' ? { dataAdapter: silent(memoryAdapter(SECRET_KEY, { specs, lists })) } : {}),
      ...(isTold ? listenersOf(notes) : {}),
    };
  }

  /** @param {any} server @param {any} user @param {import('./generate/steps').Step} step @param {string[]} notes @returns {Observation} */
  take(server, user, { fn, args, reads = [], sticky, isWithoutUser }, notes) {
    // Each call has a user of its own: the official package changes it.
    const given = isWithoutUser ? args : [structuredClone(user), ...args];
    return observeNow(`${fn} ${tell(args)}`, notes, () => {
      if (sticky) given.splice(2, 1, { ...given[2], ...stickiness(server, structuredClone(user), sticky) });
      const result = server[fn](...given);
      const told = reads.length > 0 && result ? reads.map((read) => readFrom(result, read)) : [];
      return { result: describe(result), told };
    });
  }
}

/** Options for an evaluation that knows what was assigned before. */
const stickiness = (server, user, { idType, enforceTargeting }) => ({
  userPersistedValues: server.getUserPersistedValues(user, idType),
  ...(enforceTargeting === undefined ? {} : { persistentAssignmentOptions: { enforceTargeting } }),
});

function storageOf(persisted, notes) {
  // The time of an assignment is that of the specs.
  return {
    load(key) {
      notes.push(`load ${key}`);
      return structuredClone(persisted[key] ?? {});
    },
    save(key, name, values) {
      const text = JSON.stringify(values);
      notes.push(`save ${key} ${name} ${tell(JSON.parse(text))}`);
      persisted[key] = { ...persisted[key], [name]: JSON.parse(text) };
    },
    delete(key, name) {
      notes.push(`delete ${key} ${name}`);
      delete persisted[key]?.[name];
    },
  };
}

/** What is asked of the adapter has tests of its own. */
const silent = ({ initialize, get, set, shutdown }) => ({ initialize, get, set, shutdown });

function listenersOf(notes) {
  const shown = (value) => (value && typeof value === 'object' && 'eventName' in value ? withoutTimes(JSON.parse(JSON.stringify(value))) : describe(value));
  const note = (name) => (...args) => void notes.push(`${name} ${args.map((arg) => tell(shown(arg))).join(' ')}`);
  const names = ['gateCallback', 'dynamicConfigCallback', 'experimentCallback', 'layerCallback', 'layerParamCallback'];
  return { evaluationCallback: note('evaluationCallback'), evaluationCallbacks: Object.fromEntries(names.map((name) => [name, note(name)])) };
}

/** @param {string} name @param {string[]} notes @param {() => any} call @returns {Observation} */
function observeNow(name, notes, call) {
  notes.length = 0;
  let outcome;
  try {
    outcome = `gives ${tell(call())}`;
  } catch (error) {
    outcome = `throws ${error?.constructor?.name} ${tell(error?.message)}`;
  }
  return { name, outcome, notes: [...notes] };
}

/** @param {string} name @param {string[]} notes @param {() => Promise<any>} call @returns {Promise<Observation>} */
async function observe(name, notes, call) {
  const value = await call().then((result) => `gives ${tell(result)}`, (error) => `rejects ${tell(error?.message)}`);
  return { name, outcome: value, notes: [...notes] };
}

module.exports = { Side };
