'use strict';

const { KEY, encrypt, encryptParts } = require('./encrypt');
const { createService } = require('./services');
const { build } = require('./tree');
const { tell } = require('./tell');

/** @typedef {import('./generate/world').World} World */
/** @typedef {{ name: string, outcome: string, events: string[] }} Observation what came of one call */

/** Lets everything that a call has begun come to an end: there is nothing here that takes longer than promises do. */
const settle = () => new Promise(setImmediate);

/** Options with the maps that trees cannot hold. */
function buildOptions(tree) {
  const options = build(tree ?? {});
  if (options.forcedFeatureValues) options.forcedFeatureValues = new Map(options.forcedFeatureValues.entries ?? []);
  return options;
}

/** Documents by their keys, whose order says nothing. */
const sorted = (documents) => documents && Object.fromEntries(Object.entries(documents).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Calls that are more than a method of the same name. Each gets the subject, and the arguments of the step. */
const CALLS = {
  setForcedFeatures: ({ target }, { entries = [] }) => target.setForcedFeatures(new Map(entries)),
  setTrackingCallback: ({ target, listeners }) => target.setTrackingCallback(listeners.trackingCallback),
  setFeatureUsageCallback: ({ target, listeners }) => target.setFeatureUsageCallback(listeners.onFeatureUsage),
  'set encrypted': ({ target }, part, payload, isKeyRight) => {
    const text = encrypt(JSON.stringify(payload[part.toLowerCase()] ?? (part === 'Features' ? {} : [])));
    return target[`setEncrypted${part}`](text, isKeyRight ? KEY : 'AAAAAAAAAAAAAAAAAAAAAA==');
  },
  'repeat payload': ({ target }) => target.setPayload(target.getPayload()),
  subscribe: (subject) => {
    const { target, note } = subject;
    subject.unsubscribe = target.subscribe((...args) => note('subscribed', ...args));
  },
  unsubscribe: (subject) => subject.unsubscribe?.(),
  // Written and read, as from server to browser.
  'hand over deferred calls': ({ target }) => {
    const calls = JSON.parse(JSON.stringify(target.getDeferredTrackingCalls()));
    target.setDeferredTrackingCalls([...calls, { experiment: null, result: {} }, {}]);
    return target.fireDeferredTrackingCalls();
  },
  getStickyBucketAssignmentDocs: ({ target }) => sorted(target.getStickyBucketAssignmentDocs()),
  context: ({ context }) => {
    const { stickyBucketAssignmentDocs: documents, attributes, attributeOverrides, forcedVariations, url } = context;
    return { stickyBucketAssignmentDocs: sorted(documents), attributes, attributeOverrides, forcedVariations, url };
  },
  'client setGlobalAttributes': ({ client }, attributes) => client.setGlobalAttributes(attributes),
  'client setPayload': ({ client }, payload) => client.setPayload(payload),
  'another scoped instance': (subject) => {
    subject.target = subject.client.createScopedInstance(subject.context);
  },
};

/** One of the packages that are compared, living through worlds. */
class Side {
  /** @param {any} sdk the package */
  constructor(sdk) {
    this.sdk = sdk;
  }

  /**
   * @param {World} world
   * @returns {Promise<Observation[][]>} for each subject, what came of each step, loading included
   */
  async live(world) {
    const observations = [];
    let client;
    if (world.surface !== 'instance') {
      const events = [];
      const note = noteTo(events);
      client = this.makeClient(world, note);
      const payload = this.payloadOf(world);
      observations.push([await observe({ name: `load by ${world.load}`, events, target: client }, () => this.load(client, world, payload))]);
      client.events = events;
    }
    const shared = this.payloadOf(world);
    for (const subject of world.subjects) {
      observations.push(await this.liveThrough(world, subject, shared, client));
    }
    client?.destroy();
    return observations;
  }

  payloadOf(world) {
    const payload = build(world.payload);
    return world.encrypted?.length ? encryptParts(payload, world.encrypted) : payload;
  }

  makeClient(world, note) {
    const options = { ...buildOptions(world.client), ...chosen(listenersOf(note, 'client '), world.listens) };
    return new this.sdk.GrowthBookClient(world.encrypted?.length ? { ...options, decryptionKey: KEY } : options);
  }

  load(target, world, payload) {
    if (world.load === 'options') return undefined;
    if (world.load === 'setPayload') return target.setPayload(payload);
    return target[world.load]({ payload });
  }

  async liveThrough(world, subject, payload, client) {
    const events = client?.events ?? [];
    const state = { note: noteTo(events), listeners: listenersOf(noteTo(events), ''), client, events };
    const found = [await observe({ name: 'start', events }, () => this.start(state, world, subject, payload))];
    if (!state.target) return found;
    for (const { name, args = [] } of subject.steps ?? []) {
      const made = build(args);
      const call = Object.hasOwn(CALLS, name)
        ? () => CALLS[name](state, ...made)
        : () => state.target[name](...made, ...(world.surface === 'client' ? [state.context] : []));
      found.push(await observe({ name, events, target: state.target }, call));
    }
    if (world.surface === 'instance') state.target.destroy();
    return found;
  }

  /** Makes the instance, or what stands for the user. */
  async start(state, world, subject, payload) {
    const options = buildOptions(subject.options);
    const { subscribe, ...listeners } = chosen(state.listeners, subject.listens);
    Object.assign(options, listeners);
    const { kind, documents } = subject.sticky ?? {};
    const service = kind ? createService(this.sdk, kind, build(documents ?? {}), state.note) : undefined;
    if (world.surface === 'instance') {
      if (world.load === 'options') Object.assign(options, payload);
      // A service that is not synchronous cannot be read by `initSync`, which must be given what is in it.
      if (service && kind !== 'sync' && world.load === 'initSync') options.stickyBucketAssignmentDocs = build(documents ?? {});
      if (service) options.stickyBucketService = service;
      if (world.encrypted?.length) options.decryptionKey = KEY;
      const target = new this.sdk.GrowthBook(options);
      state.target = target;
      if (subscribe) target.subscribe(subscribe);
      const loaded = await this.load(target, world, payload);
      return loaded === target ? 'the instance' : loaded;
    }
    state.context = service ? await state.client.applyStickyBuckets(options, service) : options;
    state.target = world.surface === 'client' ? state.client : state.client.createScopedInstance(state.context);
    return undefined;
  }
}

const noteTo = (events) => (name, ...values) => events.push(`${name} ${values.map((value) => tell(value)).join(' ')}`);

function listenersOf(note, prefix) {
  const names = ['trackingCallback', 'onFeatureUsage', 'eventLogger', 'subscribe'];
  return Object.fromEntries(names.map((name) => [name, (...args) => void note(prefix + name, ...args)]));
}

const chosen = (listeners, names = []) => Object.fromEntries(names.map((name) => [name, listeners[name]]));

/** The calls that give their answer at once. Of others nobody knows which part of them has happened when they return a promise. */
const EVALUATIONS = new Set(['evalFeature', 'feature', 'isOn', 'isOff', 'getFeatureValue', 'run', 'runInlineExperiment']);

/** Calls, waits, and tells all that came of it in its order: events during an evaluation, its outcome, events after it. */
async function observe({ name, events, target }, call) {
  events.length = 0;
  let outcome;
  try {
    const result = call();
    if (EVALUATIONS.has(name)) events.push('returned');
    const value = await result;
    outcome = `gives ${value === target && target ? '<this>' : tell(value)}`;
  } catch (error) {
    outcome = `throws ${tell(error)}`;
  }
  await settle();
  return { name, outcome, events: [...events] };
}

module.exports = { EVALUATIONS, Side };
