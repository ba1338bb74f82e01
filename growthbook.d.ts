/**
 * Feature flags and experiments of GrowthBook for Node.js, evaluated in Rust: a drop-in for `@growthbook/growthbook` on a server.
 *
 * @packageDocumentation
 */

export * from './lib/growthbook/types/index.js';
