'use strict';

/**
 * Refuses a URL that no request can be made to. Node's own errors about one quote it, and with it the SDK key.
 *
 * @param {string} url
 * @param {{ credentials: boolean }} accepts Whether a user name and password may stand in it.
 * @throws {TypeError}
 */
function ensureUsableUrl(url, { credentials }) {
  if (!URL.canParse(url)) throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL' });
  const { username, password } = new URL(url);
  if (!credentials && (username || password)) {
    throw new TypeError('Request cannot be constructed from a URL that includes credentials.');
  }
}

exports.ensureUsableUrl = ensureUsableUrl;
