export * from './cache.js';
export * from './client.js';
export * from './config.js';
/** The config format: its enumerations, and the types of its nodes as they are served. */
export * as ConfigJson from './config-json.js';
export { PrerequisiteFlagComparator, SegmentComparator, SettingType, UserComparator } from './config-json.js';
export * from './evaluation.js';
export * from './fetching.js';
export * from './hooks.js';
export * from './legacy-client.js';
export * from './legacy-options.js';
export * from './logging.js';
export * from './options.js';
export * from './overrides.js';
export * from './refresh.js';
export * from './snapshot.js';
export * from './status.js';
export * from './user.js';
export * from './values.js';
