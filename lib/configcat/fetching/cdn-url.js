'use strict';

const CDN_HOST = /^https?:\/\/(?:[a-z0-9-]+\.)+configcat\.com\.?(?:[:/]|$)/i;
const PROXY_SEGMENT = 'configcat-proxy';

/** @param {string} segment */
function decodeSegment(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Whether a URL leads to the ConfigCat CDN itself: neither to another host nor to a ConfigCat Proxy.
 *
 * @param {string} url
 */
function isCdnUrl(url) {
  if (!CDN_HOST.test(url)) return false;
  const [, , , ...segments] = url.replace(/[?#].*$/s, '').split('/');
  return !segments.some((segment) => decodeSegment(segment) === PROXY_SEGMENT);
}

module.exports = { isCdnUrl };
