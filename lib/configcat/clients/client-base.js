'use strict';

const { ClientCacheState, OverrideBehaviour } = require('../enums.js');

/** The status of a client that never downloads anything. */
const NO_STATUS = Object.freeze({ lastSuccess: null, lastError: null, nextAttempt: null, config: null });

/** What the clients of both APIs have in common: state, offline mode and events. */
class ClientBase {
  #core;

  /** @param {import('./client-core.js').ClientCore} core */
  constructor(core) {
    this.#core = core;
    core.hooks.configCatClient = this;
  }

  /** @returns {Promise<number>} One of `ClientCacheState`. */
  waitForReady() {
    return this.#core.service?.ready ?? Promise.resolve(ClientCacheState.HasLocalOverrideFlagDataOnly);
  }

  snapshot() {
    return this.#core.snapshot();
  }

  /** How the downloads went so far, for health checks and dashboards. */
  status() {
    return this.#core.service?.status() ?? NO_STATUS;
  }

  clearDefaultUser() {
    this.#core.defaultUser = undefined;
  }

  get isOffline() {
    return this.#core.service?.isOffline ?? true;
  }

  setOnline() {
    const { service, messages } = this.#core;
    if (service !== null) service.setOnline();
    else messages.noEffectOverride(OverrideBehaviour[OverrideBehaviour.LocalOnly], 'setOnline');
  }

  setOffline() {
    this.#core.service?.setOffline();
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  on(eventName, listener) {
    this.#core.hooks.on(eventName, listener);
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  addListener(eventName, listener) {
    return this.on(eventName, listener);
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  once(eventName, listener) {
    this.#core.hooks.once(eventName, listener);
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  removeListener(eventName, listener) {
    this.#core.hooks.removeListener(eventName, listener);
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  off(eventName, listener) {
    return this.removeListener(eventName, listener);
  }

  /** @param {any} [eventName] */
  removeAllListeners(eventName) {
    this.#core.hooks.removeAllListeners(eventName);
    return this;
  }

  /** @param {any} eventName */
  listeners(eventName) {
    return this.#core.hooks.listeners(eventName);
  }

  /** @param {any} eventName */
  listenerCount(eventName) {
    return this.#core.hooks.listenerCount(eventName);
  }

  eventNames() {
    return this.#core.hooks.eventNames();
  }
}

exports.ClientBase = ClientBase;
