'use strict';

/** Every place of a tree where something can be left out, outermost first. */
function removals(node, path = []) {
  if (node === null || typeof node !== 'object') {
    return [];
  }
  const here = Object.keys(node).map((key) => [...path, key]);
  return [...here, ...here.flatMap((place) => removals(node[place.at(-1)], place))];
}

function copy(node) {
  if (node === null || typeof node !== 'object') {
    return node;
  }
  if (Array.isArray(node)) {
    return node.map(copy);
  }
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, copy(item)]));
}

function without(root, path) {
  const result = copy(root);
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce((node, key) => node[key], result);
  if (Array.isArray(parent)) {
    parent.splice(Number(last), 1);
  } else {
    delete parent[last];
  }
  return result;
}

/**
 * Leaves out parts of a config as long as the difference stays.
 *
 * @param {object} config
 * @param {(config: object) => Promise<boolean>} differs
 * @param {number} [budget] how many configs to try at most
 */
async function shrink(config, differs, budget = 400) {
  let smallest = config;
  for (let again = true; again; ) {
    again = false;
    for (const path of removals(smallest)) {
      budget -= 1;
      if (budget < 0) {
        return smallest;
      }
      const candidate = without(smallest, path);
      if (await differs(candidate)) {
        smallest = candidate;
        again = true;
        break;
      }
    }
  }
  return smallest;
}

module.exports = { shrink };
