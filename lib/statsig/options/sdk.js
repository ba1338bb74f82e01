'use strict';

const process = require('node:process');

// Whom requests, events and client initialize responses name: the SDK whose place this one takes, as servers and clients go by it.
exports.SDK_TYPE = 'statsig-node';
exports.SDK_VERSION = '6.5.2';
exports.LANGUAGE_VERSION = process.versions.node;
