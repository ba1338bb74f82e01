'use strict';

module.exports = require('./lib/statsig/index.js');
