'use strict';

// Calls, what they return, and the events that a server has received after `flush`, word for word but for the times.

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { startMockServer } = require('../support/mock-server');
const { quiet } = require('../support/quiet');
const { both } = require('../support/sdks');

const scenarios = skip ? [] : readJson('oracle/events.json').scenarios;

/** Functions of the namespace that a server has under another name. */
const SERVER_NAMES = {
  checkGateSync: 'checkGate',
  manuallyLogGateExposure: 'logGateExposure',
  manuallyLogConfigExposure: 'logConfigExposure',
  manuallyLogExperimentExposure: 'logExperimentExposure',
  manuallyLogLayerParameterExposure: 'logLayerParameterExposure',
};

const SPECS = {
  'layer_exposure_download_config_specs.json + time:1': () => ({ ...readJson('legacy/layer_exposure_download_config_specs.json'), time: 1 }),
};

const specsOf = ({ spec, specName }) => spec ?? SPECS[specName]?.() ?? readJson(`legacy/${specName}`);

const withoutTimes = ({ time, metadata, ...event }) => ({
  ...event,
  metadata: metadata && { ...metadata, serverTime: undefined },
  ...(event.eventName === 'timed' ? { time } : {}),
});

function described(result) {
  if (result === undefined) return null;
  if (typeof result?.getRuleID !== 'function') return result;
  const { value } = result;
  return { value, ruleID: result.getRuleID(), groupName: result.getGroupName(), idType: result.getIDType(), reason: result.getEvaluationDetails().reason };
}

function take(server, fn, args) {
  const [name, read] = fn.split('.');
  if (name === 'checkGateWithExposureLoggingDisabledSync') return server.checkGate(...args, { disableExposureLogging: true });
  const method = SERVER_NAMES[name] ?? name;
  if (read === undefined) return server[method](...args);
  const [user, key, ...rest] = args;
  return server[method](user, key)[read](...rest);
}

for (const scenario of scenarios) {
  both(`events: ${scenario.id}`, async (t, subject) => {
    const api = await startMockServer(t, specsOf(scenario));
    const { StatsigServer } = subject.load();
    const server = new StatsigServer('secret-key', { api: api.api, logger: quiet, disableDiagnostics: true, ...scenario.options });
    t.after(() => server.shutdown());
    await server.initializeAsync();
    for (const { fn, args, returns } of structuredClone(scenario.steps)) {
      assert.deepEqual(described(take(server, fn, args)), returns, `${fn} ${JSON.stringify(args)}`);
    }
    await server.flush();
    const events = api.events.filter(({ eventName }) => eventName !== 'statsig::diagnostics');
    assert.deepEqual(events.map(withoutTimes), scenario.events.map(withoutTimes));
    for (const { headers, body } of api.seen('events')) {
      assert.equal(headers['statsig-event-count'], String(body.events.length));
      assert.equal(headers['content-encoding'], 'gzip');
    }
  });
}

both('all ten scenarios are there', () => assert.equal(scenarios.length, 10), { skip });
