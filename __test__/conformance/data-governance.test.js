'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');
const { skip, readJson } = require('../support/conformance');
const { CurrentLogger } = require('../support/loggers');
const { load, newSdkKey } = require('../support/sdk');

const SEQUENCES = 11;
const REDIRECT_LOOP = 1104;

/** A config fetcher that plays the servers of a sequence and notes which one was asked. */
function serversOf(responses) {
  const calls = [];
  return {
    calls,
    fetchAsync({ url }) {
      const { origin } = new URL(url);
      calls.push(origin);
      const [u, r] = responses[origin];
      const body = JSON.stringify({ p: { u, r }, f: {} });
      return Promise.resolve({ statusCode: 200, reasonPhrase: 'OK', body });
    },
  };
}

test('which server is asked', { skip }, async (t) => {
  const { getClient, DataGovernance, PollingMode } = load('current');
  const sequences = readJson('derived/unit_vectors.json').dataGovernance;

  for (const { name, governance, baseUrl, responses, refreshes, expectCalls } of sequences) {
    await t.test(name, async (sequence) => {
      const configFetcher = serversOf(responses);
      const logger = new CurrentLogger();
      const dataGovernance = DataGovernance[governance];
      const errors = [];
      const setupHooks = (hooks) => hooks.on('clientError', (message) => errors.push(String(message)));
      const options = { baseUrl, configFetcher, dataGovernance, logger, setupHooks };
      const client = getClient(newSdkKey(), PollingMode.ManualPoll, options);
      sequence.after(() => client.dispose());

      for (let i = 0; i < refreshes; i += 1) {
        assert.equal((await client.forceRefreshAsync()).isSuccess, true);
      }
      assert.deepEqual(configFetcher.calls, expectCalls);

      // Listeners hear of each loop; repeats of it are logged quietly.
      const isLoop = name === 'redirect loop';
      assert.equal(errors.filter((text) => text.startsWith('Redirection loop')).length, isLoop ? refreshes : 0);
      const loops = logger.take().filter(({ id }) => id === REDIRECT_LOOP);
      assert.equal(loops.length, isLoop ? 1 : 0);
    });
  }

  t.diagnostic(`${sequences.length} of ${SEQUENCES} sequences`);
  assert.equal(sequences.length, SEQUENCES);
});
