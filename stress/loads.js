'use strict';

/**
 * @typedef {object} Load
 * @property {string} name for `--only`
 * @property {string} title
 * @property {(options: { short: boolean }) => Promise<import('./support/figure.js').Figure[]>} run `short`: some seconds in
 *   place of minutes, with smaller counts, and goals of time and memory that a busy machine still reaches
 */

/** @type {Load[]} */
module.exports = [
  require('./loads/clients.js'),
  require('./loads/swaps.js'),
  require('./loads/huge-config.js'),
  require('./loads/users.js'),
  require('./loads/torn-reads.js'),
  require('./loads/dead-network.js'),
  require('./loads/pending.js'),
  require('./loads/disposals.js'),
  require('./loads/shared-config.js'),
  require('./loads/terminations.js'),
  require('./loads/exits.js'),
  require('./loads/differential.js'),
  require('./loads/growthbook-differential.js'),
  require('./loads/statsig-differential.js'),
];
