'use strict';

/** Arrays and objects without a class: what has parts that can be left out. */
function isBranch(node) {
  if (node === null || typeof node !== 'object') return false;
  const prototype = Object.getPrototypeOf(node);
  return Array.isArray(node) || prototype === Object.prototype || prototype === null;
}

/** The parts of an array to leave out, the larger ones first. */
function* slices(length) {
  for (let count = length >> 1; count > 1; count >>= 1) {
    for (let at = 0; at + count <= length; at += count) yield { key: String(at), count };
  }
  for (let at = 0; at < length; at += 1) yield { key: String(at), count: 1 };
}

function* parts(node) {
  if (Array.isArray(node)) yield* slices(node.length);
  else for (const key of Object.keys(node)) yield { key, count: 1 };
}

/** Every place of a tree where something can be left out, outermost first. */
function removals(root) {
  const found = [];
  for (let level = [{ node: root, path: [] }]; level.length; ) {
    const below = [];
    for (const { node, path } of level) {
      for (const { key, count } of parts(node)) {
        found.push({ path: [...path, key], count });
        if (count === 1 && isBranch(node[key])) below.push({ node: node[key], path: [...path, key] });
      }
    }
    level = below;
  }
  return found;
}

function copy(node) {
  if (!isBranch(node)) return node;
  if (Array.isArray(node)) return node.map(copy);
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, copy(item)]));
}

function without(root, { path, count }) {
  const result = copy(root);
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce((node, key) => node[key], result);
  if (Array.isArray(parent)) parent.splice(Number(last), count);
  else delete parent[last];
  return result;
}

/**
 * Leaves out parts of a tree as long as the difference stays.
 *
 * @template {object} T
 * @param {T} root
 * @param {(tree: T) => Promise<boolean> | boolean} differs
 * @param {number} [budget] how many trees to try at most
 * @returns {Promise<T>}
 */
async function shrink(root, differs, budget = 400) {
  let smallest = root;
  for (let again = true; again; ) {
    again = false;
    let places = removals(smallest);
    for (let at = 0; at < places.length; ) {
      budget -= 1;
      if (budget < 0) return smallest;
      const candidate = without(smallest, places[at]);
      if (await differs(candidate)) {
        smallest = candidate;
        // What stood behind the part that is gone now stands at its place.
        places = removals(smallest);
        again = true;
      } else {
        at += 1;
      }
    }
  }
  return smallest;
}

module.exports = { shrink };
