'use strict';

/**
 * Splits the text of NODE_OPTIONS as Node does: at spaces; double quotes hold texts together, and in them a backslash
 * stands before a character that is meant literally.
 *
 * @param {string} text
 * @returns {string[]}
 */
function splitOptions(text) {
  /** @type {string[]} */
  const options = [];
  let isQuoted = false;
  let isNew = true;
  for (let index = 0; index < text.length; index++) {
    let character = text[index];
    if (character === '\\' && isQuoted) {
      character = text[++index] ?? '';
    } else if (character === ' ' && !isQuoted) {
      isNew = true;
      continue;
    } else if (character === '"') {
      isQuoted = !isQuoted;
      continue;
    }
    if (isNew) options.push('');
    isNew = false;
    options[options.length - 1] += character;
  }
  return options;
}

const STORES = new Map([['--use-openssl-ca', true], ['--use-bundled-ca', false]]);

/**
 * Whether options of Node make it trust the certificates of OpenSSL instead of its own. The last one wins; a value is
 * ignored, and so is a negation (`--no-use-openssl-ca`), for that is what Node does.
 *
 * @param {string[]} options in the order in which Node reads them
 * @param {boolean} byDefault
 */
function usesOpenssl(options, byDefault) {
  let uses = byDefault;
  for (const option of options) {
    const name = option.split('=', 1)[0].replace(/_/g, '-');
    uses = STORES.get(name) ?? uses;
  }
  return uses;
}

exports.splitOptions = splitOptions;
exports.usesOpenssl = usesOpenssl;
