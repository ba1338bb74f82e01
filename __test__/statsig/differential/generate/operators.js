'use strict';

const { DATES, TIMES, VERSIONS, anyJson, anyList, anyNumber, anyScalar, anyText } = require('./values');

const NUMERIC = ['gt', 'gte', 'lt', 'lte'];
const VERSION = ['version_gt', 'version_gte', 'version_lt', 'version_lte', 'version_eq', 'version_neq'];
const SET = ['any', 'none', 'any_case_sensitive', 'none_case_sensitive'];
const TEXT = ['str_starts_with_any', 'str_ends_with_any', 'str_contains_any', 'str_contains_none'];
const DATE = ['before', 'after', 'on'];
const LIST = ['array_contains_any', 'array_contains_none', 'array_contains_all', 'not_array_contains_all'];
const SEGMENT = ['in_segment_list', 'not_in_segment_list'];
const EQUAL = ['eq', 'neq'];

const LISTS = ['list_1', 'list_2', 'no_list'];

const PATTERNS = [
  '^a', 'b$', '[a-z]+@', '\\d+', '(', '(?<=a)b', '(?i)a', '', '.*', '^$', 'é', '\\u0061', '[^a]', 'a|b', '^(?!foo)', '(a)\\1', '\\bfoo\\b', '^.$', '[', '^\\w+$', '\\p{L}',
  'undefined',
];

/** A target that users have a chance to meet, by the kind of the operator. @type {[string[], (random: any) => any][]} */
const KINDS = [
  [NUMERIC, anyNumber],
  [VERSION, (random) => random.pick(VERSIONS)],
  [SET, (random) => anyList(random)],
  [TEXT, (random) => anyList(random, (r) => (r.chance(0.7) ? r.pick(['a', 'b', 'foo', 'x@', '.com', 'U', 'É', '1']) : anyScalar(r)))],
  [DATE, (random) => random.pick([...DATES, ...TIMES])],
  [LIST, (random) => anyList(random)],
  [SEGMENT, (random) => random.pick(LISTS)],
  [EQUAL, (random) => (random.chance(0.9) ? anyScalar(random) : anyList(random))],
  [['str_matches'], (random) => random.pick(PATTERNS)],
];

const OPERATORS = KINDS.flatMap(([names]) => names);

const oddCase = (random, name) => (random.chance(0.03) ? name.toUpperCase() : name);

/** @param {import('../../../support/random').Random} random */
function anyComparison(random) {
  if (random.chance(0.01)) return { operator: random.pick([null, 'wat', '']), targetValue: anyJson(random) };
  // Sets are what most conditions of dashboards are made of.
  const [names, makeTarget] = random.chance(0.3) ? KINDS[2] : random.pick(KINDS);
  const targetValue = random.chance(0.04) ? anyJson(random) : makeTarget(random);
  return { operator: oddCase(random, random.pick(names)), targetValue };
}

module.exports = { LISTS, OPERATORS, anyComparison, anyText, oddCase };
