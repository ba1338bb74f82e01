import growthbook from './growthbook.js';

export default growthbook;

export const {
  GrowthBook,
  GrowthBookClient,
  GrowthBookMultiUser,
  UserScopedGrowthBook,
  StickyBucketService,
  StickyBucketServiceSync,
  LocalStorageStickyBucketService,
  ExpressCookieStickyBucketService,
  BrowserCookieStickyBucketService,
  RedisStickyBucketService,
  prefetchPayload,
  configureCache,
  clearCache,
  setPolyfills,
  getPolyfills,
  helpers,
  onHidden,
  onVisible,
  evalCondition,
  isURLTargeted,
  paddedVersionString,
  getAutoExperimentChangeType,
  EVENT_EXPERIMENT_VIEWED,
  EVENT_FEATURE_EVALUATED,
} = growthbook;
