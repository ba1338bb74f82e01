'use strict';

const { isObject } = require('../args.js');
const { contextOf } = require('../config/config-context.js');
const { UNKNOWN_TYPE } = require('../config/setting-value.js');
const { toStringSafe } = require('../strings.js');

/** How an entry of the document is to be read. */
const KIND = { value: 0, specialNumber: 1, unsupported: 2, setting: 3 };

const TYPE_INVALID = 'Setting type is invalid.';

/** The config format has only these names at any depth, and nothing in it lies deeper. */
const NODE_NAMES = new Set('abcdfilnprstuv');
const MAX_NODE_DEPTH = 10;

/** @param {number} number */
function numberToJson(number) {
  if (Number.isNaN(number)) return 'null';
  if (number === Infinity) return '1e999';
  if (number === -Infinity) return '-1e999';
  return Object.is(number, -0) ? '-0' : String(number);
}

/**
 * The JSON of a node of the config format, with the numbers JSON texts can hold but `JSON.stringify` cannot write.
 * Members the format does not know are left out: they may be anything, even cyclic.
 *
 * @param {any} node
 * @param {number} [depth]
 * @returns {string}
 */
function nodeToJson(node, depth = 0) {
  if (depth > MAX_NODE_DEPTH || node === null || node === undefined) return 'null';
  if (typeof node === 'string' || typeof node === 'boolean') return JSON.stringify(node);
  if (typeof node === 'number') return numberToJson(node);
  if (Array.isArray(node)) return `[${node.map((item) => nodeToJson(item, depth + 1)).join()}]`;
  if (typeof node !== 'object') return '[]';
  const members = Object.keys(node)
    .filter((name) => NODE_NAMES.has(name) && node[name] !== undefined)
    .map((name) => `${JSON.stringify(name)}:${nodeToJson(node[name], depth + 1)}`);
  return `{${members.join()}}`;
}

/** @param {unknown} value */
function unsupportedText(value) {
  if (value === null) return 'Setting value is null.';
  if (value === undefined) return 'Setting value is undefined.';
  return `Setting value '${toStringSafe(value)}' is of an unsupported type (${typeof value}).`;
}

/**
 * @param {any} value
 * @param {boolean} takesAnyValue
 */
function valueEntry(value, takesAnyValue) {
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return [KIND.value, JSON.stringify(value)];
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return [KIND.value, String(value)];
      return [KIND.specialNumber, Object.is(value, -0) ? '"-0"' : `"${value}"`];
    default:
      if (takesAnyValue) return [KIND.value, JSON.stringify(toStringSafe(value))];
      return [KIND.unsupported, JSON.stringify(unsupportedText(value))];
  }
}

/** @param {any} node */
function isEmptyList(node) {
  return !node?.length;
}

/** Collects the configs that full settings came from, each once. */
class Contexts {
  /** @type {string[]} */
  texts = [];
  /** @type {Map<any, Map<any, number>>} */
  #indices = new Map();

  /**
   * @param {{ salt: any, segments: any } | undefined} context
   * @returns {number}
   */
  indexOf(context) {
    const { salt, segments } = context ?? { salt: undefined, segments: undefined };
    let bySalt = this.#indices.get(segments);
    if (!bySalt) this.#indices.set(segments, (bySalt = new Map()));
    let index = bySalt.get(salt);
    if (index === undefined) {
      index = this.texts.push(nodeToJson({ p: { s: salt }, s: segments ?? undefined })) - 1;
      bySalt.set(salt, index);
    }
    return index;
  }
}

/**
 * @param {string} key
 * @param {any} setting
 * @param {Contexts} contexts
 * @param {boolean} takesAnyValue
 */
function entryToJson(key, setting, contexts, takesAnyValue) {
  const name = JSON.stringify(key);
  const isUsable = isObject(setting) && typeof setting.t === 'number';
  const isPlain = isUsable && setting.t === UNKNOWN_TYPE;
  if (!isUsable || (isPlain && !(isEmptyList(setting.r) && isEmptyList(setting.p)))) {
    return `[${name},${KIND.unsupported},${JSON.stringify(TYPE_INVALID)}]`;
  }
  if (isPlain) return `[${name},${valueEntry(setting.v, takesAnyValue).join()}]`;
  return `[${name},${KIND.setting},${nodeToJson(setting)},${contexts.indexOf(contextOf(setting))}]`;
}

/**
 * The text in which the evaluator takes overrides.
 *
 * @param {Record<string, any> | null | undefined} settings
 * @param {boolean} [takesAnyValue] Whether a value that no flag can have stands for itself, under its text, instead of
 *   being an error.
 */
function overrideDocument(settings, takesAnyValue = false) {
  const contexts = new Contexts();
  const entries = Object.entries(settings ?? {}).map(([key, setting]) =>
    entryToJson(key, setting, contexts, takesAnyValue),
  );
  return `{"c":[${contexts.texts.join()}],"f":[${entries.join()}]}`;
}

module.exports = { overrideDocument };
