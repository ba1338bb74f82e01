'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const FOLDER = path.join(__dirname, '..', '..', 'lib', 'configcat', 'types');

/** The values that the declarations promise: enumerations, classes and functions. */
function declaredNames() {
  const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.d.ts'));
  const names = files.flatMap((file) => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    return [...text.matchAll(/^export declare (?:enum|class|function) (\w+)/gm)].map(([, name]) => name);
  });
  // Part of the namespace ConfigJson only.
  return [...names.filter((name) => name !== 'RedirectMode'), 'ConfigJson'].sort();
}

test('the package exports the values that are declared, and no others', () => {
  assert.deepEqual(Object.keys(require('../../index.js')).sort(), declaredNames());
});

test('every export is a plain property, whatever is loaded behind it later', () => {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(require('../../index.js')))) {
    const { value, ...attributes } = property;
    assert.notEqual(value, undefined, name);
    assert.deepEqual(attributes, { writable: true, enumerable: true, configurable: true }, name);
  }
});

test('an ES module gets the same names, and all of them as the default', async () => {
  const { default: all, ...names } = await import('../../index.mjs');
  assert.equal(all, require('../../index.js'));
  assert.deepEqual(Object.keys(names).sort(), declaredNames());
  for (const [name, value] of Object.entries(names)) assert.equal(value, all[name]);
});

test('every declared item is documented and names its source', () => {
  for (const file of fs.readdirSync(FOLDER).filter((name) => name !== 'index.d.ts')) {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    for (const [, comment, name] of text.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^export (?:declare )?\w+ (\w+)/gm)) {
      assert.match(comment ?? '', /Source: /, `${file}: ${name}`);
    }
  }
});
