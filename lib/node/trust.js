'use strict';

const process = require('node:process');
const binding = require('../../binding.js');
const { nodeRoots } = require('./roots.js');

/** @type {{ roots: string[] | null, trust: any }} */
let known = { roots: null, trust: null };
let hasWarned = false;

/** Whom Node's own https would trust in a connection made now. Node looks at the variable each time, too. */
function currentTrust() {
  if (process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    warnOnce();
    return binding.tlsAnyCertificate();
  }
  const roots = nodeRoots();
  if (roots !== known.roots) known = { roots, trust: binding.tlsRoots(roots) };
  return known.trust;
}

/** In Node's words, so that whoever filters its warning does not meet another one. */
function warnOnce() {
  if (hasWarned) return;
  hasWarned = true;
  process.emitWarning(
    "Setting the NODE_TLS_REJECT_UNAUTHORIZED environment variable to '0' makes TLS connections and HTTPS requests " +
      'insecure by disabling certificate verification.',
  );
}

exports.currentTrust = currentTrust;
