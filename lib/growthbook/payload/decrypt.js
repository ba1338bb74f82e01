'use strict';

const binding = require('../../../binding.js');

// Loaded late: most payloads are not encrypted.
const customSubtle = () => require('./subtle.js').customSubtle();

/** The encrypted fields of a payload with those they stand for. */
const FIELDS = /** @type {const} */ ([
  ['encryptedFeatures', 'features'],
  ['encryptedExperiments', 'experiments'],
  ['encryptedSavedGroups', 'savedGroups'],
  ['encryptedContextualBandits', 'contextualBandits'],
]);

/** @param {any} payload */
function isEncrypted(payload) {
  // Each `initSync` asks, so the names stand here once more.
  const { encryptedContextualBandits, encryptedExperiments, encryptedFeatures, encryptedSavedGroups } = payload;
  return Boolean(encryptedFeatures || encryptedExperiments || encryptedSavedGroups || encryptedContextualBandits);
}

/**
 * @param {string} encrypted
 * @param {string | undefined} key
 * @param {any} [subtle] Web cryptography of the application's.
 * @returns {Promise<string>}
 */
async function decrypt(encrypted, key, subtle = customSubtle()) {
  const text = subtle ? await decryptBy(subtle, encrypted, key) : binding.growthbookDecrypt(String(encrypted), String(key ?? ''));
  if (text === null) throw new Error('Failed to decrypt');
  return text;
}

/**
 * @param {any} subtle
 * @param {string} encrypted
 * @param {string | undefined} key
 */
async function decryptBy(subtle, encrypted, key) {
  try {
    const [iv, data] = encrypted.split('.').map((part) => Buffer.from(part, 'base64'));
    const algorithm = { name: 'AES-CBC', length: 128 };
    const imported = await subtle.importKey('raw', Buffer.from(key ?? '', 'base64'), algorithm, true, ['encrypt', 'decrypt']);
    const plain = await subtle.decrypt({ name: 'AES-CBC', iv }, imported, data);
    return Buffer.from(plain).toString('utf8');
  } catch {
    return null;
  }
}

/**
 * The payload with everything decrypted that was encrypted. Rejects where one part of it cannot be.
 *
 * @param {any} payload
 * @param {string | undefined} key
 * @returns {Promise<any>}
 */
async function decryptPayload(payload, key) {
  const decrypted = { ...payload };
  for (const [encrypted, plain] of FIELDS) {
    if (!payload[encrypted]) continue;
    const text = await decrypt(payload[encrypted], key);
    try {
      decrypted[plain] = JSON.parse(text);
    } catch {
      // What the text says may be a secret: the parser's message would quote it.
      throw new Error('Failed to decrypt');
    }
    delete decrypted[encrypted];
  }
  return decrypted;
}

exports.isEncrypted = isEncrypted;
exports.decrypt = decrypt;
exports.decryptPayload = decryptPayload;
