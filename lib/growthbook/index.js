'use strict';

// The front door. Behind it: `clients` (what users make), `evaluation` (features and experiments for somebody), `experiments`
// (what runs by itself), `payload` (what is evaluated), `tracking` (who is told), `sticky` (bucket services), `network`, `options`,
// `logging`, and `types` (the public types).

const condition = require('./evaluation/condition.js');
const network = require('./network/repository.js');
const { BrowserCookieStickyBucketService, ExpressCookieStickyBucketService } = require('./sticky/cookies.js');
const { EVENT_EXPERIMENT_VIEWED, EVENT_FEATURE_EVALUATED } = require('./tracking/track.js');
const { GrowthBook } = require('./clients/growthbook.js');
const { GrowthBookClient } = require('./clients/client.js');
const { LocalStorageStickyBucketService } = require('./sticky/local-storage.js');
const { RedisStickyBucketService } = require('./sticky/redis.js');
const { StickyBucketService, StickyBucketServiceSync } = require('./sticky/service.js');
const { UserScopedGrowthBook } = require('./clients/scoped.js');
const { getAutoExperimentChangeType } = require('./experiments/change-type.js');

// Written out name by name, so that tools which read the file without running it see the names.
exports.GrowthBook = GrowthBook;
exports.GrowthBookClient = GrowthBookClient;
exports.GrowthBookMultiUser = GrowthBookClient;
exports.UserScopedGrowthBook = UserScopedGrowthBook;

exports.StickyBucketService = StickyBucketService;
exports.StickyBucketServiceSync = StickyBucketServiceSync;
exports.LocalStorageStickyBucketService = LocalStorageStickyBucketService;
exports.ExpressCookieStickyBucketService = ExpressCookieStickyBucketService;
exports.BrowserCookieStickyBucketService = BrowserCookieStickyBucketService;
exports.RedisStickyBucketService = RedisStickyBucketService;

exports.prefetchPayload = network.prefetch;
exports.configureCache = network.configureCache;
exports.clearCache = network.clearCache;
exports.setPolyfills = network.setPolyfills;
exports.getPolyfills = network.getPolyfills;
exports.helpers = network.helpers;
exports.onHidden = network.onHidden;
exports.onVisible = network.onVisible;

exports.evalCondition = condition.evalCondition;
exports.isURLTargeted = condition.isURLTargeted;
exports.paddedVersionString = condition.paddedVersionString;
exports.getAutoExperimentChangeType = getAutoExperimentChangeType;

exports.EVENT_EXPERIMENT_VIEWED = EVENT_EXPERIMENT_VIEWED;
exports.EVENT_FEATURE_EVALUATED = EVENT_FEATURE_EVALUATED;
