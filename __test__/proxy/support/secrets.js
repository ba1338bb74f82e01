'use strict';

const assert = require('node:assert/strict');

/** What may be seen of a key: its format and its end. */
const PUBLIC_PART = /^(?:configcat-sdk-[12]|configcat-proxy|.{0,11})$/s;

/** Shorter pieces tell too little, and chance would bring them along. */
const PIECE = 12;

const SECRET_OPTION = /^(?:key|secret|password|webhook_signing_key)$/;

/**
 * The SDK keys and other secrets in options, however deep they are. Names of files are none.
 *
 * @param {unknown} options
 * @returns {string[]}
 */
function secretsOf(options) {
  if (options === null || typeof options !== 'object') return [];
  return Object.entries(options).flatMap(([name, value]) => {
    if (name === 'certificates') return [];
    if (name === 'auth_headers') return Object.values(value).map(String);
    return SECRET_OPTION.test(name) && typeof value === 'string' ? [value] : secretsOf(value);
  });
}

/** @param {string} text */
function base64Of(text) {
  return ['', '-', '--'].map((before) => {
    const bytes = Buffer.from(before + text).subarray(before ? 3 : 0);
    return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
  });
}

/**
 * Fails when a piece of a secret is in a text, in whatever case, percent-encoded or in base64.
 *
 * @param {string} where
 * @param {string} text
 * @param {string[]} secrets
 */
function assertSecret(where, text, secrets) {
  const plain = text.replace(/%([2-7][\da-f])/gi, (_, code) => String.fromCharCode(parseInt(code, 16))).toLowerCase();
  for (const secret of secrets) {
    for (const part of secret.split('/').filter((part) => !PUBLIC_PART.test(part))) {
      for (const form of [part, ...base64Of(part)]) {
        for (let start = 0; start + PIECE <= form.length; start++) {
          const at = plain.indexOf(form.slice(start, start + PIECE).toLowerCase());
          assert.ok(at < 0, `${where} shows a secret: ${plain.slice(Math.max(at - 80, 0), at)}<secret>`);
        }
      }
    }
  }
}

module.exports = { assertSecret, secretsOf };
