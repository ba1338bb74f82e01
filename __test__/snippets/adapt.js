'use strict';

const { blocks, repairs } = require('./document');
const { runBlock } = require('./run-block');

const PUBLISHED_KEYS = ['#YOUR-SDK-KEY#', 'PKDVCLf-Hq-h-kCzMp-L7Q/HhOWfwVtZ0mb30i9wi17GQ'];
const PUBLISHED_PROXY = 'http://192.168.1.1:8080';

/** Changes what may be changed: module name, SDK key, base URL, proxy address. Nothing else. */
function adapt(code, { sdkKey, proxyUrl }) {
  let text = code.replace(/(['"])configcat-(?:node|common)\1/g, "'vexil'");
  for (const key of PUBLISHED_KEYS) {
    text = text
      .replaceAll(`'${key}')`, `'${sdkKey}', { baseUrl })`)
      .replace(new RegExp(`('${key}',\\s*)\\{`), `'${sdkKey}', { baseUrl,`)
      .replaceAll(`'${key}'`, `'${sdkKey}'`);
  }
  return text
    .replace(`'${PUBLISHED_PROXY}' }`, `'${proxyUrl}', baseUrl }`);
}

/**
 * Runs a block of the document, after the blocks it builds on.
 *
 * @param {string} name of the block
 * @param {object} world `sdkKey`, `baseUrl`, `proxyUrl`, and `result`: an expression
 * @returns {Promise<{ lines: any[][], calls: string[], result: any, client: any }>} what it printed and called
 */
async function runConfigCatBlock(name, world) {
  const calls = [];
  const scope = {
    require: requireVexil,
    baseUrl: world.baseUrl,
    do_the_new_thing: () => calls.push('new'),
    do_the_old_thing: () => calls.push('old'),
  };
  const { lines, result } = await runBlock({ blocks, repairs, adapt }, name, {
    world,
    scope,
    result: `{
      client: typeof configCatClient === 'undefined' ? undefined : configCatClient,
      result: ${world.result ?? 'undefined'},
    }`,
  });
  return { lines, calls, ...result };
}

/** `require` of the block: the package by its own name, as in a program that depends on it. */
function requireVexil(name) {
  if (name !== 'vexil') {
    throw new Error(`A block required ${name}`);
  }
  return require('vexil');
}

module.exports = { adapt, runBlock: runConfigCatBlock };
