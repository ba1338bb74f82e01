'use strict';

// The native functions of bench/native.

const path = require('node:path');

/** Where the build leaves them. */
const FLOORS_ADDON = path.join(__dirname, '..', '..', 'target', 'bench', 'vexil-bench-native.node');

/**
 * @returns {{
 *   empty: (...args: unknown[]) => number,
 *   reads: (number: number, ...texts: string[]) => number,
 *   sha1: (count: number, ...parts: string[]) => number,
 *   sha256: (count: number, ...parts: string[]) => number,
 * }}
 */
const loadFloors = () => require(FLOORS_ADDON).floors();

module.exports = { FLOORS_ADDON, loadFloors };
