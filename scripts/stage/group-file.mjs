// The text of one file of the staged package: some modules, each of them still a function of its own that runs when it is
// first required.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../setup.mjs';
import { groupOf, splitName } from './groups.mjs';

/** What modules may require beside each other, by path from the root. */
const OUTSIDE = ['binding.js', 'package.json'];

/** The packages that come with this one. */
const DEPENDENCIES = Object.keys(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).dependencies ?? {});

/** As Node does it: a module is known while it runs, and forgotten if it fails. */
const LOADER = `const $loaded = {};
function $load(name) {
 const known = $loaded[name];
 if (known !== undefined) return known.exports;
 const module = { exports: {} };
 $loaded[name] = module;
 let done = false;
 try {
  $modules[name].call(module.exports, module, module.exports);
  done = true;
 } finally {
  if (!done) delete $loaded[name];
 }
 return module.exports;
}
module.exports = $load;
`;

/**
 * @param {import('./module.mjs').SourceModule} source
 * @param {ReadonlySet<string>} names of all modules
 * @param {string} request
 * @returns {string} the expression that takes the place of `require(request)`
 */
function requirement(source, names, request) {
  if (request.startsWith('node:') || DEPENDENCIES.includes(request)) return `require('${request}')`;
  const target = path.posix.join('lib', path.posix.dirname(source.name), request);
  if (OUTSIDE.includes(target)) return `require('../../${target}')`;
  const name = path.posix.relative('lib', target);
  if (!request.startsWith('.') || !names.has(name)) throw new Error(`${source.name} requires ${request}, which the package does not have.`);
  const [library] = splitName(source.name);
  const [group, inLibrary] = [groupOf(name), splitName(name)[1]];
  if (group === groupOf(source.name)) return `$load('${inLibrary}')`;
  const file = group.startsWith(`${library}/`) ? `./${splitName(group)[1]}` : `../${group}`;
  return `require('${file}')('${inLibrary}')`;
}

/**
 * @param {import('./module.mjs').SourceModule[]} sources of one group
 * @param {ReadonlySet<string>} names of all modules
 */
export function groupText(sources, names) {
  const functions = sources.map((source) => {
    const changes = source.requirements.map(({ request, start, end }) => ({ start, end, text: requirement(source, names, request) }));
    return `'${splitName(source.name)[1]}'(module, exports) {\n${source.write(changes)}},\n`;
  });
  return `'use strict';\nconst $modules = {\n${functions.join('')}};\n${LOADER}`;
}
