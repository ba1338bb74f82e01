'use strict';

const { PATHS, peek } = require('./attributes');
const { VERSION_TEXTS, WORDS, anyJson, anyScalar, isFractionInList } = require('./values');
const { Code, copy, isBranch } = require('../tree');

/**
 * @typedef {import('../../../support/random').Random} Random
 * @typedef {object} Knowledge what a condition can refer to
 * @property {any[]} users attributes of those who will be asked about
 * @property {string[]} groups ids of saved groups
 * @property {string[]} [paths] the paths to ask about
 */

const TYPE_NAMES = ['string', 'number', 'boolean', 'array', 'object', 'null', 'undefined', 'String', '', 5];
const PATTERNS = [
  '^a', 'a+', '.', '^$', '', 'cat|dog', '^(?!a)', '(?<=c)at', '(a)(b)?\\1', '[^a-z]', '\\d+', '\\w\\b', '\\s', '^\\/pricing$', '/pricing', 'null',
  '\\u00df', '[ß-ÿ]', '^.$', '^..$', 'σ', 'k', '[\\ud800-\\udbff]', '\\.', '@example\\.com$', '(?:a|b){2,}', '^US|CA$', '\\p{L}', '\\cA', '[', '(', '*',
  'a{1', '\\', '(?<name>c)a', '[\\d-x]', 'a/b', '\\/', '$^', 'undefined', 'true', '[object', '(?i)a', '\\x41', '\\u{61}', '\\b', '\\B', ',',
];

const swapCase = (text) => [...text].map((unit) => (unit === unit.toUpperCase() ? unit.toLowerCase() : unit.toUpperCase())).join('');
const escaped = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** The actual value or one close to it, as something that a payload can hold. */
function near(random, actual) {
  const isJson = actual !== undefined && !(actual instanceof Code) && typeof actual !== 'bigint' && (typeof actual !== 'number' || Number.isFinite(actual));
  if (!isJson || random.chance(0.35)) return anyScalar(random);
  if (isBranch(actual)) return random.chance(0.7) ? jsonOf(actual) : anyJson(random);
  return random.choose([
    [8, () => actual],
    [1, () => String(actual)],
    [1, () => (typeof actual === 'string' ? swapCase(actual) : Number(actual) + random.pick([-1, 0, 1]))],
    [1, () => anyScalar(random)],
  ]);
}

const jsonOf = (tree) => JSON.parse(JSON.stringify(copy(tree), (_, item) => (item instanceof Code || typeof item === 'bigint' ? null : item)));

function nearList(random, actual) {
  const known = Array.isArray(actual) ? jsonOf(actual) : [near(random, actual)];
  const items = [...random.shuffle(known).slice(0, random.between(0, 2)), ...random.times(random.below(3), () => near(random, actual))];
  return random.shuffle(items);
}

const anyRegex = (random, actual) =>
  random.choose([
    [3, () => random.pick(PATTERNS)],
    [2, () => escaped(String(typeof actual === 'string' ? actual.slice(0, 3) : random.pick(WORDS)))],
    [1, () => (typeof actual === 'string' ? `^${escaped(swapCase(actual))}$` : random.pick(WORDS))],
    [0.2, () => ['the pattern of nobody']],
  ]);

const orOdd = (random, share, make) => (random.chance(share) ? anyJson(random, 1) : make());
const number = (random, actual) => {
  const operand = orOdd(random, 0.3, () => (Number.isFinite(actual) ? actual + random.pick([-1, 0, 0, 1]) : near(random, actual)));
  return isFractionInList(operand) ? 5 : operand;
};
const members = (random, actual) => orOdd(random, 0.04, () => nearList(random, actual));
const version = (random, actual) =>
  orOdd(random, 0.1, () => (random.chance(0.2) && typeof actual === 'string' ? actual : random.pick(VERSION_TEXTS)));
const group = (random, _, { groups }) => {
  const id = orOdd(random, 0.05, () => random.pick([...groups, ...groups, 'no group']));
  // A deviation: what objects inherit is no group.
  return String(id) in Object.prototype ? 'no group' : id;
};

function elementMatch(random, actual, knowledge, depth) {
  const element = Array.isArray(actual) && actual.length ? random.pick(actual) : null;
  if (!isBranch(element) || random.chance(0.4)) return operators(random, element, knowledge, depth - 1);
  return anyCondition(random, { ...knowledge, users: [element], paths: [...Object.keys(element), 'missing'] }, depth - 1);
}

/** @type {Record<string, (random: Random, actual: any, knowledge: Knowledge, depth: number) => any>} */
const OPERATORS = {
  $eq: near,
  $ne: near,
  $lt: number,
  $lte: number,
  $gt: number,
  $gte: number,
  $exists: (random) => random.pick([true, false, true, false, 1, 0, null, 'false', '']),
  $in: members,
  $nin: members,
  $ini: members,
  $nini: members,
  $inGroup: group,
  $notInGroup: group,
  $all: (random, actual, knowledge, depth) =>
    random.chance(0.8) ? members(random, actual) : [operators(random, null, knowledge, depth - 1)],
  $alli: members,
  $elemMatch: elementMatch,
  $size: (random, actual, knowledge, depth) =>
    random.choose([
      [3, () => (Array.isArray(actual) ? actual.length : random.below(4))],
      [1, () => operators(random, random.below(4), knowledge, depth - 1)],
      [0.2, () => anyJson(random, 1)],
    ]),
  $not: (random, actual, knowledge, depth) => valueCondition(random, actual, knowledge, depth - 1),
  $regex: anyRegex,
  $regexi: anyRegex,
  $type: (random) => random.pick(TYPE_NAMES),
  $veq: version,
  $vne: version,
  $vgt: version,
  $vgte: version,
  $vlt: version,
  $vlte: version,
};
const OPERATOR_NAMES = Object.keys(OPERATORS);

function operators(random, actual, knowledge, depth) {
  const names = random.times(random.chance(0.75) ? 1 : random.between(2, 3), () => random.pick(OPERATOR_NAMES));
  const isDeepest = (name) => depth <= 0 && !/^\$regexi?$/.test(name);
  const entries = names.map((name) => [name, isDeepest(name) ? near(random, actual) : OPERATORS[name](random, actual, knowledge, depth)]);
  if (random.chance(0.01)) entries.push([random.pick(['$unknown', '$', '$IN', '$or', '$and', '$savedGroup']), anyScalar(random)]);
  return Object.fromEntries(depth > 0 ? entries : entries.filter(([name]) => name !== '$elemMatch' && name !== '$all' && name !== '$alli'));
}

/** What stands behind a path of a condition. */
function valueCondition(random, actual, knowledge, depth) {
  return random.choose([
    [3, () => near(random, actual)],
    [1, () => anyScalar(random)],
    [0.5, () => anyJson(random)],
    [depth > 0 ? 8 : 2, () => operators(random, actual, knowledge, depth)],
    [0.1, () => ({})],
  ]);
}

function savedGroup(random, { groups, paths }) {
  const id = random.pick([...groups, ...groups, 'no group']);
  return random.choose([
    [3, () => ({ id })],
    [2, () => ({ id, attributeKey: random.pick(paths) })],
    [0.2, () => ({ id, attributeKey: random.pick([5, null, '']) })],
    [0.2, () => random.pick([id, null, {}, { id: 5 }, { id: null }])],
  ]);
}

/**
 * Any condition that the official package takes without throwing.
 *
 * @param {Random} random
 * @param {Knowledge} knowledge
 * @param {number} [depth]
 * @returns {any}
 */
function anyCondition(random, { paths = PATHS, ...rest }, depth = 2) {
  const knowledge = { ...rest, paths };
  const user = random.pick(knowledge.users);
  const nested = () => anyCondition(random, knowledge, depth - 1);
  const several = () => random.times(random.below(4), nested);
  const entry = () =>
    random.choose([
      [10, () => {
        const path = random.pick(random.chance(0.8) && paths === PATHS ? PATHS.slice(0, 20) : paths);
        return [path, valueCondition(random, peek(user, path), knowledge, depth)];
      }],
      [depth > 0 ? 1 : 0, () => ['$or', several()]],
      [depth > 0 ? 1 : 0, () => ['$and', several()]],
      [depth > 0 ? 1 : 0, () => ['$nor', several()]],
      [depth > 0 ? 1 : 0, () => ['$not', nested()]],
      [knowledge.groups.length ? 1 : 0, () => ['$savedGroup', savedGroup(random, knowledge)]],
    ]);
  return Object.fromEntries(random.times(random.pick([1, 1, 1, 2, 2, 3, 0]), entry));
}

const GROUP_IDS = ['g1', 'g2', 'g3', 'g4', 'ключ', '0'];

/** Saved groups, in the old shape and in both new ones, which may refer to each other in circles. */
function anySavedGroups(random, users) {
  const ids = random.shuffle(GROUP_IDS).slice(0, random.between(0, 4));
  const known = () => {
    const path = random.pick(PATHS.slice(0, 20));
    return [path, nearList(random, peek(random.pick(users), path))];
  };
  const entry = () =>
    random.choose([
      [3, () => known()[1]],
      [3, () => {
        const [attributeKey, values] = known();
        return { type: 'list', attributeKey, values };
      }],
      [3, () => ({ type: 'condition', condition: anyCondition(random, { users, groups: ids }, 1) })],
      [0.3, () => random.pick([{ type: 'other', values: ['a'] }, { type: 'list', attributeKey: 'id' }, null, { type: 'list', values: ['1'] }, []])],
    ]);
  return Object.fromEntries(ids.map((id) => [id, entry()]));
}

const anyValueCondition = (random, actual) => valueCondition(random, actual, { users: [{}], groups: [], paths: PATHS }, 2);

module.exports = { anyCondition, anySavedGroups, anyValueCondition };
