'use strict';

// What the groups of the benchmark are made of.

exports.ask = require('./child.js').ask;
exports.plainEnvironment = require('./child.js').plainEnvironment;
exports.runAsChild = require('./child.js').runAsChild;
exports.runChild = require('./child.js').runChild;
exports.configs = require('./configs.js');
exports.loadFresh = require('./fresh.js').loadFresh;
exports.describeMachine = require('./machine.js').describeMachine;
exports.manyFlags = require('./many-flags.js').manyFlags;
exports.OURS = require('./packages.js').OURS;
exports.loadPackages = require('./packages.js').loadPackages;
exports.loadCallbackPackages = require('./packages.js').loadCallbackPackages;
exports.loadGrowthBookPackages = require('./packages.js').loadGrowthBookPackages;
exports.loadStatsigPackages = require('./packages.js').loadStatsigPackages;
exports.versionsOf = require('./packages.js').versionsOf;
exports.makeRow = require('./rows.js').makeRow;
exports.startServer = require('./server.js').startServer;
exports.figureOf = require('./stats.js').figureOf;
exports.measure = require('./timing.js').measure;
exports.figuresOf = require('./turns.js').figuresOf;
exports.takeTurns = require('./turns.js').takeTurns;
exports.makeUser = require('./users.js').makeUser;
exports.users = require('./users.js').users;
exports.USER_MASK = require('./users.js').USER_MASK;
