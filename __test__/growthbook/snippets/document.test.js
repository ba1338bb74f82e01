'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { parses, repaired } = require('../../snippets/run-block');
const { MODULE, PUBLISHED_HOST, PUBLISHED_MODULE, adapt } = require('./adapt');
const { blocks, misleading, repairs } = require('./document');

const DOCUMENT = path.resolve(__dirname, '../../../../shared/product/growthbook-node.md');

/** The blocks that a file here has a test of. */
function testedBlocks() {
  const files = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  return files.flatMap((file) => [...fs.readFileSync(path.join(__dirname, file), 'utf8').matchAll(/^documentTest\('(\w+)'/gm)].map(([, name]) => name));
}

test('every block of the document has one test; what is typed into a shell is proven by the packaging tests', () => {
  const shell = Object.keys(blocks).filter((name) => blocks[name].kind === 'shell');
  assert.deepEqual(shell, ['install', 'installEventsource']);
  assert.deepEqual([...testedBlocks(), ...shell].sort(), Object.keys(blocks).sort());
});

/** Lines that nobody would write in a text. */
const CODE = [
  /^(?:const|let|var|new|await|import|export|interface|function|if|return)\b.*[({;=]/, /[;{}[(]$/, /^[}\])]/, /^\/\//, /^(?:npm|yarn|pnpm) /,
  /=>/, /^["'a-z]\w*["']?: .*,?$/, /^\w+\.\w+\(/, /^\.\.\./,
];

/** The lines of a document that look like code and are in none of the blocks. */
function forgotten(text, known) {
  let rest = text;
  for (const { code } of Object.values(known)) {
    const at = rest.indexOf(`\n${code}\n`);
    assert.ok(at >= 0, `not in the document:\n${code}`);
    rest = `${rest.slice(0, at)}\n${rest.slice(at + code.length + 1)}`;
  }
  return rest.split('\n').filter((line) => CODE.some((pattern) => pattern.test(line)));
}

const isThere = fs.existsSync(DOCUMENT);

test('no block of the document is missing here', { skip: !isThere && 'the document, like the conformance data, is no part of the project' }, () => {
  const text = fs.readFileSync(DOCUMENT, 'utf8');
  assert.deepEqual(forgotten(text, blocks), []);
  for (const name of Object.keys(blocks)) {
    const others = Object.fromEntries(Object.entries(blocks).filter(([other]) => other !== name));
    assert.notDeepEqual(forgotten(text, others), [], `it would be noticed if ${name} were missing`);
  }
});

test('a block is repaired only where it does not parse or misleads, and the repairs are listed with a reason', () => {
  const code = (name) => adapt(blocks[name].code, {}, name);
  const unsound = Object.keys(blocks).filter((name) => blocks[name].kind !== 'shell' && !parses(code(name)));
  assert.deepEqual([...new Set(repairs.map(({ block }) => block))].sort(), [...unsound, ...misleading].sort());
  for (const { block, damage, from } of repairs) {
    assert.ok(damage, block);
    assert.notEqual(from.reduce((text, pattern) => text.replaceAll(pattern, ''), blocks[block].code), blocks[block].code, block);
  }
  for (const name of Object.keys(blocks).filter((each) => blocks[each].kind !== 'shell')) {
    assert.ok(parses(adapt(repaired({ blocks, repairs }, name), {}, name)), name);
  }
});

test('the name of the module and the host are all that changes in a block', () => {
  for (const [name, { code, kind }] of Object.entries(blocks)) {
    const host = 'http://127.0.0.1:1';
    const back = adapt(code, { host }, name).replaceAll(host, PUBLISHED_HOST).replaceAll(MODULE, PUBLISHED_MODULE);
    const added = { object: /^const printed = \(|\n\);$/g, objects: /^const printed = \[|\n\];$/g }[kind] ?? /^$/;
    const statement = kind === 'module' ? back.replace(/^const (.*?) = await importModule\((.*?)\);/, 'import $1 from $2;') : back;
    assert.equal(statement.replace(added, ''), code, name);
  }
});
