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

/**
 * What the last of some options says; a value behind `=` is ignored.
 *
 * @param {Map<string, boolean>} meanings
 * @param {string[]} options in the order in which Node reads them
 * @param {boolean} byDefault
 */
function lastSaid(meanings, options, byDefault) {
  let said = byDefault;
  for (const option of options) {
    const name = option.split('=', 1)[0].replace(/_/g, '-');
    said = meanings.get(name) ?? said;
  }
  return said;
}

const STORES = new Map([['--use-openssl-ca', true], ['--use-bundled-ca', false]]);

/**
 * Whether options of Node make it trust the certificates of OpenSSL instead of its own. The last one wins; a negation
 * (`--no-use-openssl-ca`) is ignored, for that is what Node does.
 *
 * @param {string[]} options in the order in which Node reads them
 * @param {boolean} byDefault
 */
function usesOpenssl(options, byDefault) {
  return lastSaid(STORES, options, byDefault);
}

const ENV_PROXY = new Map([['--use-env-proxy', true], ['--no-use-env-proxy', false]]);

/**
 * Whether Node is asked to take proxies from the environment. Options, which Node 24 and newer have, outweigh the variable,
 * which is heeded here in every version.
 *
 * @param {string[]} options in the order in which Node reads them
 * @param {NodeJS.ProcessEnv} env
 */
function usesEnvProxy(options, env) {
  return lastSaid(ENV_PROXY, options, env.NODE_USE_ENV_PROXY === '1');
}

exports.splitOptions = splitOptions;
exports.usesEnvProxy = usesEnvProxy;
exports.usesOpenssl = usesOpenssl;
