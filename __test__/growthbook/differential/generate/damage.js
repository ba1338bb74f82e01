'use strict';

const { anyJson, isFractionInList } = require('./values');
const { copy, define, isBranch } = require('../tree');

/** @typedef {import('../../../support/random').Random} Random */

const ODD = [null, '', 'text', 0, 5, true, false, [], [null], [[]], {}, { a: 1 }, { $in: null }, { $not: null }, [{}], ['id']];
const ODD_NAMES = ['$or', '$and', '$nor', '$not', '$savedGroup', '$elemMatch', '$size', '$all', '$in', '$regex', '$inGroup', '$', '', 'id', 'tags'];

function places(node, found = []) {
  for (const key of Object.keys(node)) {
    found.push([node, key]);
    if (isBranch(node[key])) places(node[key], found);
  }
  return found;
}

/**
 * Takes out what the two packages are known to differ in. The official package keeps compiled patterns by their text, and so takes
 * what is no text for a pattern if one like that was met before: here it meets only what never was one. And it finds what objects
 * inherit, if something of that name is asked for.
 */
function withoutTraps(node) {
  if (!isBranch(node)) return;
  for (const [name, value] of Object.entries(node)) {
    if (/^\$(r|notR)egexi?$/.test(name) && typeof value !== 'string') node[name] = ['the pattern of nobody'];
    if (/^\$[gl]te?$/.test(name) && isFractionInList(value)) node[name] = 5;
    if (typeof value === 'string' && value in Object.prototype) node[name] = 'inherited';
    withoutTraps(node[name]);
  }
}

/**
 * A copy of a tree with something wrong at one place or two.
 *
 * @param {Random} random
 * @param {any} tree
 */
function damaged(random, tree) {
  const root = copy(tree);
  for (let left = random.between(1, 2); left > 0; left -= 1) {
    const all = places(root);
    if (all.length === 0) return { [random.pick(ODD_NAMES)]: random.pick(ODD) };
    const [parent, key] = random.pick(all);
    random.choose([
      [4, () => define(parent, key, copy(random.pick(ODD)))],
      [1, () => define(parent, key, anyJson(random))],
      [1, () => (Array.isArray(parent) ? parent.push(copy(random.pick(ODD))) : define(parent, random.pick(ODD_NAMES), copy(random.pick(ODD))))],
      [1, () => void (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key])],
      [1, () => define(parent, key, { [random.pick(ODD_NAMES)]: parent[key] })],
    ]);
  }
  withoutTraps(root);
  return root;
}

module.exports = { damaged };
