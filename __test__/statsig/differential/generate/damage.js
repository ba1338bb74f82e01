'use strict';

const { anyJson } = require('./values');

/** @typedef {import('../../../support/random').Random} Random */

const ODD = [null, '', 'text', 0, 5, -1, 1e21, true, false, [], [null], [[]], {}, { a: 1 }, 'public', 'any'];

const isBranch = (node) => node !== null && typeof node === 'object';

function places(node, found = []) {
  for (const key of Object.keys(node)) {
    found.push([node, key]);
    if (isBranch(node[key])) places(node[key], found);
  }
  return found;
}

/** Something wrong at one place of a tree. @param {Random} random */
function damageSomewhere(random, root) {
  const all = places(root).filter(([, key]) => key !== 'name');
  const [parent, key] = random.pick(all);
  random.choose([
    [4, () => void (parent[key] = structuredClone(random.pick(ODD)))],
    [1, () => void (parent[key] = anyJson(random))],
    [1, () => void (Array.isArray(parent) ? parent.push(structuredClone(random.pick(ODD))) : delete parent[key])],
    [1, () => void (parent[key] = [parent[key]])],
  ]);
}

/**
 * A copy of a body in which one gate, config or layer has something wrong with it.
 *
 * @param {Random} random
 * @param {any} specs
 * @returns {{ specs: any, damaged: string }} with the name of that
 */
function withDamage(random, specs) {
  const result = structuredClone(specs);
  const spec = random.pick([...result.feature_gates, ...result.dynamic_configs, ...result.layer_configs]);
  for (let left = random.between(1, 2); left > 0; left -= 1) damageSomewhere(random, spec);
  return { specs: result, damaged: spec.name };
}

/** The names of what has to do with a spec, itself among them. @param {any} specs @param {string} name @returns {Set<string>} */
function reachedFrom(specs, name) {
  const all = [...specs.feature_gates, ...specs.dynamic_configs, ...specs.layer_configs];
  const found = new Set([name]);
  for (let before = 0; before !== found.size; ) {
    before = found.size;
    for (const spec of all) {
      const text = JSON.stringify(spec.rules) ?? '';
      if ([...found].some((reached) => text.includes(JSON.stringify(reached)))) found.add(spec.name);
    }
  }
  return found;
}

module.exports = { reachedFrom, withDamage };
