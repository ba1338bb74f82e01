'use strict';

// The official SDKs for Python as clients: by way of the proxy, and on the cache that it writes.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { eventually } = require('../faults/support/waits');
const { cacheKeyOf } = require('../behaviour/support/fixtures');
const { skip: skipRedis, startRedis } = require('../support/redis');
const { RULES, configOf } = require('./support/configs');
const { HANG_GUARD, makeFolder, startProxy } = require('./support/proxy');
const { officialPython, runPython } = require('./support/python');
const { recordingProxy } = require('./support/recording');
const { redisClient } = require('./support/redis');
const { sdkOn, startUpstream } = require('./support/upstream');

/** Makes a client in the way of the version, and evaluates everything for some users. */
const PRELUDE = `
import configcatclient, logging, urllib.request
from configcatclient.configcatoptions import ConfigCatOptions
from configcatclient.pollingmode import PollingMode
from configcatclient.user import User
from configcatclient.interfaces import ConfigCache
users = [None, User('a', email='a@example.com', custom={'Rating': 4.5, 'Roles': ['admin']}), User('b')]
say = lambda value: print(json.dumps(value), flush=True)
def open_client(cache=None, offline=False, mode=None):
    return configcatclient.get(given['key'], ConfigCatOptions(
        base_url=given['url'], polling_mode=mode or PollingMode.manual_poll(), config_cache=cache, offline=offline))
`;

const FETCH = `${PRELUDE}
client = open_client()
for count in range(2):
    result = client.force_refresh()
    say([result.is_success, result.error])
say([client.get_all_values(user) for user in users])
urllib.request.urlopen(given['hook']).read()
result = client.force_refresh()
say([result.is_success, result.error])
say(client.get_all_values(users[0]))
`;

const POLL = `${PRELUDE}
import time
client = open_client(mode=PollingMode.auto_poll(poll_interval_seconds=1))
say(client.get_value('flag', 'default'))
urllib.request.urlopen(given['change']).read()
end = time.time() + 20
while client.get_value('flag', 'default') != 'second' and time.time() < end: time.sleep(0.05)
say(client.get_value('flag', 'default'))
client.close()
`;

const READ = `${PRELUDE}
class Cache(ConfigCache):
    def get(self, key): return given['entries'].get(key)
    def set(self, key, value): pass
client = open_client(cache=Cache(), offline=True)
client.force_refresh()
say([client.get_all_values(user) for user in users])
`;

const EXPECTED = [
  { byEmail: 'others', byNumberText: 'others', byRating: 'others', byRoles: 'others', percent: 'nobody' },
  { byEmail: 'these', byNumberText: 'others', byRating: 'these', byRoles: 'these' },
  { byEmail: 'others', byNumberText: 'others', byRating: 'others', byRoles: 'others' },
];

/** The percentages are the SDK's affair. */
function assertValues(seen) {
  assert.equal(seen.length, EXPECTED.length);
  for (const [index, expected] of EXPECTED.entries()) {
    const { percent, ...others } = seen[index];
    const { percent: nobody, ...rest } = /** @type {any} */ (expected);
    assert.deepEqual(others, rest);
    if (nobody) assert.equal(percent, nobody);
    else assert.ok(['first', 'second'].includes(percent), percent);
  }
}

for (const version of ['9.0.4', '10.0.1']) {
  const { python, skip } = officialPython(version);

  test(`configcat-client ${version}: values, not modified, and a change`, { ...HANG_GUARD, skip }, async (t) => {
    const upstream = await startUpstream(t, RULES);
    const proxy = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
    // The next download brings another config, whenever the hook is called.
    await eventually(10_000, () => upstream.requests.length > 0, 'the first download');
    upstream.setConfig(configOf({ flag: 'changed' }));
    const seen = await recordingProxy(t, proxy.port);
    const given = { key: 'configcat-proxy/my_sdk', url: seen.url, hook: `http://127.0.0.1:${proxy.port}/hook/my_sdk` };
    const { lines, errors } = await runPython(t, python, FETCH, given);
    assert.deepEqual(lines[0], [true, null], errors);
    assert.deepEqual(lines[1], [true, null], errors);
    assertValues(lines[2]);
    assert.deepEqual(lines[3], [true, null], errors);
    assert.deepEqual(lines[4], { flag: 'changed' });
    assert.deepEqual(seen.statuses(), [200, 304, 200]);
  });

  test(`configcat-client ${version}: polls by itself`, { ...HANG_GUARD, skip }, async (t) => {
    const upstream = await startUpstream(t, configOf({ flag: 'first' }));
    const proxy = await startProxy(t, { sdks: { my_sdk: sdkOn(upstream) } });
    await eventually(10_000, () => upstream.requests.length > 0, 'the first download');
    upstream.setConfig(configOf({ flag: 'second' }));
    const url = `http://127.0.0.1:${proxy.port}`;
    const { lines } = await runPython(t, python, POLL, { key: 'configcat-proxy/my_sdk', url, change: `${url}/hook/my_sdk` });
    assert.deepEqual(lines, ['first', 'second']);
  });

  for (const [title, config] of Object.entries({
    'a config from a file': RULES,
    'a config from a file that has nulls': withNulls(RULES),
  })) {
    test(`configcat-client ${version}: ${title}`, { ...HANG_GUARD, skip }, async (t) => {
      const file = path.join(makeFolder(t, { 'config.json': JSON.stringify(config) }), 'config.json');
      const local = { file_path: file };
      const proxy = await startProxy(t, { sdks: { my_sdk: { key: sdkOn({ url: '' }).key, offline: { enabled: true, local } } } });
      const seen = await recordingProxy(t, proxy.port);
      const given = { key: 'configcat-proxy/my_sdk', url: seen.url, hook: `http://127.0.0.1:${proxy.port}/hook/my_sdk` };
      const { lines, errors } = await runPython(t, python, FETCH, given);
      assert.deepEqual(lines[0], [true, null], errors);
      assertValues(lines[2]);
      assert.deepEqual(seen.statuses(), [200, 304, 304]);
    });
  }

  test(`configcat-client ${version}: reads what the proxy has written to Redis`, { ...HANG_GUARD, skip: skip || skipRedis }, async (t) => {
    const redis = await startRedis(t);
    const upstream = await startUpstream(t, RULES);
    const options = sdkOn(upstream);
    await startProxy(t, { sdks: { my_sdk: options }, cache: { redis: { enabled: true, addresses: [`127.0.0.1:${redis.port}`] } } });
    const store = redisClient(t, redis.port);
    const entry = await eventually(10_000, () => store.get(cacheKeyOf(options.key)), 'the entry');
    const given = { key: options.key, url: 'http://127.0.0.1:1', entries: { [cacheKeyOf(options.key)]: entry } };
    const { lines, errors } = await runPython(t, python, READ, given);
    assert.equal(lines.length, 1, errors);
    assertValues(lines[0]);
  });
}

/** As other writers write it: everything that is not there is null. */
function withNulls(config) {
  const settings = Object.entries(config.f).map(([key, setting]) => [key, { a: null, r: null, p: null, ...setting }]);
  return { ...config, f: Object.fromEntries(settings), s: null, p: null };
}
