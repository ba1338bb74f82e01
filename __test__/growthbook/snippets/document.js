'use strict';

/**
 * The code blocks of GrowthBook's page about Node.js, in the order of the document, word for word: it has come to us without its
 * indentation. A block without a `kind` is JavaScript; `object` is an expression, `objects` are several of them, `module` is an ES
 * module, `typescript` and `shell` are what they say. `after` names the blocks that a reader has typed before this one.
 *
 * @type {Record<string, { code: string, kind?: 'object' | 'objects' | 'module' | 'typescript' | 'shell', after?: string[] }>}
 */
const blocks = {
  ...require('./document/loading'),
  ...require('./document/tracking'),
  ...require('./document/instance'),
  ...require('./document/definitions'),
};

const LEFT_OUT = '`...` stands for something that is left out';
const TYPES = 'JavaScript has no types; with them, the block is compiled in typescript.test.js';
const MISPRINT = '`variation` is a misprint for `variations`';

/** Blocks that do not do as printed, and what had to be done about it. */
const repairs = [
  { block: 'customIntegration', damage: LEFT_OUT, from: ['{...}'], to: '{ defaultValue: "on" }' },
  { block: 'typeInference', damage: TYPES, from: ['<number>'], to: '' },
  { block: 'strictTyping', damage: TYPES, from: [/interface AppFeatures \{[^}]*\}/g, '<AppFeatures>'], to: '' },
  { block: 'strictTyping', damage: LEFT_OUT, from: ['...\n'], to: 'attributes: { id: "123" }\n' },
  { block: 'metaInfo', damage: 'a comma is missing', from: ['phase: "full-traffic"'], to: 'phase: "full-traffic",' },
  { block: 'mutualExclusion', damage: MISPRINT, from: [/\bvariation:/g], to: 'variations:' },
  { block: 'condition', damage: MISPRINT, from: [/\bvariation:/g], to: 'variations:' },
  { block: 'definitions', damage: LEFT_OUT, from: ['{...}'], to: '{ defaultValue: "on" }' },
  { block: 'ruleTrafficSplit', damage: 'two examples of a rule, with nothing between them', from: ['}\n// Option 2'], to: '},\n// Option 2' },
];

/** Repairs of what parses, but does not do what the text beside it says: `f<number>(…)` are two comparisons. */
const misleading = ['mutualExclusion', 'condition', 'typeInference'];

module.exports = { blocks, misleading, repairs };
