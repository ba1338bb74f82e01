'use strict';

/** Whose mail addresses the rules of each config are for. @type {Record<string, string>} */
const DOMAINS = { A: '@example.com', B: '@example.org' };

/**
 * The value of a flag in the config with this mark.
 *
 * @param {string} mark
 * @param {number} index of the flag; every second one has a rule
 * @param {{ email?: string } | undefined} user
 */
function markedValue(mark, index, user) {
  const isMatched = index % 2 === 0 && user?.email?.endsWith(DOMAINS[mark]);
  return `${mark} ${isMatched ? 'rule' : 'value'} ${index}`;
}

module.exports = { DOMAINS, markedValue };
