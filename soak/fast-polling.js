'use strict';

// The options of clients take no interval below a second. Here it is replaced on its way to the native service, which takes any.

const binding = require('../binding.js');

const INTERVAL_MS = 50;

const open = binding.configcatOpen;

binding.configcatOpen = (options, ...more) => open({ ...options, pollIntervalMs: INTERVAL_MS }, ...more);
