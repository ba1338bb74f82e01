'use strict';

const { version } = require('../../../package.json');

const MODE_LETTERS = ['a', 'l', 'm'];

/**
 * How requests name this client, such as `Vexil-Node/a-1.2.3`.
 *
 * @param {number} mode One of `PollingMode`.
 */
function clientVersion(mode) {
  return `Vexil-Node/${MODE_LETTERS[mode]}-${version}`;
}

/**
 * @param {string} name
 * @returns {[string, string][]}
 */
function requestHeaders(name) {
  return [
    ['User-Agent', name],
    ['X-ConfigCat-UserAgent', name],
  ];
}

module.exports = { clientVersion, requestHeaders };
