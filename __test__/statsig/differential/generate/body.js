'use strict';

const { APPS, CLIENT_KEYS, anyConfigs, anyGates, anyLayers, maybe } = require('./specs');

/** Statsig's djb2, of texts without astral characters. */
const djb2 = (text) => String([...text].reduce((hash, unit) => (Math.imul(hash, 31) + unit.charCodeAt(0)) | 0, 0) >>> 0);

const namesOf = (specs) => specs.map(({ name }) => name);

const some = (random, items) => items.filter(() => random.chance(0.6));

/** What says which app a client key belongs to. */
const anyApps = (random, gates, configs) => ({
  ...maybe(random, 0.5, () => ({ app_id: random.pick([...APPS, null]) })),
  ...maybe(random, 0.5, () => ({ sdk_keys_to_app_ids: { [CLIENT_KEYS[0]]: random.pick(APPS) } })),
  ...maybe(random, 0.4, () => ({ hashed_sdk_keys_to_app_ids: { [djb2(CLIENT_KEYS[1])]: random.pick(APPS) } })),
  ...maybe(random, 0.3, () => ({
    hashed_sdk_keys_to_entities: { [djb2(random.pick(CLIENT_KEYS.slice(0, 2)))]: { gates: some(random, gates), configs: some(random, configs) } },
  })),
});

/** Always or never, because it is left to chance otherwise. */
const anySessionReplay = (random, gates) => ({
  session_replay_info: {
    ...maybe(random, 0.6, () => ({ sampling_rate: 1 })),
    ...maybe(random, 0.4, () => ({ targeting_gate: random.pick([...gates, 'no gate']) })),
    ...maybe(random, 0.4, () => ({ recording_blocked: random.chance(0.5) })),
    ...maybe(random, 0.3, () => ({ session_recording_event_triggers: { bought: { values: ['a'], sampling_rate: 1 }, seen: {} } })),
    ...maybe(random, 0.3, () => ({ session_recording_exposure_triggers: { [gates[0]]: { values: ['true'], sampling_rate: 1 }, other: {} } })),
  },
});

/**
 * A body of `download_config_specs`.
 *
 * @param {import('../../../support/random').Random} random
 */
function anyBody(random) {
  const gates = anyGates(random);
  const gateNames = namesOf(gates);
  const configs = anyConfigs(random, gateNames);
  const layers = anyLayers(random, gateNames, namesOf(configs));
  const isSampling = random.chance(0.2);
  return {
    has_updates: true,
    time: 1_700_000_000_000 + random.below(1_000),
    feature_gates: gates,
    dynamic_configs: configs,
    layer_configs: layers,
    layers: Object.fromEntries(namesOf(layers).map((name) => [name, some(random, namesOf(configs))])),
    // Statics of the official package: what one body leaves out stays as another one had it.
    sdk_configs: isSampling ? { sampling_mode: random.pick(['on', 'shadow', 'none']), special_case_sampling_rate: random.pick([1, 2, 5, 101]) } : {},
    sdk_flags: {},
    diagnostics: {},
    ...anyApps(random, gateNames, namesOf(configs)),
    ...maybe(random, 0.2, () => ({ default_environment: random.pick(['staging', 'qa', '', null]) })),
    ...maybe(random, 0.15, () => anySessionReplay(random, gateNames)),
  };
}

module.exports = { anyBody, djb2 };
