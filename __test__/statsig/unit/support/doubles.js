'use strict';

// Doubles for what native code does, so that the life of a server can be tested by itself: specs that nothing is evaluated by, a network
// whose answers a test gives, an evaluator that knows two gates, and a recorder that only notes what it is told.

const path = require('node:path');

const LIB = path.join(__dirname, '..', '..', '..', '..', 'lib');

const realBinding = require(path.join(LIB, '..', 'binding.js'));

/** @param {string} file below lib/ @param {any} exported */
function put(file, exported) {
  const filename = require.resolve(path.join(LIB, file));
  require.cache[filename] = /** @type {any} */ ({ id: filename, filename, path: path.dirname(filename), loaded: true, children: [], paths: [], exports: exported });
}

function coded(code, message = code) {
  return Object.assign(new Error(message), { code });
}

function compile(text) {
  let body;
  try {
    body = JSON.parse(String(text));
  } catch {
    throw coded('GenericFailure', 'The text is not valid JSON: somewhere');
  }
  if (typeof body !== 'object' || body === null) throw coded('GenericFailure', 'The body is not what it has to be.');
  const specs = { feature_gates: undefined, dynamic_configs: undefined, layer_configs: undefined };
  return { handle: {}, rest: () => JSON.stringify({ ...body, ...specs }), json: () => String(text) };
}

/** What tests set, and look at. */
const native = {
  /** Each network that was opened. @type {FakeNetwork[]} */
  networks: [],
  /** What a fetch of specs gives: a body, null, or an error. @type {(sinceTime: number) => any} */
  specs: () => null,
  /** What a sync of ID lists gives: whether something changed, or an error. @type {() => any} */
  idLists: () => false,
  /** @type {Map<string, string>} */
  lists: new Map(),
  lookup: '{}',
  /** Called when a network is opened. */
  open: () => {},
  /** What an own fetch brought: name, body, length. @type {any[]} */
  applied: [],
  reset() {
    Object.assign(native, { networks: [], specs: () => null, idLists: () => false, lists: new Map(), lookup: '{}', applied: [], open: () => {} });
  },
};

class FakeNetwork {
  constructor(options, lists, onEvent) {
    native.open();
    Object.assign(this, { options, lists, onEvent, calls: [], queued: [], isDisposed: false, flushes: [] });
    /** Whether flushes are answered by themselves. */
    this.answersFlushes = true;
    native.networks.push(this);
  }

  async #answer(kind, token, given) {
    try {
      const result = await given();
      this.tell(kind, token, result, null, null);
    } catch (error) {
      this.tell(kind, token, null, error.code ?? 'FAILED', error.message);
    }
  }

  tell(...notice) {
    if (!this.isDisposed) this.onEvent(...notice);
  }

  fetchSpecs(token, sinceTime) {
    this.calls.push(['fetchSpecs', sinceTime]);
    this.#answer(1, token, async () => {
      const body = await native.specs(sinceTime);
      return body === null ? null : compile(body);
    });
  }

  syncIdLists(token) {
    this.calls.push(['syncIdLists']);
    this.#answer(2, token, () => native.idLists());
  }

  queueEvents(events, count) {
    this.queued.push([events, count]);
  }

  setCompression(on) {
    this.calls.push(['setCompression', on]);
  }

  flush(token, timeoutMs, retries) {
    this.calls.push(['flush', timeoutMs, retries]);
    this.flushes.push(token);
    if (this.answersFlushes) queueMicrotask(() => this.tell(3, token));
  }

  droppedEvents() {
    return 0;
  }

  retryIn(token, ms) {
    this.calls.push(['retryIn', token, ms]);
  }

  trust(token) {
    this.calls.push(['trust', token]);
  }

  sent(token, status) {
    this.calls.push(['sent', token, status]);
  }

  dispose() {
    this.isDisposed = true;
  }
}

class FakeRecorder {
  constructor({ isSilent, send, tier }) {
    Object.assign(this, { isSilent, send, tier, told: [] });
    FakeRecorder.all.push(this);
  }

  gate(user, environment, name, { outcome }, isManual) {
    this.told.push(['gate', user, environment, name, outcome.value, isManual]);
  }

  config(user, environment, name, { outcome }, isManual) {
    this.told.push(['config', user, environment, name, outcome.ruleID, isManual]);
  }

  layerParameter(user, environment, name, { outcome }, parameter, isManual) {
    this.told.push(['layer', user, environment, name, outcome.ruleID, parameter, isManual]);
  }

  mismatch(user, environment, mismatch) {
    this.told.push(['mismatch', user, environment, mismatch]);
  }

  event(user, environment, event) {
    this.told.push(['event', user, environment, event]);
    if (!this.isSilent) this.waiting = JSON.stringify({ eventName: event.name });
  }

  drain() {
    if (this.waiting) this.send(this.waiting, 1);
    this.waiting = '';
  }
}
/** @type {FakeRecorder[]} */
FakeRecorder.all = [];

/** Knows the gates `on` and `off`, and one config and layer, `c`. What is called `broken` throws. */
function fakeEvaluator({ Evaluation, NO_GATES, UNRECOGNIZED, UNINITIALIZED }, { Outcome }, { GateExposure }) {
  const evaluation = (given, delegate = null, explicit = null) => {
    const gates = [new GateExposure('inner', true, 'i1')];
    return new Evaluation(new Outcome({ ruleID: 'r1', idType: 'userID', version: 3, ...given }), 'Bootstrap', gates, NO_GATES, delegate, explicit);
  };
  const known = {
    on: evaluation({ value: true }),
    off: evaluation({ value: false }),
    c: evaluation({ value: true, json: { a: 1, deep: { x: [1] } } }, 'exp', ['a']),
  };
  return class FakeEvaluator {
    constructor(parts) {
      this.parts = parts;
      FakeEvaluator.calls = [];
    }

    find(kind, user, environment, name, options) {
      FakeEvaluator.calls.push([kind, user, environment, name, options]);
      if (name === 'broken') throw new RangeError('inside');
      if (!this.parts.store.isInitialized) return UNINITIALIZED;
      return this.parts.overrides.find(['gate', 'config', 'layer'].indexOf(kind), user, name) ?? known[name] ?? UNRECOGNIZED;
    }

    gate(user, environment, name) {
      return this.find('gate', user, environment, name, undefined);
    }

    config(user, environment, name, options) {
      return this.find('config', user, environment, name, options);
    }

    layer(user, environment, name, options) {
      return this.find('layer', user, environment, name, options);
    }
  };
}

/** Loads the dialect anew, with the doubles in place: a process that has not initialized anything. */
function loadStatsig() {
  const folder = path.join(LIB, 'statsig') + path.sep;
  for (const filename of Object.keys(require.cache)) if (filename.startsWith(folder)) delete require.cache[filename];
  native.reset();
  const binding = {
    ...realBinding,
    statsigIdLists: () => ({ isLists: true }),
    statsigSpecs: compile,
    statsigSpecsAsync: async (text) => compile(text),
    statsigBench: () => ({ isKeyed: false, base: 0, inputs: () => [], names: () => [], find: () => -1, release() {} }),
    statsigEvaluator: () => () => 0,
    statsigSpecialEvaluator: () => () => 0,
    statsigOpenNetwork: (options, lists, onEvent) => new FakeNetwork(options, lists, onEvent),
    statsigIdListPlan(_lists, lookup) {
      native.lookup = lookup;
      return JSON.stringify(Object.values(JSON.parse(lookup)).map(({ name, url }) => ({ name, url, from: 0 })));
    },
    async statsigIdListApply(_lists, name, body, length) {
      native.applied.push([name, body, length]);
      native.lists.set(name, body);
      return true;
    },
    async statsigIdListSet(_lists, name, lines) {
      native.lists.set(name, lines);
    },
    statsigIdListKeep(_lists, names) {
      for (const name of [...native.lists.keys()]) if (!names.includes(name)) native.lists.delete(name);
    },
    statsigIdListText: (_lists, name) => native.lists.get(name) ?? '',
    statsigIdListLookup: () => native.lookup,
  };
  put('../binding.js', binding);
  const require_ = (file) => require(path.join(LIB, 'statsig', file));
  const FakeEvaluator = fakeEvaluator(require_('evaluation/evaluation.js'), require_('specs/outcome.js'), require_('specs/gate-exposure.js'));
  put('statsig/evaluation/evaluator.js', { Evaluator: FakeEvaluator });
  put('statsig/exposures/recorder.js', { Recorder: FakeRecorder });
  return require_('index.js');
}

/** The body of specs. */
function specs(given = {}) {
  return JSON.stringify({ has_updates: true, time: 1_000, feature_gates: [], dynamic_configs: [], layer_configs: [], ...given });
}

/** A logger that notes what it is told. */
function noting(logLevel = 'debug') {
  const said = [];
  const note = (level) => (...parts) => said.push([level, ...parts.map((part) => (part instanceof Error ? part.message : part))]);
  return { said, logLevel, debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
}

/** Waits until something holds; fails with the test if it never does. */
async function until(holds) {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

module.exports = { FakeRecorder, native, loadStatsig, specs, noting, until, coded };
