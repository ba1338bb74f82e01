'use strict';

const { textOf, withoutPeriod } = require('../errors.js');
const { tuning } = require('../network/tuning.js');

/** Tells of syncs that fail when they have done so for a while: one failure costs nobody anything. */
class Outage {
  #what;
  #logger;
  /** @type {number | null} */
  #since = null;
  /** @type {number | null} */
  #toldAt = null;

  /**
   * @param {string} what is synced
   * @param {import('../logging/logger.js').OutputLogger} logger
   */
  constructor(what, logger) {
    this.#what = what;
    this.#logger = logger;
  }

  /**
   * Does a sync. Never rejects.
   *
   * @param {() => Promise<unknown>} sync
   */
  async watch(sync) {
    try {
      await sync();
      this.#since = null;
      this.#toldAt = null;
    } catch (error) {
      this.#failed(error);
    }
  }

  /** @param {unknown} error */
  #failed(error) {
    const now = performance.now();
    this.#since ??= now;
    this.#logger.debug(`statsigSDK::sync> Syncing ${this.#what} failed: ${textOf(error)}`);
    if (now - (this.#toldAt ?? this.#since) < tuning.patienceMs) return;
    this.#toldAt = now;
    const seconds = Math.round((now - this.#since) / 1_000);
    this.#logger.warn(
      `statsigSDK::sync> Syncing ${this.#what} has failed for ${seconds} s: ${withoutPeriod(textOf(error))}. Evaluations go by those of the last sync that succeeded. ` +
        'See https://docs.statsig.com/messages/serverSDKConnection for more information',
    );
  }
}

exports.Outage = Outage;
