'use strict';

// What the tests of documents share: blocks of code are run as printed, after the blocks that a reader has typed before them.

const AsyncFunction = (async () => {}).constructor;

/**
 * @typedef {object} Block
 * @property {string} code word for word
 * @property {string[]} [after] the blocks that a reader has typed before this one
 * @typedef {object} Repair of a block that does not do as printed
 * @property {string} block its name
 * @property {string} damage why
 * @property {(string | RegExp)[]} from
 * @property {string} to
 * @typedef {object} Document
 * @property {Record<string, Block>} blocks
 * @property {Repair[]} repairs
 * @property {(code: string, world: any, name: string) => string} adapt changes what may be changed, such as module names and hosts
 */

/** @param {Pick<Document, 'blocks' | 'repairs'>} document @param {string} name */
const repaired = ({ blocks, repairs }, name) =>
  repairs
    .filter(({ block }) => block === name)
    .reduce((text, { from, to }) => from.reduce((result, pattern) => result.replaceAll(pattern, to), text), blocks[name].code);

/**
 * Runs a block of a document, after the blocks it builds on.
 *
 * @param {Document} document
 * @param {string} name of the block
 * @param {object} options
 * @param {any} [options.world] for `adapt`
 * @param {Record<string, any>} [options.scope] what the block finds without having defined it
 * @param {string} [options.result] an expression about what the block has defined
 * @returns {Promise<{ lines: any[][], result: any }>} what it printed, and the value of that expression
 */
async function runBlock(document, name, { world, scope = {}, result = 'undefined' }) {
  const { after = [] } = document.blocks[name];
  const text = [...after, name].map((part) => document.adapt(repaired(document, part), world, part)).join('\n');
  const lines = [];
  const names = { console: { log: (...args) => lines.push(args) }, ...scope };
  const body = new AsyncFunction(...Object.keys(names), `'use strict';\n${text}\nreturn ${result};`);
  return { result: await body(...Object.values(names)), lines };
}

/** Whether JavaScript takes a text inside of an async function. */
function parses(code) {
  try {
    return Boolean(new AsyncFunction(code));
  } catch {
    return false;
  }
}

module.exports = { parses, repaired, runBlock };
