'use strict';

const fs = require('node:fs');
const path = require('node:path');
const binding = require('../../binding.js');

/** How files in OpenSSL's folders are named: by a hash of the subject, and counted. Others are not looked at. */
const HASHED_NAME = /^[0-9a-f]{8}\.\d+$/;

/** For a Node that does not tell; most are built with these. */
const USUAL_PATHS = ['/etc/ssl/cert.pem', '/etc/ssl/certs'];

/**
 * The certificates that OpenSSL trusts by default, as PEM texts: those of one file and of some folders. As in OpenSSL,
 * what cannot be read is left out, and a variable that is set to nothing stands for nothing.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {(variable: string) => void} onUnreadable told of a variable that leads to nothing readable
 * @returns {string[]}
 */
function readOpensslStore(env, onUnreadable) {
  const [file, folder] = binding.opensslDefaults() ?? USUAL_PATHS;

  /**
   * @param {string} variable
   * @param {string[]} places
   * @param {(place: string) => string[]} read
   */
  const collect = (variable, places, read) => {
    const found = places.map((place) => attempt(() => read(place)));
    if (env[variable] && found.every((pems) => pems === null)) onUnreadable(variable);
    return found.flatMap((pems) => pems ?? []);
  };

  return [
    ...collect('SSL_CERT_FILE', [env.SSL_CERT_FILE ?? file], readFile),
    ...collect('SSL_CERT_DIR', (env.SSL_CERT_DIR ?? folder).split(path.delimiter), readFolder),
  ];
}

/** @param {string} file */
function readFile(file) {
  return [fs.readFileSync(file, 'utf8')];
}

/** @param {string} folder */
function readFolder(folder) {
  const names = fs.readdirSync(folder).filter((name) => HASHED_NAME.test(name));
  return names.flatMap((name) => attempt(() => readFile(path.join(folder, name))) ?? []);
}

/**
 * @template T
 * @param {() => T} read
 */
function attempt(read) {
  try {
    return read();
  } catch {
    return null;
  }
}

exports.readOpensslStore = readOpensslStore;
