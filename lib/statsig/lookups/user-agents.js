'use strict';

// What a user agent says of operating system and browser, by the parser that the official SDK uses: ua-parser-js 1, see NOTICE.

/**
 * @typedef {object} UserAgent a property is `null` where the text does not say it
 * @property {string | null} os_name
 * @property {string | null} os_version
 * @property {string | null} browser_name
 * @property {string | null} browser_version
 */

/** Browsers that have another name on phones and tablets. */
const MOBILE_BROWSERS = new Set(['Chrome', 'Firefox']);
const MOBILE_DEVICES = new Set(['mobile', 'tablet']);

/** The class of the package, loaded when it is first needed; `null` where that failed. @type {any} */
let Parser;

/** @param {(error: unknown) => void} onFailure told once per process, if the parser cannot be loaded */
function parserOrNull(onFailure) {
  if (Parser !== undefined) return Parser;
  try {
    Parser = require('ua-parser-js');
  } catch (error) {
    Parser = null;
    onFailure(error);
  }
  return Parser;
}

/**
 * @param {string} text
 * @param {(error: unknown) => void} onFailure
 * @returns {Readonly<UserAgent> | null} `null` only where the parser cannot be loaded
 */
function parseUserAgent(text, onFailure) {
  const Found = parserOrNull(onFailure);
  if (Found === null) return null;
  const parser = new Found(text);
  const os = parser.getOS();
  const browser = parser.getBrowser();
  return Object.freeze({
    os_name: (os.name === 'Mac OS' ? 'Mac OS X' : os.name) ?? null,
    os_version: os.version ?? null,
    browser_name: browserName(browser.name, parser) ?? null,
    browser_version: browser.version ?? null,
  });
}

/** The device is the dearest part to find out, and is asked for only where it matters. */
const browserName = (name, parser) => (MOBILE_BROWSERS.has(name) && MOBILE_DEVICES.has(parser.getDevice().type) ? `${name} Mobile` : name);

exports.parseUserAgent = parseUserAgent;
