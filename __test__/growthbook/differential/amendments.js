'use strict';

// The official package without some things that are not wanted of it, by way of its inner parts: the differential test needs
// something to compare with where this package deviates in what it remembers.

const withInstances = (sdk, change) => ({ ...sdk, GrowthBook: change(sdk.GrowthBook) });

/** Defers an exposure only where nobody else hears of it. */
const deferringUnheard = (sdk) =>
  withInstances(sdk, (Base) => class extends Base {
    _saveDeferredTrack(call) {
      const { eventLogger, trackingCallback } = this._options;
      if (!eventLogger && !trackingCallback) super._saveDeferredTrack(call);
    }
  });

/** Remembers what value a feature had only where somebody heard of it. */
const rememberingWhatWasHeard = (sdk) => ({
  ...sdk,
  GrowthBook: class extends sdk.GrowthBook {
    _getUserContext() {
      const context = super._getUserContext();
      const isHeard = context.onFeatureUsage || this._options.eventLogger || context.enableDevMode || context.featureUsageSubs.size;
      return isHeard ? context : { ...context, trackedFeatureUsage: {} };
    }
  },
  GrowthBookClient: class extends sdk.GrowthBookClient {
    _getEvalContext(given) {
      const context = super._getEvalContext(given);
      const { global, user } = context;
      if (user.onFeatureUsage || global.onFeatureUsage || global.eventLogger || user.enableDevMode) return context;
      const get = (target, name) => (name === 'trackedFeatureUsage' ? undefined : target[name]);
      return { ...context, user: new Proxy(user, { get }) };
    }
  },
});

const EARLY = Symbol('sticky buckets that were assigned while the instance was made');

/** Keeps the sticky buckets of an instance even if none were loaded before. */
const keepingBuckets = (sdk) =>
  withInstances(sdk, (Base) => class extends Base {
    isMade = true;

    _getUserContext() {
      if (!this._saveStickyBucketAssignmentDoc || this._options.stickyBucketAssignmentDocs) return super._getUserContext();
      // What is among the options while it is being made was given by the program, and is written through to the service.
      this[EARLY] ??= {};
      if (this.isMade) this._options.stickyBucketAssignmentDocs = this[EARLY];
      return { ...super._getUserContext(), stickyBucketAssignmentDocs: this[EARLY] };
    }
  });

module.exports = { deferringUnheard, keepingBuckets, rememberingWhatWasHeard };
