'use strict';

/**
 * What a group is given.
 *
 * @typedef {object} Context
 * @property {boolean} quick only show that everything runs
 * @property {(text: string) => void} log
 * @property {ReturnType<typeof import('./support/packages.js').loadPackages>} packages
 * @property {Awaited<ReturnType<typeof import('./support/server.js').startServer>>} server
 * @property {(name: string, value: number | string) => void} addFigure notes a fact in the results: the size of a config, ...
 */

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {string} title
 * @property {{ name: string, title: string }[]} [sections] where its rows are shown in more than one table
 * @property {(context: Context) => Promise<any[]>} run gives the rows
 */

/** The groups, in the order in which they run and are reported. @type {Group[]} */
module.exports = [
  require('./operations/index.js'),
  require('./growthbook/index.js'),
  require('./statsig/index.js'),
  require('./costs/index.js'),
  require('./growth/index.js'),
];
