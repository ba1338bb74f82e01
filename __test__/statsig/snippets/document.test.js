'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const test = require('node:test');
const { parses, repaired } = require('../../snippets/run-block');
const { blocks, repairs } = require('./document');

const DOCUMENT = path.resolve(__dirname, '../../../../shared/product/statsig-node.md');

/** The blocks that a file here has a test of. */
function testedBlocks() {
  const files = fs.readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  return files.flatMap((file) => [...fs.readFileSync(path.join(__dirname, file), 'utf8').matchAll(/^(?:documentTest|typeTest)\('(\w+)'/gm)].map(([, name]) => name));
}

test('every block of the document has one test; what is typed into a shell is proven by the packaging tests', () => {
  const shell = Object.keys(blocks).filter((name) => blocks[name].kind === 'shell');
  assert.deepEqual(shell, ['install']);
  assert.deepEqual([...testedBlocks(), ...shell].sort(), Object.keys(blocks).sort());
});

/** Lines that nobody would write in a text. */
const CODE = [
  /^\s*(?:const|let|var|new|await|import|export|interface|function|if|return)\b.*[({;=]/, /[;{}[(]$/, /^[}\])]/, /^\/\//, /^(?:npm|yarn|pnpm) /,
  /^[^\u2022]*=>/, /^["'a-z]\w*["']?: .*,$/, /^\s*\w+\.\w+\(.*\)$/, /^\.\.\./, /^\w+\?: /,
];

/** The lines of a document that look like code and are in none of the blocks. */
function forgotten(text, known) {
  let rest = text;
  for (const { code } of Object.values(known)) {
    const at = rest.indexOf(`\n${code}\n`) >= 0 ? rest.indexOf(`\n${code}\n`) : rest.lastIndexOf(`\n${code}`);
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

test('a block is repaired only where it does not parse, and the repairs are listed with a reason', () => {
  const programs = Object.keys(blocks).filter((name) => blocks[name].kind === undefined);
  const unsound = programs.filter((name) => !parses(blocks[name].code));
  const isProgram = ({ block }) => blocks[block].kind === undefined;
  assert.deepEqual([...new Set(repairs.filter(isProgram).map(({ block }) => block))].sort(), unsound.sort());
  for (const { block, damage, from } of repairs) {
    assert.ok(damage, block);
    assert.notEqual(from.reduce((text, pattern) => text.replaceAll(pattern, ''), blocks[block].code), blocks[block].code, block);
  }
  for (const name of programs) assert.ok(parses(repaired({ blocks, repairs }, name)), name);
});
