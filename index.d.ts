/**
 * Feature flags for Node.js, evaluated in Rust.
 *
 * Two generations of the ConfigCat API are here, on one client:
 *
 * - the current one: `getClient` gives an `IConfigCatClient`, one per SDK key;
 * - the callback API: `createClient`, `createClientWithAutoPoll`, `createClientWithLazyLoad` and
 *   `createClientWithManualPoll` give an `ILegacyConfigCatClient`, a new one each time.
 *
 * "Source" in these comments names the document a member comes from: the *ConfigCat Node.js SDK Reference* (the
 * documentation of the callback API), or the *SDK reference* (formats, rules, texts and both APIs in detail).
 *
 * @packageDocumentation
 */

export * from './lib/configcat/types/index.js';
