'use strict';

// What the loads are made of.

const path = require('node:path');

exports.runAsChild = require('../../bench/support/child.js').runAsChild;
exports.runChild = require('../../bench/support/child.js').runChild;
exports.stagedPackage = require('../../bench/support/staged.js').stagedPackage;
exports.startServer = require('../../bench/support/server.js').startServer;
exports.deadServers = require('./dead-servers.js');
exports.figures = require('./figure.js');
exports.MEGABYTE = require('./memory.js').MEGABYTE;
exports.collect = require('./memory.js').collect;
exports.settledMemory = require('./memory.js').settledMemory;
exports.processState = require('./process-state.js').processState;
exports.keyOf = require('./sdk-keys.js').keyOf;

/** @param {string} name @returns {string} the script of that name, to be run in a process or worker of its own */
exports.script = (name) => path.join(__dirname, '..', 'children', `${name}.js`);

/** Options of a child that collects garbage when told to. */
exports.WITH_GC = { execArgv: ['--expose-gc'], guardMs: 3_600_000 };
