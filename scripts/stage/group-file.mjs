// The text of one file of the staged package: some modules, each of them still a function of its own that runs when it is
// first required.
import path from 'node:path';
import { groupOf } from './groups.mjs';

/** What modules of lib/ may require beside each other, by path from lib/. */
const OUTSIDE = ['../binding.js', '../package.json'];

/** As Node does it: a module is known while it runs, and forgotten if it fails. */
const LOADER = `const loaded = {};
function load(name) {
 const known = loaded[name];
 if (known !== undefined) return known.exports;
 const module = { exports: {} };
 loaded[name] = module;
 let done = false;
 try {
  modules[name].call(module.exports, module, module.exports);
  done = true;
 } finally {
  if (!done) delete loaded[name];
 }
 return module.exports;
}
module.exports = load;
`;

/**
 * @param {import('./module.mjs').SourceModule} source
 * @param {ReadonlySet<string>} names of all modules
 * @param {string} request
 * @returns {string} the expression that takes the place of `require(request)`
 */
function requirement(source, names, request) {
  if (request.startsWith('node:')) return `require('${request}')`;
  const name = path.posix.join(path.posix.dirname(source.name), request);
  const own = groupOf(source.name);
  if (OUTSIDE.includes(name)) return `require('${requestOf(own, name)}')`;
  if (!request.startsWith('.') || !names.has(name)) throw new Error(`${source.name} requires ${request}, which the package does not have.`);
  const group = groupOf(name);
  return group === own ? `load('${name}')` : `require('${requestOf(own, group)}')('${name}')`;
}

/** @param {string} from a file @param {string} to another one, both by path from lib/ */
function requestOf(from, to) {
  const request = path.posix.relative(path.posix.dirname(from), to);
  return request.startsWith('.') ? request : `./${request}`;
}

/**
 * @param {import('./module.mjs').SourceModule[]} sources of one group
 * @param {ReadonlySet<string>} names of all modules
 */
export function groupText(sources, names) {
  const functions = sources.map((source) => {
    const changes = source.requirements.map(({ request, start, end }) => ({ start, end, text: requirement(source, names, request) }));
    return `'${source.name}'(module, exports) {\n${source.write(changes)}},\n`;
  });
  return `'use strict';\nconst modules = {\n${functions.join('')}};\n${LOADER}`;
}
