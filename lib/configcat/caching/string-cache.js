'use strict';

const CONFIG_FILE = 'config_v6.json';
const FORMAT_VERSION = 'v2';

/**
 * @param {string} item
 * @param {number} from
 */
function lineEnd(item, from) {
  const index = item.indexOf('\n', from);
  if (index < 0) throw new Error('Number of values is fewer than expected.');
  return index;
}

/**
 * The payload all ConfigCat SDKs share: fetch time in milliseconds, ETag and config JSON, each after a line break.
 *
 * @param {string} sdkKey
 * @returns {import('./cache.js').Codec}
 */
function stringCodec(sdkKey) {
  // Loaded for those who have a cache only: it takes longer than the rest of the package's files.
  const { createHash } = require('node:crypto');
  return {
    key: createHash('sha1').update(`${sdkKey}_${CONFIG_FILE}_${FORMAT_VERSION}`).digest('hex'),

    fingerprint: (item) => item,

    decode(item) {
      const first = lineEnd(item, 0);
      const second = lineEnd(item, first + 1);
      const time = item.slice(0, first);
      const timestamp = Number.parseInt(time);
      if (Number.isNaN(timestamp)) throw new Error(`Invalid fetch time: ${time}`);
      return { timestamp, etag: item.slice(first + 1, second) || undefined, json: item.slice(second + 1) || null };
    },

    encode: (entry) => `${entry.timestamp}\n${entry.etag ?? ''}\n${entry.json ?? ''}`,
  };
}

exports.stringCodec = stringCodec;
