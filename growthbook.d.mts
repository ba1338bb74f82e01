import * as growthbook from './growthbook.js';

export * from './growthbook.js';
export default growthbook;
