'use strict';

const none = () => {};

/** A logger that prints nothing. */
const quiet = { debug: none, info: none, warn: none, error: none, logLevel: 'none' };

module.exports = { quiet };
