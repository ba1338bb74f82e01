// What the package consists of: the files of the manifest, in which lib/ has one file per group of modules.
import {
  existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from '../setup.mjs';
import { groupText } from './group-file.mjs';
import { groupOf, groupsOf } from './groups.mjs';
import { SourceModule } from './module.mjs';
import { shorten } from './shorten.mjs';

const LIBRARY = 'lib';

/** The file that programs require of each dialect. */
const ENTRIES = { 'configcat/index.js': 'index.js', 'growthbook/index.js': 'growthbook.js' };

/** npm packs these even where the manifest does not name them. */
const ALWAYS = ['package.json', 'README.md', 'LICENSE'];

export const packageFolder = path.join(root, 'target', 'package');

const read = (name) => readFileSync(path.join(root, name), 'utf8');

/** @param {string} folder @returns {string[]} paths of its files, below it */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(path.join(folder, entry.name)).map((name) => `${entry.name}/${name}`) : [entry.name]))
    .sort();
}

/** @returns {Map<string, string>} text by path */
function stagedTexts() {
  const named = [...ALWAYS, ...JSON.parse(read('package.json')).files];
  const all = named.flatMap((name) => {
    const isFolder = lstatSync(path.join(root, name)).isDirectory();
    return isFolder ? filesBelow(path.join(root, name)).map((file) => `${name}/${file}`) : [name];
  });
  const isModule = (/** @type {string} */ name) => name.startsWith('lib/') && name.endsWith('.js');
  const texts = new Map(all.filter((name) => !isModule(name)).map((name) => [name, read(name)]));
  addModules(texts, all.filter(isModule));
  return texts;
}

/**
 * @param {Map<string, string>} texts
 * @param {string[]} files
 */
function addModules(texts, files) {
  const sources = new Map(
    files.map((file) => {
      const name = path.posix.relative(LIBRARY, file);
      return [name, new SourceModule(name, read(file))];
    }),
  );
  const names = new Set(sources.keys());
  for (const [file, members] of groupsOf([...names])) {
    texts.set(`${LIBRARY}/${file}`, shorten(groupText(members.map((name) => sources.get(name)), names)));
  }
  for (const [name, file] of Object.entries(ENTRIES)) {
    if (texts.has(file)) texts.set(file, entryText(name, sources.get(name).exportedNames));
  }
}

/** @param {string} entry @param {string[]} names of its exports, for tools that read the file without running it */
function entryText(entry, names) {
  return `'use strict';
module.exports = require('./${LIBRARY}/${groupOf(entry)}')('${entry}');
0 && (module.exports = { ${names.join(', ')} });
`;
}

/** Renamed into place, and only where something has changed: others may be reading the package. */
function writeChanged(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  const fresh = `${packageFolder}.${process.pid}`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
}

/** The addon that was built here, beside the loader as in the checkout; npm leaves it out. A link, so that it is never old. */
function linkAddons() {
  const names = readdirSync(root).filter((name) => /^vexil\..+\.node$/.test(name));
  for (const name of names) {
    const [link, target] = [path.join(packageFolder, name), path.join('..', '..', name)];
    if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target) continue;
    const fresh = `${packageFolder}.${process.pid}`;
    symlinkSync(target, fresh, 'file');
    renameSync(fresh, link);
  }
  return names;
}

/** @param {string} folder below the package's, with a slash at the end @param {string[]} wanted */
function removeOthers(folder, wanted) {
  for (const entry of readdirSync(path.join(packageFolder, folder), { withFileTypes: true })) {
    const name = folder + entry.name;
    if (wanted.some((file) => file.startsWith(`${name}/`))) removeOthers(`${name}/`, wanted);
    else if (!wanted.includes(name)) rmSync(path.join(packageFolder, name), { recursive: true, force: true });
  }
}

/** Writes `target/package`, which then has these files and no others. */
export function stagePackage() {
  const texts = stagedTexts();
  for (const [name, text] of texts) writeChanged(path.join(packageFolder, name), text);
  removeOthers('', [...texts.keys(), ...linkAddons()]);
}
