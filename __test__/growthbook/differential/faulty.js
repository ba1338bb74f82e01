'use strict';

// The official package made wrong in one small way each.

const { copy, isBranch } = require('./tree');

/** Makes a change to the features that instances and clients are given; asked for them, they tell the ones given. */
function withFeatures(sdk, change) {
  const originals = new WeakMap();
  const changed = (payload) => {
    if (!payload?.features) return payload;
    const features = copy(payload.features);
    change(features);
    originals.set(features, payload.features);
    return { ...payload, features };
  };
  const original = (features) => originals.get(features) ?? features;
  const restored = (payload) => ({ ...payload, ...(payload.features ? { features: original(payload.features) } : {}) });
  const changing = (Base) =>
    class extends Base {
      constructor(options) {
        super(changed(options));
      }

      setPayload(payload) {
        return super.setPayload(changed(payload));
      }

      init(options) {
        return super.init({ ...options, payload: changed(options.payload) });
      }

      initSync(options) {
        return super.initSync({ ...options, payload: changed(options.payload) });
      }

      getPayload() {
        return restored(super.getPayload());
      }

      getDecryptedPayload() {
        return restored(super.getDecryptedPayload());
      }

      getFeatures() {
        return original(super.getFeatures());
      }
    };
  return { ...sdk, GrowthBook: changing(sdk.GrowthBook), GrowthBookClient: changing(sdk.GrowthBookClient) };
}

/** Changes each rule of each feature. */
const withRules = (sdk, change) =>
  withFeatures(sdk, (features) => {
    for (const { rules = [] } of Object.values(features)) rules.forEach(change);
  });

/** Gives the operators of conditions other names. */
function renamed(node, names) {
  if (Array.isArray(node)) return node.map((item) => renamed(item, names));
  if (!isBranch(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [names[key] ?? key, renamed(item, names)]));
}

const withInstances = (sdk, change) => ({ ...sdk, GrowthBook: change(sdk.GrowthBook) });

/** @type {Record<string, (sdk: any) => any>} */
const faults = {
  'a tracking call is lost': (sdk) =>
    withInstances(sdk, (Base) => class extends Base {
      constructor(options = {}) {
        const { trackingCallback } = options;
        let calls = 0;
        super(trackingCallback ? { ...options, trackingCallback: (...args) => ++calls !== 3 && trackingCallback(...args) } : options);
      }
    }),
  'a feature usage is told twice': (sdk) =>
    withInstances(sdk, (Base) => class extends Base {
      constructor(options = {}) {
        const { onFeatureUsage } = options;
        const twice = (key, result) => (onFeatureUsage(key, result), result.source === 'prerequisite' && onFeatureUsage(key, result));
        super(onFeatureUsage ? { ...options, onFeatureUsage: twice } : options);
      }
    }),
  'a bucket is told wrongly': (sdk) =>
    withInstances(sdk, (Base) => class extends Base {
      evalFeature(key) {
        const result = super.evalFeature(key);
        if (result.experimentResult?.bucket > 0.99) result.experimentResult.bucket += 0.0001;
        return result;
      }
    }),
  'a deferred call has no user': (sdk) =>
    withInstances(sdk, (Base) => class extends Base {
      getDeferredTrackingCalls() {
        return super.getDeferredTrackingCalls().map(({ experiment, result }) => ({ experiment, result }));
      }
    }),
  'a scoped instance forgets its URL': (sdk) => ({
    ...sdk,
    GrowthBookClient: class extends sdk.GrowthBookClient {
      createScopedInstance(context) {
        return super.createScopedInstance({ ...context, url: undefined });
      }
    },
  }),
  'a sticky bucket is not saved': (sdk) => ({
    ...sdk,
    LocalStorageStickyBucketService: class extends sdk.LocalStorageStickyBucketService {
      async saveAssignments(document) {
        if (Object.keys(document.assignments).length < 2) await super.saveAssignments(document);
      }
    },
  }),
  'the upper end of a range belongs to it': (sdk) =>
    withRules(sdk, (rule) => {
      if ('force' in rule && Array.isArray(rule.range)) rule.range[1] += 1e-9;
    }),
  'the end of a coverage does not belong to it': (sdk) =>
    withRules(sdk, (rule) => {
      if ('force' in rule && rule.coverage > 0 && rule.coverage < 1 && !rule.range) rule.coverage -= 1e-9;
    }),
  'one operator is another one': (sdk) =>
    withRules(sdk, (rule) => {
      if ('force' in rule) rule.condition = renamed(rule.condition, { $gte: '$gt' });
    }),
  'versions are compared as texts': (sdk) =>
    withRules(sdk, (rule) => {
      if ('force' in rule) rule.condition = renamed(rule.condition, { $vgt: '$gt', $vlt: '$lt' });
    }),
  'a gate is none': (sdk) =>
    withRules(sdk, ({ parentConditions = [] }) => {
      for (const parent of parentConditions) delete parent.gate;
    }),
};

module.exports = { faults, withRules };
