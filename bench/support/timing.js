'use strict';

// Time per call, measured in rounds in which all contestants take turns, so that a slow moment hits all of them alike.

const { figureOf } = require('./stats.js');

/**
 * One that is timed.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(count: number) => number | Promise<number>} run makes so many calls, and tells something that depends on
 *   the result of each: so that no call can be optimised away
 */

/**
 * Contestants that do the same.
 *
 * @typedef {object} Task
 * @property {string} name
 * @property {Contestant[]} contestants
 * @property {number} [checkCalls] so many calls must give the same total for all; default: not checked
 */

const FULL = { rounds: 41, blockMs: 10, warmUpMs: 250, maxCalls: 2_000_000 };
const QUICK = { rounds: 2, blockMs: 0.2, warmUpMs: 1, maxCalls: 1_000 };

/** Progress is told after so many rounds. */
const ROUNDS_PER_MESSAGE = 10;

/**
 * @param {Task[]} tasks
 * @param {{ quick: boolean, log: (text: string) => void }} options
 * @returns {Promise<Map<string, Map<string, import('./stats.js').Figure>>>} nanoseconds per call: task, then contestant
 */
async function measure(tasks, { quick, log }) {
  const settings = quick ? QUICK : FULL;
  for (const task of tasks) await checkAnswers(task);
  const lanes = tasks.map(({ contestants }) => contestants.map((contestant) => ({ contestant, calls: 1, samples: [] })));
  log(`  warming up ${lanes.flat().length} loops`);
  for (const lane of lanes.flat()) lane.calls = await warmUp(lane.contestant, settings);
  for (let round = 1; round <= settings.rounds; round += 1) {
    for (const lane of rotated(lanes, round).flatMap((sameTask) => rotated(sameTask, round))) {
      lane.samples.push((await time(lane.contestant, lane.calls)) / lane.calls);
    }
    if (round % ROUNDS_PER_MESSAGE === 0) log(`  ${round} of ${settings.rounds} rounds`);
  }
  const figures = (index) => new Map(lanes[index].map(({ contestant, samples }) => [contestant.name, figureOf(samples)]));
  return new Map(tasks.map(({ name }, index) => [name, figures(index)]));
}

/**
 * All packages have to give the same answers, or their times say nothing.
 *
 * @param {Task} task
 */
async function checkAnswers({ name, contestants, checkCalls }) {
  if (checkCalls === undefined) return;
  const totals = [];
  for (const contestant of contestants) totals.push(await contestant.run(checkCalls));
  if (new Set(totals).size > 1) throw new Error(`${name}: the answers differ: ${totals.join(', ')}`);
}

/**
 * Makes calls until the code is optimised.
 *
 * @param {Contestant} contestant
 * @param {typeof FULL} settings
 * @returns {Promise<number>} how many calls fill a block
 */
async function warmUp(contestant, { warmUpMs, blockMs, maxCalls }) {
  let calls = 1;
  let spent = 0;
  for (;;) {
    const elapsed = await time(contestant, calls);
    spent += elapsed;
    if (spent >= warmUpMs * 1e6) return Math.min(Math.max(Math.round((blockMs * 1e6 * calls) / elapsed), 1), maxCalls);
    if (elapsed < blockMs * 1e6) calls = Math.min(calls * 2, maxCalls);
  }
}

/**
 * @param {Contestant} contestant
 * @param {number} calls
 */
async function time({ run }, calls) {
  const start = process.hrtime.bigint();
  const result = run(calls);
  sink.total += typeof result === 'number' ? result : await result;
  return Number(process.hrtime.bigint() - start);
}

/** Where all results end up: they are used. */
const sink = { total: 0 };

/**
 * The list with another one at its start: who comes after whom changes from round to round.
 *
 * @template T
 * @param {T[]} list
 * @param {number} by
 */
const rotated = (list, by) => list.map((_, index) => list[(index + by) % list.length]);

module.exports = { measure };
