'use strict';

// Hashes, as far as they show: names in client responses, buckets, percentages, IDs in lists.

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { openOffline } = require('../support/open');
const { both } = require('../support/sdks');
const { listAdapter } = require('./list-adapter');

const vectors = skip ? [] : readJson('oracle/hash_vectors.json').vectors;
const named = vectors.filter(({ s }) => s !== '');

const gate = (name, conditions, rest = {}) => ({
  name, type: 'feature_gate', salt: '', enabled: true, defaultValue: false, idType: 'userID', entity: 'feature_gate',
  rules: [{ name: 'r', id: 'r', salt: '', passPercentage: 100, returnValue: true, idType: 'userID', conditions, ...rest }],
});
const bodyOf = (gates) => ({ has_updates: true, time: 1, feature_gates: gates, dynamic_configs: [], layer_configs: [] });

/** A text is hashed as `salt.id`: what is behind its last point is somebody's ID. */
const parted = named.filter(({ s }) => s.includes('.')).map((vector) => {
  const at = vector.s.lastIndexOf('.');
  return { ...vector, salt: vector.s.slice(0, at), userID: vector.s.slice(at + 1) };
});

both('names by djb2 and SHA-256', async (t, subject) => {
  const server = await openOffline(t, subject, bodyOf(named.map(({ s }) => gate(s, []))));
  for (const [hash, property] of [['djb2', 'djb2'], ['sha256', 'sha256_base64']]) {
    const { feature_gates: found } = server.getClientInitializeResponse({ userID: 'u' }, undefined, { hash });
    assert.deepEqual(Object.keys(found).sort(), named.map((vector) => vector[property]).sort(), hash);
  }
}, { skip });

both('buckets of 1,000', async (t, subject) => {
  assert.ok(parted.length > 0);
  const bucket = (salt, target) => ({ type: 'user_bucket', operator: 'any', targetValue: [target], field: null, additionalValues: { salt }, idType: 'userID' });
  const gates = parted.flatMap(({ salt, b1000 }, index) => [gate(`in_${index}`, [bucket(salt, b1000)]), gate(`out_${index}`, [bucket(salt, (b1000 + 1) % 1000)])]);
  const server = await openOffline(t, subject, bodyOf(gates));
  for (const [index, { s, userID }] of parted.entries()) {
    assert.deepEqual([server.checkGate({ userID }, `in_${index}`), server.checkGate({ userID }, `out_${index}`)], [true, false], s);
  }
}, { skip });

both('percentages in steps of a hundredth', async (t, subject) => {
  const whole = parted.filter(({ salt }) => salt.includes('.'));
  assert.ok(whole.length > 0);
  const gates = whole.flatMap(({ salt, b10000 }, index) => {
    const at = salt.indexOf('.');
    const make = (name, passPercentage) => ({ ...gate(name, [], { salt: salt.slice(at + 1), passPercentage }), salt: salt.slice(0, at) });
    return [make(`below_${index}`, b10000 / 100), make(`above_${index}`, (b10000 + 1) / 100)];
  });
  const server = await openOffline(t, subject, bodyOf(gates));
  for (const [index, { s, userID, b10000 }] of whole.entries()) {
    // Of these percentages some are, times 100, a little more or less than the whole number.
    const passes = (percentage) => percentage !== 0 && b10000 < percentage * 100;
    const found = [server.checkGate({ userID }, `below_${index}`), server.checkGate({ userID }, `above_${index}`)];
    assert.deepEqual(found, [passes(b10000 / 100), passes((b10000 + 1) / 100)], s);
  }
}, { skip });

both('IDs in lists', async (t, subject) => {
  const lists = Object.fromEntries(vectors.map(({ id_list: id }, index) => [`list_${index}`, `+${id}\n`]));
  const condition = (operator, list) => ({ type: 'unit_id', operator, targetValue: list, field: null, additionalValues: {}, idType: 'userID' });
  const gates = vectors.flatMap((_, index) => [
    gate(`in_${index}`, [condition('in_segment_list', `list_${index}`)]),
    gate(`other_${index}`, [condition('in_segment_list', `list_${(index + 1) % vectors.length}`)]),
  ]);
  const server = await openOffline(t, subject, bodyOf(gates), { dataAdapter: listAdapter(bodyOf(gates), lists) });
  for (const [index, { s }] of vectors.entries()) {
    if (s === '') continue;
    assert.deepEqual([server.checkGate({ userID: s }, `in_${index}`), server.checkGate({ userID: s }, `other_${index}`)], [true, false], s);
  }
}, { skip });
