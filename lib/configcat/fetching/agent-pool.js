'use strict';

const RENEWAL_INTERVAL_MS = 30000;

/** What agents are best made with: connections are kept, but not for long. */
const RECOMMENDED_OPTIONS = { keepAlive: true, timeout: 5000 };

/**
 * @typedef {object} AgentLease
 * @property {any} agent
 * @property {number} active Requests that use the agent now.
 * @property {boolean} isRetired
 */

/** Hands out one agent at a time, and a new one after failures: connections may have gone stale. */
class AgentPool {
  #factory;
  /** @type {AgentLease | null} */
  #current = null;
  #renewedAt = -Infinity;

  /** @param {(recommendedOptions: object) => any} factory */
  constructor(factory) {
    this.#factory = factory;
  }

  /** @returns {AgentLease} */
  acquire() {
    this.#current ??= { agent: this.#factory({ ...RECOMMENDED_OPTIONS }), active: 0, isRetired: false };
    this.#current.active++;
    return this.#current;
  }

  /**
   * @param {AgentLease} lease
   * @param {boolean} hasFailed
   */
  release(lease, hasFailed) {
    lease.active--;
    if (hasFailed && lease === this.#current && performance.now() - this.#renewedAt > RENEWAL_INTERVAL_MS) {
      this.#renewedAt = performance.now();
      this.#current = null;
      lease.isRetired = true;
    }
    if (lease.isRetired && lease.active === 0) lease.agent.destroy();
  }

  dispose() {
    this.#current?.agent.destroy();
    this.#current = null;
  }
}

/** Hands out an agent that belongs to somebody else. */
class FixedAgent {
  #lease;

  /** @param {any} agent */
  constructor(agent) {
    this.#lease = { agent, active: 0, isRetired: false };
  }

  acquire() {
    return this.#lease;
  }

  release() {}

  dispose() {}
}

exports.AgentPool = AgentPool;
exports.FixedAgent = FixedAgent;
