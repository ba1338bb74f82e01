'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const FOLDER = path.join(__dirname, '..', '..', 'lib', 'growthbook', 'types');

const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.d.ts'));

/** The values that the declarations promise: constants, classes and functions. */
function declaredNames() {
  const names = files.flatMap((file) => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    return [...text.matchAll(/^export declare (?:abstract )?(?:class|const|function) (\w+)/gm)].map(([, name]) => name);
  });
  // An old name.
  return [...names, 'GrowthBookMultiUser'].sort();
}

test('vexil/growthbook exports the values that are declared, and no others', () => {
  assert.deepEqual(Object.keys(require('vexil/growthbook')).sort(), declaredNames());
});

test('every export of vexil/growthbook is a plain property', () => {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(require('vexil/growthbook')))) {
    const { value, ...attributes } = property;
    assert.notEqual(value, undefined, name);
    assert.deepEqual(attributes, { writable: true, enumerable: true, configurable: true }, name);
  }
});

test('an ES module gets the same names, and all of them as the default', async () => {
  const { default: all, ...names } = await import('vexil/growthbook');
  assert.equal(all, require('vexil/growthbook'));
  assert.deepEqual(Object.keys(names).sort(), declaredNames());
  for (const [name, value] of Object.entries(names)) assert.equal(value, all[name]);
});

test('the methods that are declared are there', () => {
  const growthbook = require('vexil/growthbook');
  for (const [file, Class] of [['growthbook', growthbook.GrowthBook], ['client', growthbook.GrowthBookClient], ['scoped', growthbook.UserScopedGrowthBook]]) {
    const text = fs.readFileSync(path.join(FOLDER, `${file}.d.ts`), 'utf8');
    const declared = [...text.matchAll(/^ {2}(\w+)(?=<|\()/gm)].map(([, name]) => name);
    assert.deepEqual([...new Set(declared)].sort(), Object.getOwnPropertyNames(Class.prototype).filter(isDeclared).sort(), file);
  }
});

/** Internal members, and those that are declared as properties. */
function isDeclared(name) {
  return !['_subjectFor', 'ready', 'logs'].includes(name);
}
