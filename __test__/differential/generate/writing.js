'use strict';

const { numberText } = require('../../support/json');

/** @typedef {import('../../support/random').Random} Random */

const DEEP = `${'['.repeat(1500)}${']'.repeat(1500)}`;
const JUNK = [
  'null', 'true', '-1.5E+3', '"\\u0041\\n\\/"', '[1,{"a":[]}]', '{"":{}}', '1e999', '"\\ud83d"', '12345678901234567890123', '{"a":1,"a":2}',
];
const NEVER_USED = ['zz', 'o', '__proto__', 'constructor', '', 'toJSON', '0'];
const BLANKS = ['', '', '', ' ', '\n', '\t', '\r\n  '];

/** Writes letters as escapes now and then. */
function stringText(random, text) {
  const plain = JSON.stringify(text);
  if (plain.includes('\\') || !random.chance(0.05)) {
    return plain;
  }
  return plain.replace(/[a-zA-Z]/g, (letter) => (random.chance(0.3) ? `\\u00${letter.charCodeAt(0).toString(16)}` : letter));
}

function numberVariant(random, value) {
  const plain = numberText(value);
  if (!Number.isInteger(value) || value === 0 || Math.abs(value) > 1e6 || random.chance(0.9)) {
    return plain;
  }
  return random.pick([`${plain}.0`, `${plain}e0`, `${plain}.00E+0`, `${plain}0e-1`, `${plain}00E-02`]);
}

/**
 * Writes a config as an odd but valid JSON text: blanks, escapes, numbers in other notations, duplicates of members
 * (the last one counts) and members that nobody knows.
 *
 * @param {Random} random
 * @param {any} value
 * @param {{ isMap?: boolean }} [place] in a map of settings an unknown member would be a setting
 * @returns {string}
 */
function writeOddly(random, value, { isMap = false } = {}) {
  const blank = () => random.pick(BLANKS);
  const write = (item, inMap) => {
    if (typeof item === 'string') {
      return stringText(random, item);
    }
    if (typeof item === 'number') {
      return numberVariant(random, item);
    }
    if (item === null || typeof item !== 'object') {
      return JSON.stringify(item);
    }
    if (Array.isArray(item)) {
      return `[${blank()}${item.map((element) => write(element, false)).join(`${blank()},${blank()}`)}${blank()}]`;
    }
    const members = [];
    const add = (key, text) => members.push(`${stringText(random, key)}${blank()}:${blank()}${text}`);
    for (const [key, member] of Object.entries(item).filter(([, found]) => found !== undefined)) {
      if (random.chance(0.01)) {
        add(key, random.pick(JUNK));
      }
      add(key, write(member, key === 'f' && typeof member === 'object'));
    }
    if (!inMap && random.chance(0.03)) {
      const at = random.below(members.length + 1);
      members.splice(at, 0, `${JSON.stringify(random.pick(NEVER_USED))}:${random.chance(0.02) ? DEEP : random.pick(JUNK)}`);
    }
    return `{${blank()}${members.join(`${blank()},${blank()}`)}${blank()}}`;
  };
  return blank() + write(value, isMap) + blank();
}

module.exports = { writeOddly };
