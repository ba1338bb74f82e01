'use strict';

// `unsafe` stands in the addon's glue only, and no export lets a panic reach Node.

const assert = require('node:assert/strict');
const { readFileSync, readdirSync } = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { root, rustFiles } = require('./rust-files.js');

test('every crate forbids unsafe code', () => {
  for (const crate of readdirSync(path.join(root, 'crates'))) {
    const text = readFileSync(path.join(root, 'crates', crate, 'src', 'lib.rs'), 'utf8');
    assert.match(text, /^#!\[forbid\(unsafe_code\)\]$/m, crate);
  }
});

test('no crate contains an unsafe block, and neither does the benchmark', () => {
  for (const { name, text } of [...rustFiles('crates'), ...rustFiles('bench')]) assert.doesNotMatch(text, /\bunsafe\s*(\{|fn|impl|extern)/, name);
});

test('the Python module denies unsafe code, and nothing in it is allowed any', () => {
  const files = rustFiles('python/src');
  assert.match(files.find(({ name }) => name.endsWith('src/lib.rs')).text, /^#!\[deny\(unsafe_code\)\]$/m);
  for (const { name, text } of files) {
    assert.doesNotMatch(text, /\bunsafe\s*(\{|fn|impl|extern)/, name);
    assert.doesNotMatch(text, /#!?\[(?:allow|expect)\([^)]*\bunsafe_code\b/, name);
  }
});

test('every #[napi] export catches panics', () => {
  const exported = /#\[napi(?:\(([\s\S]*?)\))?\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?(?:unsafe\s+)?(?:extern\s+"C"\s+)?fn\s+(\w+)/g;
  let found = 0;
  for (const { name, text } of [...rustFiles('src'), ...rustFiles('bench')]) {
    for (const [, options = '', fn] of text.matchAll(exported)) {
      found += 1;
      assert.match(options, /\bcatch_unwind\b/, `${name}: ${fn}`);
    }
  }
  assert.ok(found > 0, 'the pattern finds the exports');
});

test('the addon keeps panics from being printed as soon as it is loaded', () => {
  const { text } = rustFiles('src').find(({ name }) => name.endsWith('src/lib.rs'));
  assert.match(text, /#\[napi_derive::module_init\]\nfn \w+\(\) \{[^}]*vexil_client::silence_panics\(\);[^}]*\}/);
});

test('every raw callback runs inside the panic guard', () => {
  const callback = /extern\s+"C"\s+fn\s+(\w+)(?:<[^>]*>)?\s*\([^)]*\)[^{]*\{([\s\S]*?)\n\}/g;
  let found = 0;
  for (const { name, text } of rustFiles('src')) {
    for (const [, fn, body] of text.matchAll(callback)) {
      found += 1;
      assert.match(body, /\bguard::\w+\(/, `${name}: ${fn}`);
    }
  }
  assert.ok(found > 0, 'the pattern finds the callbacks');
});
