'use strict';

const assert = require('node:assert/strict');
const { readJson, skip } = require('../support/data');
const { openOnline } = require('../support/open');
const { both } = require('../support/sdks');

const USER = { userID: 'dloomb', email: 'dan@loomb.com', customIDs: { companyID: 'acme' } };

const specs = () => ({ ...readJson('legacy/layer_exposure_download_config_specs.json'), time: 1 });

/** What reading a layer has told. */
const told = (events) =>
  events.map(({ eventName, metadata }) => [eventName, metadata.config, metadata.parameterName, metadata.allocatedExperiment, metadata.isExplicitParameter, metadata.ruleID]);

/** A test of what one layer tells. */
const layerTest = (name, layer, body) =>
  both(name, async (t, subject) => {
    const { server, takeEvents } = await openOnline(t, subject, specs());
    await body(server.getLayer({ ...USER }, layer), async () => told(await takeEvents()), takeEvents);
  }, { skip });

layerTest('nothing is told of a layer that nobody reads', 'unallocated_layer', async (_layer, takeTold) => {
  assert.deepEqual(await takeTold(), []);
});

layerTest('nothing is told of what is not there, or of another type', 'unallocated_layer', async (layer, takeTold) => {
  assert.deepEqual([layer.get('a_string', 'default'), layer.get('an_int', 'text'), layer.get('an_int', []), layer.getValue('a_string', 5)], ['default', 'text', [], 5]);
  assert.deepEqual(await takeTold(), []);
});

layerTest('a layer without an experiment', 'unallocated_layer', async (layer, takeTold) => {
  assert.equal(layer.get('an_int', 0), 99);
  assert.deepEqual(await takeTold(), [['statsig::layer_exposure', 'unallocated_layer', 'an_int', '', 'false', 'default']]);
});

layerTest('explicit parameters are those of the experiment', 'explicit_vs_implicit_parameter_layer', async (layer, takeTold) => {
  assert.equal(layer.getAllocatedExperimentName(), 'experiment');
  assert.deepEqual([layer.get('an_int', 0), layer.get('a_string', '')], [99, 'exp_value']);
  assert.deepEqual(await takeTold(), [
    ['statsig::layer_exposure', 'explicit_vs_implicit_parameter_layer', 'an_int', 'experiment', 'true', 'alwaysPass'],
    ['statsig::layer_exposure', 'explicit_vs_implicit_parameter_layer', 'a_string', '', 'false', 'alwaysPass'],
  ]);
});

layerTest('values of all types', 'different_object_type_logging_layer', async (layer, takeTold) => {
  const wanted = { a_bool: true, an_int: 99, a_double: 1.23, a_long: 9223372036854776000, a_string: 'value', an_array: ['a', 'b'], an_object: { key: 'value' } };
  const empty = { a_bool: false, an_int: 0, a_double: 0, a_long: 0, a_string: '', an_array: [], an_object: {} };
  for (const [name, value] of Object.entries(wanted)) assert.deepEqual(layer.get(name, empty[name]), value);
  assert.deepEqual((await takeTold()).map(([, , name]) => name), Object.keys(wanted));
});

layerTest('who it was, by custom IDs too', 'test_custom_id_layer', async (layer, _, takeEvents) => {
  layer.get('an_int', 0);
  layer.getValue('an_int');
  const [{ user }, ...more] = await takeEvents();
  assert.deepEqual(user, { ...USER, privateAttributes: null });
  assert.deepEqual(more, [], 'once is enough');
});
