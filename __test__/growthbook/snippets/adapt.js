'use strict';

const { load } = require('../support/sdks');
const { runBlock } = require('../../snippets/run-block');
const { blocks, repairs } = require('./document');

const PUBLISHED_HOST = 'https://cdn.growthbook.io';
const PUBLISHED_MODULE = '@growthbook/growthbook';
const MODULE = 'vexil/growthbook';

/** Changes what may be changed: the name of the module, and the host. What is no statement is made one. */
function adapt(code, { host = PUBLISHED_HOST } = {}, name) {
  const text = code.replaceAll(PUBLISHED_HOST, host).replaceAll(PUBLISHED_MODULE, MODULE);
  switch (blocks[name].kind) {
    case 'object':
      return `const printed = (${text.trimEnd()}\n);`;
    case 'objects':
      return `const printed = [${text}\n];`;
    case 'module':
      return text.replace(/^import (\{[^}]*\}) from (".*?");/gm, 'const $1 = await importModule($2);');
    default:
      return text;
  }
}

/** `require` and `import` of a block: the package by its own name, as in a program that depends on it. */
function resolve(name, others) {
  if (name === MODULE) return load();
  if (Object.hasOwn(others, name)) return others[name];
  throw new Error(`A block required ${name}`);
}

/**
 * Runs a block of the document, after the blocks it builds on.
 *
 * @param {string} name of the block
 * @param {object} [options]
 * @param {string} [options.host] in place of GrowthBook's
 * @param {Record<string, any>} [options.scope] what the block finds without having defined it
 * @param {Record<string, any>} [options.modules] what it can require
 * @param {string} [options.result] an expression about what the block has defined
 * @returns {Promise<{ lines: any[][], result: any, instances: any[] }>} what it printed, the value of the expression, and the
 *   instances that it made
 */
async function runDocumentBlock(name, { host, scope, modules = {}, result } = {}) {
  const instances = [];
  class GrowthBook extends load().GrowthBook {
    constructor(...args) {
      super(...args);
      instances.push(this);
    }
  }
  const found = {
    GrowthBook,
    require: (wanted) => resolve(wanted, modules),
    importModule: async (wanted) => (load() === require('@growthbook/growthbook') ? load() : import(wanted)),
    ...scope,
  };
  const outcome = await runBlock({ blocks, repairs, adapt }, name, { world: { host }, scope: found, result });
  return { ...outcome, instances };
}

module.exports = { MODULE, PUBLISHED_HOST, PUBLISHED_MODULE, adapt, runBlock: runDocumentBlock };
