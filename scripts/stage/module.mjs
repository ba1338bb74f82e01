// What a source file of the package says, without comments, and whom it requires.
import { parse } from 'acorn';

/**
 * A part of a text that another one takes the place of.
 *
 * @typedef {{ start: number, end: number, text: string }} Change
 */

/** What a file may not use: it means something else in the package, or is what the file in the package uses itself. */
const RESERVED = ['__dirname', '__filename', '$modules', '$loaded', '$load'];

/** Stands for the end of a line in a template until all other lines are shortened. No source contains it. */
const END_IN_TEMPLATE = '\uE000';

/** One source file, parsed. */
export class SourceModule {
  #text;
  /** @type {Change[]} */
  #removals = [];
  /** @type {Change[]} */
  #ends = [];

  /**
   * @param {string} name for errors
   * @param {string} text
   */
  constructor(name, text) {
    this.name = name;
    this.#text = text;
    /** The calls of `require`. @type {{ request: string, start: number, end: number }[]} */
    this.requirements = [];
    /** The names of all `exports.name = …`, in order. @type {string[]} */
    this.exportedNames = [];
    this.#read();
  }

  #read() {
    /** @type {any} */
    const program = parse(this.#text, {
      ecmaVersion: 2023,
      sourceType: 'commonjs',
      onComment: (_isBlock, _text, start, end) => this.#removeComment(start, end),
    });
    const [first] = program.body;
    if (first?.directive !== 'use strict') this.#refuse("does not start with 'use strict'", 0);
    // Said once per file of the package.
    this.#removals.push({ start: first.start, end: first.end, text: '' });
    this.#look(program, null);
    for (const { expression } of program.body) {
      const target = expression?.type === 'AssignmentExpression' ? expression.left : null;
      if (target?.type === 'MemberExpression' && target.object.name === 'exports') this.exportedNames.push(target.property.name);
    }
  }

  /** @param {string} why @param {number} position @returns {never} */
  #refuse(why, position) {
    const line = this.#text.slice(0, position).split('\n').length;
    throw new Error(`${this.name}:${line} ${why}, so it cannot be put into the package.`);
  }

  /** A comment leaves a gap where it has one on neither side, and an end of line where it had one: that may end a statement. */
  #removeComment(start, end) {
    const isLong = this.#text.slice(start, end).includes('\n');
    const isBesideGap = /\s|[([{]/.test(this.#text[start - 1] ?? ' ');
    const gap = /^[ \t]*/.exec(this.#text.slice(end))?.[0].length ?? 0;
    this.#removals.push({ start, end: end + (isLong ? 0 : gap), text: isLong ? '\n' : isBesideGap ? '' : ' ' });
  }

  /** Looks at all nodes: for calls of `require`, for what is not to be changed, and for what cannot be in the package. */
  #look(node, parent) {
    if (node.type === 'ImportExpression') this.#refuse('imports', node.start);
    if (node.type === 'TemplateElement') this.#keepLines(node);
    if (node.type === 'Identifier' && !isProperty(node, parent)) {
      if (RESERVED.includes(node.name)) this.#refuse(`uses the name ${node.name}`, node.start);
      if (node.name === 'require') this.#noteRequirement(node, parent);
    }
    for (const value of Object.values(node)) {
      for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === 'string') this.#look(child, node);
    }
  }

  #keepLines({ start, end }) {
    for (let position = start; position < end; position += 1) {
      if (this.#text[position] === '\n') this.#ends.push({ start: position, end: position + 1, text: END_IN_TEMPLATE });
    }
  }

  #noteRequirement(node, parent) {
    const [argument, ...more] = parent.type === 'CallExpression' && parent.callee === node ? parent.arguments : [];
    if (typeof argument?.value !== 'string' || more.length > 0) this.#refuse('uses require other than with one text', node.start);
    this.requirements.push({ request: argument.value, start: parent.start, end: parent.end });
  }

  /**
   * The text with these changes, and without comments, empty lines and half of the indentation.
   *
   * @param {Change[]} changes
   */
  write(changes) {
    let text = '';
    let end = 0;
    for (const change of [...changes, ...this.#removals, ...this.#ends].sort((a, b) => a.start - b.start)) {
      if (change.start < end) this.#refuse('has a comment where the package has something else', change.start);
      text += this.#text.slice(end, change.start) + change.text;
      end = change.end;
    }
    const lines = (text + this.#text.slice(end)).split('\n').map((line) => line.trimEnd());
    const short = lines.filter((line) => line !== '').map((line) => line.replace(/^ +/, (gap) => ' '.repeat(gap.length / 2)));
    // V8 takes two bytes for each character of a file that has one of these.
    if (/[^\0-\xFF]/.test(short.join('').replaceAll(END_IN_TEMPLATE, ''))) this.#refuse('has a character beyond Latin-1', 0);
    return short.map((line) => `${line}\n`).join('').replaceAll(END_IN_TEMPLATE, '\n');
  }
}

/** Whether a name is that of a property, not of a variable. */
function isProperty(node, parent) {
  if (parent.computed) return false;
  if (parent.type === 'MemberExpression') return parent.property === node;
  const isNamed = parent.type === 'Property' || parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition';
  return isNamed && parent.key === node && parent.value !== node;
}
