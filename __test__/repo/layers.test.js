'use strict';

// The layer rule: engine ← client ← addon, and dialects that know nothing of each other.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { root, rustFiles } = require('./rust-files.js');

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 }),
);

const idOf = new Map(metadata.packages.map(({ name, id }) => [name, id]));
const packageOf = new Map(metadata.packages.map((found) => [found.id, found]));
const nodeOf = new Map(metadata.resolve.nodes.map((found) => [found.id, found]));

/** Names of everything that a crate links against, directly or not, development dependencies left out. */
function linked(name, seen = new Set()) {
  for (const { pkg, dep_kinds: kinds } of nodeOf.get(idOf.get(name)).deps) {
    const dependency = packageOf.get(pkg).name;
    if (seen.has(dependency) || kinds.every(({ kind }) => kind !== null)) continue;
    seen.add(dependency);
    linked(dependency, seen);
  }
  return seen;
}

function assertFree(name, forbidden) {
  const found = [...linked(name)].filter((dependency) => forbidden.test(dependency));
  assert.deepEqual(found, [], `${name} must not depend on these`);
}

test('the engine does no I/O and knows no other layer', () => {
  assert.ok(linked('vexil-engine').size > 0);
  assertFree('vexil-engine', /^(vexil-.*|napi.*|tokio.*|reqwest|hyper.*|rustls|ring|log|tracing)$/);
});

test('the client knows the engine and no host', () => {
  assert.ok(linked('vexil-client').has('vexil-engine'));
  assertFree('vexil-client', /^(vexil-node|vexil-proxy|vexil-python|napi.*|pyo3.*|axum.*)$/);
});

test('the addon is a leaf', () => {
  for (const { name } of metadata.packages) {
    if (idOf.get(name) !== idOf.get('vexil-node')) assert.ok(!linked(name).has('vexil-node'), name);
  }
});

test('the proxy knows client and engine, nothing of Node, and is a leaf', () => {
  assert.ok(linked('vexil-proxy').has('vexil-client'));
  assertFree('vexil-proxy', /^(vexil-(?!engine$|client$).*|napi.*|pyo3.*|openssl|openssl-sys|aws-lc.*)$/);
  for (const { name } of metadata.packages) assert.ok(!linked(name).has('vexil-proxy'), name);
});

test('the Python module knows client and engine, nothing of Node, and is a leaf', () => {
  assert.ok(linked('vexil-python').has('vexil-client'));
  assertFree('vexil-python', /^(vexil-(?!engine$|client$).*|napi.*|axum.*|openssl|openssl-sys|aws-lc.*)$/);
  for (const { name } of metadata.packages) assert.ok(!linked(name).has('vexil-python'), name);
});

test('the addon knows nothing of Python', () => {
  assertFree('vexil-node', /^(vexil-(?!engine$|client$).*|pyo3.*|axum.*)$/);
});

test('the benchmark links the engine and no other layer, and nothing links it', () => {
  assert.ok(linked('vexil-bench-native').has('vexil-engine'));
  assertFree('vexil-bench-native', /^(vexil-(?!engine$).*|tokio.*|reqwest|hyper.*|rustls|ring)$/);
  for (const { name } of metadata.packages) assert.ok(!linked(name).has('vexil-bench-native'), name);
});

test('the fault server knows no other layer, and nothing that ships links it', () => {
  assertFree('vexil-testkit', /^(vexil-.*|napi.*|reqwest|hyper.*)$/);
  for (const { name } of metadata.packages) assert.ok(!linked(name).has('vexil-testkit'), name);
});

test('nothing that is shipped links the fuzz targets, or opens what is private for them', () => {
  for (const { name } of metadata.packages) assert.ok(!linked(name).has('vexil-fuzz'), name);
  for (const name of ['vexil-node', 'vexil-client', 'vexil-python']) {
    for (const { features, name: dependency } of packageOf.get(idOf.get(name)).dependencies) {
      assert.ok(!features.includes('fuzzing'), `${name} → ${dependency}`);
    }
  }
});

test('a dialect imports no sibling', () => {
  const dialects = ['configcat', 'growthbook', 'statsig'];
  for (const { name, text } of [...rustFiles('crates'), ...rustFiles('src'), ...rustFiles('python/src')]) {
    const own = dialects.find((dialect) => name.includes(`/${dialect}/`) || name.endsWith(`/${dialect}.rs`));
    if (!own) continue;
    for (const other of dialects.filter((dialect) => dialect !== own)) {
      assert.doesNotMatch(text, new RegExp(`(crate|super|vexil_engine|vexil_client)::(\\{[^}]*\\b)?${other}\\b`), name);
    }
  }
});

test('in JavaScript neither, and what all dialects need knows none of them', () => {
  const lib = path.join(root, 'lib');
  const files = fs.readdirSync(lib, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.js'));
  const outside = /^\.\.\/(?:binding\.js|package\.json)$/;
  for (const name of files) {
    const [own] = name.split('/');
    for (const [, request] of fs.readFileSync(path.join(lib, name), 'utf8').matchAll(/require\('(\.[^']+)'\)/g)) {
      const target = path.posix.join(path.posix.dirname(name), request);
      assert.ok(target.startsWith(`${own}/`) || /^(?:node|values)\//.test(target) || outside.test(target), `${name} requires ${target}`);
    }
  }
  assert.ok(files.length > 50);
});
