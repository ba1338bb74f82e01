'use strict';

const { createCipheriv, createHash } = require('node:crypto');

const KEY = 'Ns04T5n9+59rl2x3SlNHtQ==';

/** A text as GrowthBook's servers encrypt it. */
function encrypt(text, key = KEY) {
  // By the text, so that a world can be repeated.
  const iv = createHash('sha256').update(text).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'base64'), iv);
  return `${iv.toString('base64')}.${Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]).toString('base64')}`;
}

const encryptedName = (name) => `encrypted${name[0].toUpperCase()}${name.slice(1)}`;

/** A payload with some of its parts encrypted; as servers do it, an empty one stands in the place of each. */
function encryptParts(payload, names, key = KEY) {
  const result = { ...payload };
  for (const name of names) {
    if (!(name in result)) continue;
    result[encryptedName(name)] = encrypt(JSON.stringify(result[name]), key);
    if (name === 'experiments') result[name] = [];
    else result[name] = {};
  }
  return result;
}

module.exports = { KEY, encrypt, encryptParts };
