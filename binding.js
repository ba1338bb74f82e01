'use strict';

// Finds and loads the addon: the one built beside this file, or that of the platform's package. The loader that `napi build` writes
// is not used: each thread would keep 72 kB of it (it has a character beyond Latin-1), for platforms that this package does not have.

const { readFileSync } = require('node:fs');
const process = require('node:process');

/** Whether Linux has musl in place of glibc. The report, which takes long, is for images without `ldd`. */
function isMusl() {
  try {
    return readFileSync('/usr/bin/ldd', 'utf8').includes('musl');
  } catch {
    const report = readReport();
    if (!report || report.header?.glibcVersionRuntime) return false;
    return report.sharedObjects?.some((/** @type {string} */ file) => /libc\.musl-|ld-musl-/.test(file)) ?? false;
  }
}

/** @returns {any} */
function readReport() {
  const reporter = /** @type {any} */ (process.report);
  if (!reporter) return undefined;
  const { excludeNetwork } = reporter;
  // Whom sockets are connected to would be looked up by name.
  reporter.excludeNetwork = true;
  try {
    return reporter.getReport();
  } finally {
    reporter.excludeNetwork = excludeNetwork;
  }
}

/** As the packages in `npm/` are called. */
function target() {
  const base = `${process.platform}-${process.arch}`;
  if (process.platform === 'linux') return `${base}-${isMusl() ? 'musl' : 'gnu'}`;
  return process.platform === 'win32' ? `${base}-msvc` : base;
}

function places() {
  const named = process.env.NAPI_RS_NATIVE_LIBRARY_PATH;
  if (named) return [named];
  const name = target();
  return [`./vexil.${name}.node`, `vexil-${name}`];
}

function load() {
  let cause;
  for (const place of places()) {
    try {
      return require(place);
    } catch (err) {
      // Each failure is the cause of the next.
      cause = Object.assign(new Error(err.message, { cause }), { code: err.code });
    }
  }
  throw new Error(
    `Cannot find native binding for ${target()}. npm has a bug related to optional dependencies (https://github.com/npm/cli/issues/4828). ` +
      'Please try `npm i` again after removing both package-lock.json and node_modules directory.',
    { cause },
  );
}

module.exports = load();
