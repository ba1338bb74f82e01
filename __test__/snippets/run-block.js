'use strict';

const { blocks, repairs } = require('./document');

const AsyncFunction = (async () => {}).constructor;

const PUBLISHED_KEYS = ['#YOUR-SDK-KEY#', 'PKDVCLf-Hq-h-kCzMp-L7Q/HhOWfwVtZ0mb30i9wi17GQ'];
const PUBLISHED_PROXY = 'http://192.168.1.1:8080';

function repair(name, code) {
  return repairs
    .filter(({ block }) => block === name)
    .reduce((text, { from, to }) => from.reduce((result, pattern) => result.replaceAll(pattern, to), text), code);
}

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
 * @param {object} world `sdkKey`, `baseUrl`, `proxyUrl`, and `then`: code appended to the block
 * @returns {Promise<{ lines: any[][], calls: string[], result: any, client: any }>} what it printed and called
 */
async function runBlock(name, world) {
  const { after = [], code } = blocks[name];
  const text = [...after.map((before) => blocks[before].code), repair(name, code)]
    .map((part) => adapt(part, world))
    .join('\n');
  const lines = [];
  const calls = [];
  const body = new AsyncFunction(
    'require',
    'console',
    'baseUrl',
    'do_the_new_thing',
    'do_the_old_thing',
    `'use strict';\n${text}\nreturn {
      client: typeof configCatClient === 'undefined' ? undefined : configCatClient,
      result: ${world.result ?? 'undefined'},
    };`,
  );
  const outcome = await body(
    requireVexil,
    { log: (...args) => lines.push(args) },
    world.baseUrl,
    () => calls.push('new'),
    () => calls.push('old'),
  );
  return { lines, calls, ...outcome };
}

/** `require` of the block: the package by its own name, as in a program that depends on it. */
function requireVexil(name) {
  if (name !== 'vexil') {
    throw new Error(`A block required ${name}`);
  }
  return require('vexil');
}

module.exports = { adapt, runBlock };
