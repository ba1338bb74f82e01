'use strict';

// Assignments that are kept: what is stored, what is read again, and when it is thrown away.

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { openOffline } = require('../support/open');
const { both } = require('../support/sdks');

const EXPERIMENT = 'the_allocated_experiment';

const specsOf = (name) => readJson(`legacy/download_config_specs_sticky_experiments${name}.json`);

/** A user persistent storage in memory, and what was asked of it. */
function memoryStorage(stored = {}) {
  const calls = [];
  return {
    calls,
    stored,
    load: (key) => structuredClone(stored[key] ?? {}),
    save(key, name, values) {
      calls.push(['save', key, name]);
      stored[key] = { ...stored[key], [name]: JSON.parse(JSON.stringify(values)) };
    },
    delete(key, name) {
      calls.push(['delete', key, name]);
      delete stored[key]?.[name];
    },
  };
}

/** An experiment as it comes, and as somebody who keeps assignments asks for it. */
const ask = (server, user, name = EXPERIMENT) => server.getExperiment(user, name, { disableExposureLogging: true });
const askKeeping = (server, user, options = {}, name = EXPERIMENT) =>
  server.getExperiment(user, name, { userPersistedValues: server.getUserPersistedValues(user, 'userID'), disableExposureLogging: true, ...options });

const seen = (config) => [config.getGroupName(), config.getRuleID(), config.value.an_int, config.getEvaluationDetails().reason];

/** Some user of each group. */
function usersByGroup(server) {
  const found = {};
  for (let index = 0; Object.keys(found).length < 2; index += 1) {
    const group = ask(server, { userID: `user-${index}` }).getGroupName();
    if (group) found[group] ??= `user-${index}`;
  }
  return found;
}

const CONTROL = ['Control', '2B3nzOtBrlt32sH5nGffRl', 12];
const TEST = ['Test', '2B3nzQ8DTDCxlSf0YOaTan', 8];

both('an assignment is stored, and stays when the experiment would give another', async (t, subject) => {
  const storage = memoryStorage();
  const server = await openOffline(t, subject, specsOf(''), { userPersistentStorage: storage });
  const { Control: userID, Test: other } = usersByGroup(server);
  storage.calls.length = 0;
  assert.deepEqual(seen(askKeeping(server, { userID })), [...CONTROL, 'Bootstrap']);
  assert.deepEqual(storage.calls, [['save', `${userID}:userID`, EXPERIMENT]]);
  const { time, ...stored } = storage.stored[`${userID}:userID`][EXPERIMENT];
  assert.equal(time, specsOf('').time);
  assert.deepEqual(
    [stored.value, stored.rule_id, stored.group_name, stored.json_value.an_int, stored.secondary_exposures],
    [true, CONTROL[1], 'Control', 12, []],
  );
  assert.deepEqual(seen(askKeeping(server, { userID })), [...CONTROL, 'Persisted']);

  const changed = specsOf('');
  changed.dynamic_configs[0].rules[1].conditions[0].targetValue = 0;
  const later = await openOffline(t, subject, changed, { userPersistentStorage: storage });
  assert.deepEqual(seen(askKeeping(later, { userID })), [...CONTROL, 'Persisted']);
  assert.deepEqual(seen(askKeeping(later, { userID: other })), [...TEST, 'Bootstrap']);
  storage.calls.length = 0;
  assert.deepEqual(seen(ask(later, { userID })), [...TEST, 'Bootstrap']);
  assert.deepEqual(storage.calls, [['delete', `${userID}:userID`, EXPERIMENT]]);
}, { skip });

both('assignments of experiments that have ended are thrown away', async (t, subject) => {
  const storage = memoryStorage();
  const server = await openOffline(t, subject, specsOf(''), { userPersistentStorage: storage });
  const { Control: userID } = usersByGroup(server);
  askKeeping(server, { userID });
  storage.calls.length = 0;
  const ended = await openOffline(t, subject, specsOf('_inactive'), { userPersistentStorage: storage });
  assert.notEqual(askKeeping(ended, { userID }).getEvaluationDetails().reason, 'Persisted');
  assert.deepEqual(storage.calls, [['delete', `${userID}:userID`, EXPERIMENT]]);
  assert.deepEqual(storage.stored[`${userID}:userID`], {});
}, { skip });

both('who is in no group is not stored', async (t, subject) => {
  const storage = memoryStorage();
  const server = await openOffline(t, subject, specsOf(''), { userPersistentStorage: storage });
  const outside = Array.from({ length: 100 }, (_, index) => ({ userID: `user-${index}` })).find((user) => ask(server, user).getRuleID() === 'layerAssignment');
  storage.calls.length = 0;
  assert.equal(askKeeping(server, outside).getRuleID(), 'layerAssignment');
  assert.deepEqual(storage.calls.filter(([name]) => name === 'save'), []);
}, { skip });

both('targeting is looked at again only where that is asked for', async (t, subject) => {
  const storage = memoryStorage();
  const specs = specsOf('');
  const server = await openOffline(t, subject, specs, { userPersistentStorage: storage });
  const { Control: userID } = usersByGroup(server);
  askKeeping(server, { userID });
  const targeted = structuredClone(specs);
  targeted.dynamic_configs[0].rules.unshift({
    name: 'inlineTargetingRules', id: 'inlineTargetingRules', salt: '', passPercentage: 100, returnValue: { an_int: 1 }, idType: 'userID',
    conditions: [{ type: 'user_field', field: 'country', operator: 'none', targetValue: ['NZ'], additionalValues: {}, idType: 'userID' }],
  });
  const later = await openOffline(t, subject, targeted, { userPersistentStorage: storage });
  const enforced = { persistentAssignmentOptions: { enforceTargeting: true } };
  assert.deepEqual(seen(askKeeping(later, { userID, country: 'US' })), [...CONTROL, 'Persisted']);
  assert.deepEqual(seen(askKeeping(later, { userID, country: 'NZ' }, enforced)), [...CONTROL, 'Persisted']);
  assert.deepEqual(seen(askKeeping(later, { userID, country: 'US' }, enforced)), [null, 'inlineTargetingRules', 1, 'Bootstrap']);
}, { skip });

both('a storage that throws is no matter', async (t, subject) => {
  const fail = () => {
    throw new Error('storage');
  };
  const server = await openOffline(t, subject, specsOf(''), { userPersistentStorage: { load: fail, save: fail, delete: fail } });
  const { Control: userID } = usersByGroup(server);
  assert.deepEqual(server.getUserPersistedValues({ userID }, 'userID'), {});
  assert.deepEqual(seen(askKeeping(server, { userID }, { userPersistedValues: {} })), [...CONTROL, 'Bootstrap']);
}, { skip });
