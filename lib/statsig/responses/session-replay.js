'use strict';

const { clone } = require('../results/clone.js');

/**
 * What a client is told of recording sessions. One random number decides for all of a response.
 *
 * @param {any} info of the specs
 * @param {Record<string, { value: boolean }>} gates of the response
 * @param {(name: string) => string} hash
 */
function sessionReplayOf(info, gates, hash) {
  if (info === undefined || info === null) return {};
  const random = Math.random();
  const { recording_blocked: isBlocked, sampling_rate: rate, targeting_gate: gate } = info;
  /** @type {Record<string, any>} */
  const told = { can_record_session: true, recording_blocked: isBlocked };
  if (rate !== undefined && rate !== null) {
    told.session_recording_rate = rate;
    if (random > rate) told.can_record_session = false;
  }
  if (gate !== undefined && gate !== null) {
    told.passes_session_recording_targeting = gates[hash(gate)]?.value === true;
    if (!told.passes_session_recording_targeting) told.can_record_session = false;
  }
  if (isBlocked) told.can_record_session = false;
  const events = triggers(info.session_recording_event_triggers, (name) => name, random);
  if (events !== undefined) told.session_recording_event_triggers = events;
  const exposures = triggers(info.session_recording_exposure_triggers, hash, random);
  if (exposures !== undefined) told.session_recording_exposure_triggers = exposures;
  return told;
}

/**
 * @param {Record<string, { values?: string[], sampling_rate?: number, passes_sampling?: boolean }> | undefined} given
 * @param {(name: string) => string} nameOf
 * @param {number} random
 */
function triggers(given, nameOf, random) {
  if (given === undefined || given === null) return undefined;
  const told = Object.entries(given).map(([name, { sampling_rate: rate, values }]) => [
    nameOf(name),
    { ...(values === undefined ? {} : { values: clone(values) }), ...(rate === undefined ? {} : { passes_sampling: random <= rate }) },
  ]);
  return Object.fromEntries(told);
}

exports.sessionReplayOf = sessionReplayOf;
