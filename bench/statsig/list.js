'use strict';

// Every operation that is timed, with its goal: how many times as fast as the faster of the two official packages.

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {keyof typeof import('./loops.js')} loop
 * @property {string} key of the gate, experiment or layer
 * @property {number} goal
 * @property {number} attributes how many texts a native call would be given at least
 */

/** @type {Operation[]} */
const OPERATIONS = [
  { name: 'Statsig checkGate, public', loop: 'gate', key: 'test_public', goal: 8, attributes: 0 },
  { name: 'Statsig checkGate, many rules', loop: 'gate', key: 'test_many_rules', goal: 10, attributes: 4 },
  { name: 'Statsig checkGate, string operators', loop: 'gate', key: 'test_string_comparisons', goal: 8, attributes: 1 },
  { name: 'Statsig checkGate, public, exposures queued', loop: 'exposedGate', key: 'test_public', goal: 6, attributes: 1 },
  { name: 'Statsig getExperiment and get', loop: 'experiment', key: 'experiment_with_many_params', goal: 8, attributes: 1 },
  { name: 'Statsig getLayer and get', loop: 'layer', key: 'layer_with_many_params', goal: 8, attributes: 1 },
  { name: 'Statsig getClientInitializeResponse, 82 gates', loop: 'response', key: '', goal: 8, attributes: 4 },
];

module.exports = { OPERATIONS };
