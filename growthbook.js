'use strict';

module.exports = require('./lib/growthbook/index.js');
