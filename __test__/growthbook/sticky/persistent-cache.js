'use strict';

// A program of its own for redis.test.js: node persistent-cache.js <port of Redis> <host of the definitions>

const { Redis } = require('ioredis');
const { until } = require('../../behaviour/support/fixtures');
const { load } = require('../support/sdks');

const [port, apiHost] = process.argv.slice(2);
const redisClient = new Redis({ host: '127.0.0.1', port: Number(port) });
const { GrowthBook, setPolyfills } = load();

/** What is on its way to Redis. */
const pending = [];

setPolyfills({
  localStorage: {
    getItem: (key) => redisClient.get(key),
    setItem(key, value) {
      const done = redisClient.set(key, value);
      pending.push(done);
      return done;
    },
  },
});

async function main() {
  const gb = new GrowthBook({ apiHost, clientKey: 'sdk-abc123', attributes: { id: '1' } });
  const { source } = await gb.init({ timeout: 5000 });
  console.log(JSON.stringify({ source, value: gb.getFeatureValue('checkout', null) }));
  // Written without being waited for, once there is something new.
  await until(() => source !== 'network' || pending.length);
  await Promise.all(pending);
  redisClient.disconnect();
}

main();
