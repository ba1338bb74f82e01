'use strict';

module.exports = require('./lib/configcat/index.js');
