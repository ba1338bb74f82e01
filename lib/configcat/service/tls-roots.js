'use strict';

const fs = require('node:fs');
const tls = require('node:tls');

/**
 * The certificates that Node itself would trust, as PEM texts. Before Node 22.15 the list lacks those of the file
 * named by NODE_EXTRA_CA_CERTS; they are read here. A file that cannot be read is Node's to complain about.
 *
 * @returns {string[]}
 */
function trustedRoots() {
  const roots = /** @type {any} */ (tls).getCACertificates?.('default');
  if (roots) return [...roots];
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (!file) return [...tls.rootCertificates];
  try {
    return [...tls.rootCertificates, fs.readFileSync(file, 'utf8')];
  } catch {
    return [...tls.rootCertificates];
  }
}

exports.trustedRoots = trustedRoots;
