'use strict';

const fs = require('node:fs');
const process = require('node:process');
const { splitOptions, usesOpenssl } = require('./node-options.js');

// Loaded by the first who asks: a client that speaks to no https server needs no cryptography.
const nodeTls = () => /** @type {any} */ (require('node:tls'));

// Node reads these when it starts. What a program does to them later is for its child processes.
const { NODE_OPTIONS = '', NODE_EXTRA_CA_CERTS: EXTRA_FILE = '' } = process.env;
const OPENSSL_BY_DEFAULT = (process.config.target_defaults?.defines ?? []).includes('NODE_OPENSSL_CERT_STORE');
const USES_OPENSSL = usesOpenssl([...splitOptions(NODE_OPTIONS), ...process.execArgv], OPENSSL_BY_DEFAULT);

/** Loaded at once, but for those who use it only. */
const store = USES_OPENSSL ? require('./openssl-store.js') : null;

/**
 * With OpenSSL's certificates, Node names only the extra ones. What it says at first is kept to notice another list, even
 * an empty one.
 */
const SAID_AT_START = USES_OPENSSL ? nodeTls().getCACertificates?.('default') : null;

/** What Node said last, and what follows from it. @type {{ said: string[] | null, roots: string[] }} */
let known = { said: null, roots: [] };
/** @type {string[] | undefined} */
let rootsAtStart;

/**
 * The certificates that Node's own https would trust now, as PEM texts. The same array as long as they are the same.
 *
 * @returns {string[]}
 */
function nodeRoots() {
  const tls = nodeTls();
  if (!tls.getCACertificates) return (rootsAtStart ??= readRoots());
  const said = tls.getCACertificates('default');
  if (said !== known.said) known = { said, roots: USES_OPENSSL && !isReplaced(said) ? [...opensslRoots(), ...said] : said };
  return known.roots;
}

/** For Node before 22.15, which does not say. */
function readRoots() {
  return [...(USES_OPENSSL ? opensslRoots() : nodeTls().rootCertificates), ...extraRoots()];
}

/** A file that cannot be read is Node's to complain about. */
function extraRoots() {
  try {
    return EXTRA_FILE ? [fs.readFileSync(EXTRA_FILE, 'utf8')] : [];
  } catch {
    return [];
  }
}

/**
 * Whether the program has called `tls.setDefaultCACertificates`, which takes the place of OpenSSL's certificates too.
 *
 * @param {string[]} said
 */
function isReplaced(said) {
  const extra = nodeTls().getCACertificates('extra');
  return said !== SAID_AT_START || said.length !== extra.length || said.some((pem, index) => pem !== extra[index]);
}

function opensslRoots() {
  return store.readOpensslStore(process.env, (variable) => {
    process.emitWarning(`${variable} leads to nothing that can be read: no certificates from there are trusted.`);
  });
}

exports.nodeRoots = nodeRoots;
