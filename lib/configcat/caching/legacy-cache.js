'use strict';

const { isObject } = require('../args.js');

/**
 * Whether this is the `config_v5.json` of older SDKs, whose flags hold bare values.
 *
 * @param {any} config
 */
function isOldFormat(config) {
  if (!isObject(config.f)) return false;
  const flags = Object.values(config.f);
  return flags.length > 0 && flags.every((flag) => isObject(flag) && !isObject(flag.v));
}

/** @param {any} config */
function configText(config) {
  if (typeof config === 'string') return config;
  if (!isObject(config)) throw new TypeError('The cached item has no config.');
  if (isOldFormat(config)) throw new TypeError('The cached item holds a config of an older format.');
  return JSON.stringify(config);
}

/**
 * Items as caches of the callback API know them: `{ HttpETag, ConfigJSON, Timestamp }`, fit for a JSON round trip.
 *
 * @param {string} sdkKey
 * @returns {import('./cache.js').Codec}
 */
function objectCodec(sdkKey) {
  return {
    key: `js_config_v6_${sdkKey}`,

    fingerprint(item) {
      if (item === null || item === undefined) return undefined;
      if (!isObject(item)) throw new TypeError('The cached item is not an object.');
      const { Timestamp, HttpETag, ConfigJSON } = item;
      return `${Timestamp}\n${HttpETag || configText(ConfigJSON)}`;
    },

    decode({ Timestamp, HttpETag, ConfigJSON }) {
      const timestamp = Number(Timestamp ?? NaN);
      if (Number.isNaN(timestamp)) throw new TypeError('The cached item has no fetch time.');
      const etag = typeof HttpETag === 'string' && HttpETag !== '' ? HttpETag : undefined;
      return { timestamp, etag, json: configText(ConfigJSON) };
    },

    encode: (entry) => ({
      Timestamp: entry.timestamp,
      ConfigJSON: JSON.parse(entry.json ?? 'null'),
      HttpETag: entry.etag,
    }),
  };
}

exports.objectCodec = objectCodec;
