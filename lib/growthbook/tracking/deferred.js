'use strict';

const { trackingKey } = require('./track.js');

/**
 * @typedef {{ experiment: any, result: any }} Viewed
 * @typedef {{ experiment: any, result: any, user?: any }} Call
 */

/** Tracking calls that wait for somebody who takes them, in the order in which they came up. */
class DeferredCalls {
  constructor() {
    /** The calls as they are handed out, or what they are made of then. @type {Map<string, { call: Call | null, viewed: Viewed, user: any }>} */
    this.waiting = new Map();
  }

  /**
   * @param {string} key
   * @param {Viewed} viewed
   * @param {any} user
   */
  add(key, viewed, user) {
    this.waiting.set(key, { call: null, viewed, user });
  }

  /** @returns {[key: string, call: Call][]} */
  get entries() {
    return Array.from(this.waiting, ([key, entry]) => {
      const { experiment, result } = entry.viewed;
      entry.call ??= { experiment, result, user: entry.user };
      return [key, entry.call];
    });
  }

  /**
   * Calls that were sent from elsewhere. What is none is left out.
   *
   * @param {any} list
   */
  static from(list) {
    const deferred = new DeferredCalls();
    for (const call of Array.isArray(list) ? list : []) {
      if (!call?.experiment || !call.result) continue;
      deferred.waiting.set(trackingKey(call.experiment, call.result), { call, viewed: call, user: call.user });
    }
    return deferred;
  }
}

exports.DeferredCalls = DeferredCalls;
