'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');

const FOLDER = path.join(__dirname, '..', '..', 'lib', 'statsig', 'types');

const files = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.d.ts'));

/** The values that the declarations promise: classes, enumerations and functions. */
function declaredNames() {
  const names = files.flatMap((file) => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    return [...text.matchAll(/^export declare (?:class|enum|function) (\w+)/gm)].map(([, name]) => name);
  });
  return names.sort();
}

test('vexil/statsig exports the values that are declared, and no others', () => {
  assert.deepEqual(Object.keys(require('vexil/statsig')).sort(), declaredNames());
});

test('every export of vexil/statsig is a plain property, and the default is all of them', () => {
  const statsig = require('vexil/statsig');
  const { default: all, ...others } = Object.getOwnPropertyDescriptors(statsig);
  assert.equal(all.value, statsig);
  assert.equal(all.enumerable, false);
  for (const [name, { value, ...attributes }] of Object.entries(others)) {
    assert.notEqual(value, undefined, name);
    assert.deepEqual(attributes, { writable: true, enumerable: true, configurable: true }, name);
  }
});

test('an ES module gets the same names, and all of them as the default', async () => {
  const { default: all, ...names } = await import('vexil/statsig');
  assert.equal(all, require('vexil/statsig'));
  assert.deepEqual(Object.keys(names).sort(), declaredNames());
  for (const [name, value] of Object.entries(names)) assert.equal(value, all[name]);
});

test('the methods that are declared are there, and no others', () => {
  const { DynamicConfig, Layer, StatsigServer } = require('vexil/statsig');
  const text = fs.readFileSync(path.join(FOLDER, 'server.d.ts'), 'utf8');
  const declared = [...text.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  assert.deepEqual(declared.sort(), Object.getOwnPropertyNames(StatsigServer.prototype).sort());
  const results = fs.readFileSync(path.join(FOLDER, 'results.d.ts'), 'utf8');
  for (const Class of [DynamicConfig, Layer]) {
    const body = results.slice(results.indexOf(`class ${Class.name} `)).split('\n}\n')[0];
    for (const [, name] of body.matchAll(/^ {2}(get\w*|_\w+)[<(]/gm)) assert.equal(typeof Class.prototype[name], 'function', `${Class.name}.${name}`);
  }
});

test('functions and methods that do the same have the same types', () => {
  const signatures = (/** @type {string} */ file, /** @type {RegExp} */ pattern) => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8').replaceAll('userOrCustomID', 'userID');
    return new Map([...text.matchAll(pattern)].map(([, name, signature]) => [name, signature]));
  };
  const methods = signatures('server.d.ts', /^ {2}(\w+)(\(.*\): .*);$/gm);
  const functions = signatures('functions.d.ts', /^export declare function (\w+)(\(.*\): .*);$/gm);
  const renamed = { initialize: 'initializeAsync', syncConfigSpecs: 'syncStoreSpecs', syncIdLists: 'syncStoreIdLists' };
  for (const [name, signature] of functions) {
    const method = renamed[name] ?? name.replace(/^manuallyLog/, 'log');
    if (name !== 'initialize') assert.equal(methods.get(method), signature, name);
    methods.delete(method);
  }
  assert.deepEqual([...methods.keys()], []);
});
