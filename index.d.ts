/**
 * Feature flags for Node.js, evaluated in Rust.
 *
 * Two generations of the ConfigCat API are here, on one client:
 *
 * - the current one: `getClient` gives an `IConfigCatClient`, one per SDK key;
 * - the callback API: `createClient`, `createClientWithAutoPoll`, `createClientWithLazyLoad` and
 *   `createClientWithManualPoll` give an `ILegacyConfigCatClient`, a new one each time.
 *
 * "Source" in these comments names where a member comes from: a chapter of the *ConfigCat Node.js SDK Reference*, which is
 * the documentation of the callback API on ConfigCat's website, or a member of an official package, which has it under
 * that name.
 *
 * @packageDocumentation
 */

export * from './lib/configcat/types/index.js';
