'use strict';

// Every operation that is timed, with its goal: how many times as fast as the fastest official package.

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {keyof typeof import('./loops.js')} loop
 * @property {'snapshot' | 'client' | 'callbackClient' | 'client200' | 'client10000'} subject what the loop calls
 * @property {string} flag the flag that is asked for; the empty text where all are
 * @property {number} goal
 * @property {boolean} inChart
 */

const FLAG_NAMES = {
  static: 'static flag',
  textRules: 'two text rules',
  percentage: 'percentage options',
  semver: 'semver rule',
  hashed: 'hashed rule (2 items)',
};

/**
 * @param {string} call how it is written
 * @param {Operation['loop']} loop
 * @param {Operation['subject']} subject
 * @param {Record<string, number>} goals by flag
 * @param {string} [suffix]
 * @returns {Operation[]}
 */
const each = (call, loop, subject, goals, suffix = '') =>
  Object.entries(goals).map(([flag, goal]) => ({
    name: `${call}, ${FLAG_NAMES[flag]}${suffix}`,
    loop,
    subject,
    flag,
    goal,
    inChart: suffix === '',
  }));

const SNAPSHOT_GOALS = { static: 5, textRules: 3, percentage: 8, semver: 6, hashed: 60 };
const ASYNC_GOALS = { static: 7, textRules: 6, percentage: 10, hashed: 60 };
const CALLBACK_GOALS = { static: 5, textRules: 5, percentage: 5 };
const NEW_USER = ', new user';

/** Those that share one config, and are timed together. */
const ON_FEW_FLAGS = [
  ...each('snapshot().getValue', 'snapshotValue', 'snapshot', SNAPSHOT_GOALS),
  ...each('await getValueAsync', 'value', 'client', ASYNC_GOALS),
  ...each('snapshot().getValue', 'snapshotValueOfNewUser', 'snapshot', SNAPSHOT_GOALS, NEW_USER),
  ...each('await getValueAsync', 'valueOfNewUser', 'client', ASYNC_GOALS, NEW_USER),
  ...each('callback getValue', 'valueByCallback', 'callbackClient', CALLBACK_GOALS),
];

/** @type {Operation[]} Those about all flags of larger configs. */
const ON_MANY_FLAGS = [
  { name: 'await getAllValuesAsync, 200 flags', loop: 'allValues', subject: 'client200', flag: '', goal: 6, inChart: true },
  {
    name: 'await getAllValuesAsync, 10,000 flags with 3 rules',
    loop: 'allValues',
    subject: 'client10000',
    flag: '',
    goal: 8,
    inChart: true,
  },
];

module.exports = { FLAG_NAMES, ON_FEW_FLAGS, ON_MANY_FLAGS };
