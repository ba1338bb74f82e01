'use strict';

// Worlds are trees of plain values, so that they can be copied, shrunk and printed. What is no plain value (dates, functions,
// instances) stands in a tree as its source text, and each side of a comparison gets its own.

/** A value that is made anew from its source text wherever it is used. */
class Code {
  /** @param {string} source an expression */
  constructor(source) {
    this.source = source;
    this.make = Function(`'use strict'; return (${source});`);
  }
}

/** @type {Map<string, Code>} */
const known = new Map();

/** @param {string} source an expression of JavaScript */
function code(source) {
  if (!known.has(source)) known.set(source, new Code(source));
  return known.get(source);
}

const isBranch = (node) => node !== null && typeof node === 'object' && !(node instanceof Code);

/** Defines instead of assigning: `__proto__` must become an ordinary property. */
function define(target, name, value) {
  if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

function mapTree(node, leaf) {
  if (!isBranch(node)) return leaf(node);
  if (Array.isArray(node)) return node.map((item) => mapTree(item, leaf));
  const result = {};
  for (const name of Object.keys(node)) define(result, name, mapTree(node[name], leaf));
  return result;
}

/** A copy of a tree that shares nothing but source texts with it. */
const copy = (tree) => mapTree(tree, (leaf) => leaf);

/** The value that a tree stands for, made anew. */
const build = (tree) => mapTree(tree, (leaf) => (leaf instanceof Code ? leaf.make() : leaf));

/**
 * The source text of a tree.
 *
 * @param {any} node
 * @returns {string}
 */
function sourceOf(node) {
  if (node instanceof Code) return node.source;
  if (Array.isArray(node)) return `[${node.map(sourceOf).join(', ')}]`;
  if (isBranch(node)) {
    const members = Object.keys(node).map((name) => `${nameText(name)}: ${sourceOf(node[name])}`);
    return members.length ? `{ ${members.join(', ')} }` : '{}';
  }
  if (typeof node === 'string') return JSON.stringify(node);
  if (typeof node === 'bigint') return `${node}n`;
  return Object.is(node, -0) ? '-0' : String(node);
}

function nameText(name) {
  if (name === '__proto__') return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

module.exports = { Code, build, code, copy, define, isBranch, sourceOf };
