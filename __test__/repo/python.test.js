'use strict';

// Rules for the sources of the Python package.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { root, rustFiles } = require('./rust-files.js');

const project = path.join(root, 'python');

/** Lines of one file; a module that is longer has more than one subject. */
const LONGEST = 300;

/** @param {RegExp} pattern @returns {{ name: string, text: string }[]} files of the package, its tests and its benchmark, from the project's root */
function files(pattern) {
  return fs.readdirSync(project, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => pattern.test(name) && !/(^|\/)(__pycache__|\.[^/]*|[^/]*\.egg-info)\//.test(name))
    .map((name) => ({ name: `python/${name}`, text: fs.readFileSync(path.join(project, name), 'utf8') }));
}

const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');

const sources = files(/\.pyi?$/);

test('each module begins with what it is for', () => {
  assert.ok(sources.length > 10);
  for (const { name, text } of sources) {
    if (text.trim() !== '') assert.match(text, /^r?"""[A-Z`][^]*?"""/, name);
  }
});

test('no file of the package is long', () => {
  for (const { name, text } of sources.filter((file) => file.name.startsWith('python/vexil/'))) {
    assert.ok(text.split('\n').length <= LONGEST, `${name} has ${text.split('\n').length} lines`);
  }
});

test('nothing is left to do, and nobody prints', () => {
  for (const { name, text } of sources) {
    assert.doesNotMatch(text, /\b(?:TODO|FIXME|XXX|HACK)\b/, name);
    if (name.startsWith('python/vexil/')) assert.doesNotMatch(text, /^\s*(?:print|breakpoint)\(/m, name);
  }
});

test('no path of a machine and no registry is named', () => {
  for (const { name, text } of files(/\.(?:pyi?|toml|txt|md|rs)$/)) {
    assert.doesNotMatch(text, /(?:^|["'\s(=])\/(?:work|home|root|Users)\//, name);
    assert.doesNotMatch(text, /--(?:extra-)?index-url|--find-links|\bpypi\.org\b|\bpythonhosted\b/, name);
  }
});

test('the package needs nothing but itself and the standard library', () => {
  const outside = /^\s*(?:from|import)\s+(?:configcatclient|requests|semver|urllib3|pytest|support)\b/m;
  for (const { name, text } of sources.filter((file) => file.name.startsWith('python/vexil/'))) {
    assert.doesNotMatch(text, outside, name);
  }
  assert.match(read('python/pyproject.toml'), /^dependencies = \[\]$/m);
});

test('the version is the same everywhere', () => {
  const [, wanted] = /^\[workspace\.package\]\nversion = "([^"]+)"/m.exec(read('Cargo.toml'));
  assert.match(read('python/pyproject.toml'), new RegExp(`^version = "${wanted.replaceAll('.', '\\.')}"$`, 'm'));
});

test('licence and requirements', () => {
  assert.equal(read('python/LICENSE'), read('LICENSE'));
  for (const line of read('python/requirements-dev.txt').split('\n').filter((text) => text && !text.startsWith('#'))) {
    assert.match(line, /^[a-z0-9-]+==[0-9][0-9a-z.]*(?:; python_version [<>=]+ "[0-9.]+")?$/, 'an exact version');
  }
});

test('no Rust test stands where none is run: the module is tested through Python', () => {
  for (const { name, text } of rustFiles('python/src')) assert.doesNotMatch(text, /#\[(?:cfg\(test\)|test)\]/, name);
});
