'use strict';

const { Lookups } = require('./lookups.js');

exports.Lookups = Lookups;
