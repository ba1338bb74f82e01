'use strict';

// The official package with small faults, which the comparison has to notice.

const zlib = require('node:zlib');

const isSometimes = ({ userID }) => /[37]$/.test(String(userID));

/** @param {any} sdk @param {(Base: any) => any} change */
const withServer = (sdk, change) => ({ StatsigServer: change(sdk.StatsigServer) });

/** Changes events on their way. @param {(event: any) => any} change gives null to lose it */
const withEvents = (change) => (sdk) =>
  withServer(sdk, (Base) => class extends Base {
    constructor(key, options) {
      const { networkOverrideFunc: fetch } = options;
      super(key, { ...options, networkOverrideFunc: (url, init) => fetch(url, String(url).endsWith('/log_event') ? changed(init, change) : init) });
    }
  });

function changed({ body, ...init }, change) {
  const bytes = Buffer.from(body);
  const { events, ...rest } = JSON.parse((bytes[0] === 0x1f ? zlib.gunzipSync(bytes) : bytes).toString());
  return { ...init, headers: {}, body: JSON.stringify({ ...rest, events: events.map(change).filter((event) => event !== null) }) };
}

/** Changes what calls give. @param {Record<string, (result: any, user: any, ...args: any[]) => any>} changes by the name of the call */
const withResults = (changes) => (sdk) =>
  withServer(sdk, (Base) => {
    class Faulty extends Base {}
    for (const [name, change] of Object.entries(changes)) {
      Faulty.prototype[name] = function call(user, ...args) {
        return change(Base.prototype[name].call(this, user, ...args), user, ...args);
      };
    }
    return Faulty;
  });

const replaced = (event, metadata) => ({ ...event, metadata: { ...event.metadata, ...metadata } });

/** @type {Record<string, (sdk: any) => any>} */
const faults = {
  'a gate is told wrongly to some': withResults({ checkGate: (value, user) => (isSometimes(user) ? !value : value) }),
  'a rule is told wrongly': withResults({ getFeatureGate: (gate) => (gate?.ruleID === 'rule_2' ? { ...gate, ruleID: 'rule_1' } : gate) }),
  'a reason is told wrongly': withResults({
    getFeatureGate: (gate) => (gate?.evaluationDetails?.reason === 'Unrecognized' ? { ...gate, evaluationDetails: { ...gate.evaluationDetails, reason: 'Network' } } : gate),
  }),
  'a value of a config is lost': withResults({
    getExperiment(config) {
      delete config.value?.nothing;
      return config;
    },
  }),
  'a group is not told': withResults({ getConfig: (config) => Object.assign(config, { getGroupName: () => null }) }),
  'a layer forgets its experiment': withResults({ getLayer: (layer) => Object.assign(layer, { getAllocatedExperimentName: () => null }) }),
  'client responses leave out what fails': withResults({
    getClientInitializeResponse(response) {
      for (const [name, { passed }] of Object.entries(response?.dynamic_configs ?? {})) if (passed === false) delete response.dynamic_configs[name];
      return response;
    },
  }),
  'an exposure of a config is lost': withEvents((event) => (event.metadata?.config === 'config_1' && event.metadata.rulePassed === 'false' ? null : event)),
  'secondary exposures are in another order': withEvents((event) => ({ ...event, secondaryExposures: [...(event.secondaryExposures ?? [])].reverse() })),
  'private attributes are sent': withEvents((event) => ({ ...event, user: event.user && { ...event.user, privateAttributes: {} } })),
  'parameters are all told as explicit': withEvents((event) => (event.eventName === 'statsig::layer_exposure' ? replaced(event, { isExplicitParameter: 'true' }) : event)),
  'the environment is not told': withEvents((event) => ({ ...event, user: event.user && { ...event.user, statsigEnvironment: undefined } })),
  'sampled exposures are not marked': withEvents((event) => ({ ...event, statsigMetadata: {} })),
};

module.exports = { faults };
