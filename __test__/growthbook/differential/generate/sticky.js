'use strict';

const { EXPERIMENT_KEYS } = require('./experiments');
const { Code, build } = require('../tree');

/** @typedef {import('../../../support/random').Random} Random */

const KINDS = ['async', 'async', 'sync', 'local storage', 'async local storage'];

const valueText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const isPlain = (value) => value !== undefined && typeof value !== 'bigint' && !(value instanceof Code);

function anyAssignments(random) {
  const entry = () => [
    `${random.pick([...EXPERIMENT_KEYS, 'holdout', 'f0', 'ü-feature'])}__${random.pick([0, 0, 0, 1, 1, 2])}`,
    random.pick(['v0', 'v1', 'v1', 'v2', '0', '1', 'gone', '']),
  ];
  return Object.fromEntries(random.times(random.between(0, 4), entry));
}

/** Documents that users of the given attributes left behind, by their key. */
function anyDocuments(random, attributes) {
  const names = Object.keys(attributes).filter((name) => isPlain(attributes[name]));
  const chosen = random.shuffle(['id', 'id', 'deviceId', 'company', ...names]).slice(0, random.between(0, 3));
  const documents = chosen.filter((name) => Object.hasOwn(attributes, name) && isPlain(attributes[name])).map((attributeName) => {
    const attributeValue = valueText(build(attributes[attributeName]));
    return [`${attributeName}||${attributeValue}`, { attributeName, attributeValue, assignments: anyAssignments(random) }];
  });
  return Object.fromEntries(documents);
}

/** Where sticky buckets are kept: a service of some kind with documents in it. */
const anyStickiness = (random, attributes) => ({ kind: random.pick(KINDS), documents: anyDocuments(random, attributes) });

module.exports = { anyDocuments, anyStickiness };
