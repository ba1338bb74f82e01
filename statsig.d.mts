import * as Statsig from './lib/statsig/types/index.js';

export * from './lib/statsig/types/index.js';
export default Statsig;
