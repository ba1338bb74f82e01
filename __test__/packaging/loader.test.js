'use strict';

// How the addon is found: `binding.js` by itself, in folders that have no addon, or another one.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { before, after, test } = require('node:test');
const { ROOT, runNode } = require('./npm');

const OWN = fs.readdirSync(ROOT).find((name) => /^vexil\..+\.node$/.test(name));

let folder;

before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-loader-'));
  fs.copyFileSync(path.join(ROOT, 'binding.js'), path.join(folder, 'binding.js'));
});

after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What the loader asks for on another machine; nothing of it is there. */
function askedFor(machine, files = {}) {
  const program = `
    const fs = require('node:fs');
    const Module = require('node:module');
    Object.defineProperties(process, Object.getOwnPropertyDescriptors(${JSON.stringify(machine)}));
    const { readFileSync } = fs;
    const files = ${JSON.stringify(files)};
    fs.readFileSync = (name, ...rest) => {
      if (name !== '/usr/bin/ldd') return readFileSync(name, ...rest);
      if (!(name in files)) throw new Error('ENOENT');
      return files[name];
    };
    const asked = [];
    const load = Module._load;
    Module._load = (name, ...rest) => {
      if (name.includes('vexil')) asked.push(name);
      return load(name, ...rest);
    };
    try {
      require('./binding.js');
    } catch (err) {
      console.log(JSON.stringify({ asked, message: err.message, causes: [err.cause.message, err.cause.cause.message] }));
    }`;
  return JSON.parse(runNode(['-e', program], { cwd: folder }));
}

const MACHINES = [
  ['linux-x64-gnu', { platform: 'linux', arch: 'x64' }, { '/usr/bin/ldd': '#! /bin/bash\n# The GNU C Library' }],
  ['linux-arm64-musl', { platform: 'linux', arch: 'arm64' }, { '/usr/bin/ldd': '#!/bin/sh\nexec /lib/ld-musl-aarch64.so.1' }],
  ['darwin-arm64', { platform: 'darwin', arch: 'arm64' }, {}],
  ['win32-x64-msvc', { platform: 'win32', arch: 'x64' }, {}],
];

for (const [name, machine, files] of MACHINES) {
  test(`${name}: the addon beside the loader, then that of the package; without both, the error says why`, () => {
    const { asked, message, causes } = askedFor(machine, files);
    assert.deepEqual(asked, [`./vexil.${name}.node`, `vexil-${name}`]);
    assert.match(message, new RegExp(`^Cannot find native binding for ${name}\\.`));
    assert.match(causes[0], new RegExp(`'vexil-${name}'`));
    assert.match(causes[1], new RegExp(`'./vexil.${name}.node'`));
  });
}

test('every package of npm/ has a machine that asks for it', () => {
  const names = fs.readdirSync(path.join(ROOT, 'npm'));
  for (const name of names) {
    const [platform, arch, abi] = name.split('-');
    const ldd = abi === 'musl' ? 'musl' : 'GNU';
    assert.equal(askedFor({ platform, arch }, { '/usr/bin/ldd': ldd }).asked[1], `vexil-${name}`);
  }
});

if (process.platform === 'linux') {
  test('without ldd the report of Node tells glibc from musl', () => {
    assert.equal(askedFor({}).asked[0], `./${OWN}`);
  });
}

test('NAPI_RS_NATIVE_LIBRARY_PATH names the addon', () => {
  const env = { ...process.env, NAPI_RS_NATIVE_LIBRARY_PATH: path.join(ROOT, OWN) };
  const printed = runNode(['-e', "console.log(typeof require('./binding.js').configcatOpen)"], { cwd: folder, env });
  assert.equal(printed.trim(), 'function');
});
