'use strict';

const { OURS } = require('./packages.js');
const { figureOf } = require('./stats.js');

/**
 * Takes samples in rounds: in each, every package has its turn, and the order changes from round to round.
 *
 * @template {{ name: string }} T
 * @template S
 * @param {readonly T[]} packages
 * @param {number} rounds
 * @param {(found: T, round: number) => Promise<S> | S} sample
 * @returns {Promise<Map<string, S[]>>} the samples by package
 */
async function takeTurns(packages, rounds, sample) {
  const samples = new Map(packages.map(({ name }) => [name, /** @type {S[]} */ ([])]));
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < packages.length; turn += 1) {
      const found = packages[(turn + round) % packages.length];
      samples.get(found.name)?.push(await sample(found, round));
    }
  }
  return samples;
}

/**
 * The figures of a row.
 *
 * @template S
 * @param {Map<string, S[]>} samples
 * @param {(sample: S) => number | number[]} [valueOf]
 */
function figuresOf(samples, valueOf = (sample) => /** @type {any} */ (sample)) {
  const entries = [...samples].map(([name, list]) => [name, figureOf(list.map(valueOf).flat())]);
  const { [OURS]: ours, ...others } = Object.fromEntries(entries);
  return { ours, others };
}

module.exports = { figuresOf, takeTurns };
