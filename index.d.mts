import * as vexil from './index.js';

export * from './index.js';
export default vexil;
