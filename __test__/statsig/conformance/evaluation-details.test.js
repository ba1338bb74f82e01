'use strict';

// Why an evaluation came out as it did.

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { openOffline, openOnline } = require('../support/open');
const { both } = require('../support/sdks');

const TIME = 1631638014811;
const USER = { userID: 'a-user', email: 'x@statsig.com' };

const specs = () => readJson('legacy/eval_details_download_config_specs.json');

function checkDetails(details, reason, times = [TIME, TIME]) {
  const { configSyncTime, initTime, serverTime, ...rest } = details;
  assert.deepEqual([rest, configSyncTime, initTime], [{ reason }, ...times]);
  assert.ok(Math.abs(serverTime - Date.now()) < 60_000);
}

/** The details of all kinds of evaluations. */
const detailsOf = (server, names) => [
  server.getFeatureGate(USER, names.gate).evaluationDetails,
  server.getConfig(USER, names.config).getEvaluationDetails(),
  server.getExperiment(USER, names.experiment).getEvaluationDetails(),
  server.getLayer(USER, names.layer).getEvaluationDetails(),
];

const KNOWN = { gate: 'always_on_gate', config: 'test_config', experiment: 'sample_experiment', layer: 'a_layer' };
const UNKNOWN = { gate: 'no gate', config: 'no config', experiment: 'no experiment', layer: 'no layer' };

for (const [source, open] of Object.entries({
  Network: async (t, subject) => (await openOnline(t, subject, specs())).server,
  Bootstrap: (t, subject) => openOffline(t, subject, specs()),
  DataAdapter: (t, subject) => openOffline(t, subject, specs(), { lists: {} }),
})) {
  both(`specs from ${source}`, async (t, subject) => {
    const server = await open(t, subject);
    for (const details of detailsOf(server, KNOWN)) checkDetails(details, source);
    for (const details of detailsOf(server, UNKNOWN)) checkDetails(details, 'Unrecognized');
  }, { skip });
}

both('without specs', async (t, subject) => {
  const { server } = await openOnline(t, subject, null);
  for (const details of detailsOf(server, KNOWN)) checkDetails(details, 'Uninitialized', [0, 0]);
}, { skip });

both('specs that say that there is nothing new, to begin with', async (t, subject) => {
  const { server } = await openOnline(t, subject, { has_updates: false });
  for (const details of detailsOf(server, KNOWN)) checkDetails(details, 'Unrecognized', [0, -1]);
}, { skip });

both('local overrides, with and without specs', async (t, subject) => {
  for (const [known, times] of [[specs(), [TIME, TIME]], [null, [0, -1]]]) {
    const { server } = await openOnline(t, subject, known);
    server.overrideGate('always_on_gate', false);
    server.overrideConfig('test_config', { a: 1 });
    server.overrideConfig('sample_experiment', { a: 1 });
    server.overrideLayer('a_layer', { a: 1 });
    for (const details of detailsOf(server, KNOWN)) checkDetails(details, 'LocalOverride', times);
  }
}, { skip });

both('gates for ID lists', async (t, subject) => {
  for (const lists of [{ list_1: [USER.userID], list_2: [] }, { list_1: [], list_2: [] }]) {
    const server = await openOffline(t, subject, specs(), { lists });
    const gate = server.getFeatureGate(USER, 'on_for_id_list');
    assert.equal(gate.value, lists.list_1.length > 0);
    checkDetails(gate.evaluationDetails, 'DataAdapter');
  }
}, { skip });
