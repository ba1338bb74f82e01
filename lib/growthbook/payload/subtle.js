'use strict';

const { getPolyfills } = require('../network/repository.js');

/** The web cryptography that the application has set; undefined where it has set none. */
function customSubtle() {
  const { SubtleCrypto: subtle } = getPolyfills();
  return subtle === globalThis.crypto?.subtle ? undefined : subtle;
}

exports.customSubtle = customSubtle;
