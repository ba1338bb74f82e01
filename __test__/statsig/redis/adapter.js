'use strict';

/** A data adapter on Redis, as Statsig publishes one for its SDK. */
class RedisDataAdapter {
  /** What the SDK asked to be stored. @type {[key: string, time: number | undefined][]} */
  stored = [];
  isPolled = false;

  /** @param {import('ioredis').Redis} redis */
  constructor(redis) {
    this.redis = redis;
  }

  async initialize() {
    await this.redis.ping();
  }

  async get(key) {
    const result = await this.redis.get(key);
    if (result === null) return { error: new Error('not in Redis') };
    const time = await this.redis.get(`${key}:time`);
    return { result, time: time === null ? undefined : Number(time) };
  }

  async set(key, value, time) {
    await this.redis.set(key, value);
    if (time !== undefined) await this.redis.set(`${key}:time`, String(time));
    this.stored.push([key, time]);
  }

  async shutdown() {
    this.redis.disconnect();
  }

  supportsPollingUpdatesFor() {
    return this.isPolled;
  }
}

module.exports = { RedisDataAdapter };
