/**
 * Feature gates, configs and experiments of Statsig for Node.js, evaluated in Rust: a drop-in for `statsig-node`.
 *
 * @packageDocumentation
 */

import * as Statsig from './lib/statsig/types/index.js';

export * from './lib/statsig/types/index.js';
export default Statsig;
