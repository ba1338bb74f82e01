'use strict';

const { EventEmitter } = require('node:events');

/** Stands in for the emitter of a disposed client: nothing is kept, nothing is emitted. */
const DISCONNECTED = {
  on() {},
  once() {},
  removeListener() {},
  removeAllListeners() {},
  listeners: () => [],
  rawListeners: () => [],
  listenerCount: () => 0,
  eventNames: () => [],
};

/** @param {any} result */
function isPromiseLike(result) {
  return typeof result?.then === 'function';
}

/**
 * The events of one client. A listener that throws is reported and changes nothing: not the call that caused the
 * event, not the other listeners.
 */
class Hooks {
  /** @param {EventEmitter} [emitter] */
  constructor(emitter = new EventEmitter()) {
    /** @type {any} */
    this.emitter = emitter;
    /** The client that listeners find as `this.configCatClient`. @type {any} */
    this.configCatClient = undefined;
    /** Whether anybody listens to `flagEvaluated`. Each evaluation asks, so it is kept instead of counted. */
    this.hearsEvaluations = false;
    /** @type {((eventName: string, err: unknown) => void) | null} */
    this.onListenerError = null;
    Object.defineProperty(emitter, 'configCatClient', { get: () => this.configCatClient, enumerable: true });
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  on(eventName, listener) {
    this.emitter.on(eventName, listener);
    this.#noteListeners();
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  once(eventName, listener) {
    this.emitter.once(eventName, listener);
    this.#noteListeners();
    return this;
  }

  /**
   * @param {any} eventName
   * @param {(...args: any[]) => void} listener
   */
  removeListener(eventName, listener) {
    this.emitter.removeListener(eventName, listener);
    this.#noteListeners();
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
  off(eventName, listener) {
    return this.removeListener(eventName, listener);
  }

  /** @param {any} [eventName] */
  removeAllListeners(eventName) {
    if (eventName === undefined) this.emitter.removeAllListeners();
    else this.emitter.removeAllListeners(eventName);
    this.#noteListeners();
    return this;
  }

  #noteListeners() {
    this.hearsEvaluations = this.has('flagEvaluated');
  }

  /** @param {any} eventName */
  listeners(eventName) {
    return this.emitter.listeners(eventName);
  }

  /** @param {any} eventName */
  listenerCount(eventName) {
    return this.emitter.listenerCount(eventName);
  }

  eventNames() {
    return this.emitter.eventNames();
  }

  /**
   * Whether anybody listens: callers skip the making of the arguments otherwise.
   *
   * @param {string} eventName
   */
  has(eventName) {
    return this.emitter.listenerCount(eventName) > 0;
  }

  /**
   * Calls the listeners one after another, now.
   *
   * @param {string} eventName
   * @param {...any} args
   * @returns {boolean} Whether there were any.
   */
  emit(eventName, ...args) {
    if (!this.has(eventName)) return false;
    for (const listener of this.emitter.rawListeners(eventName)) this.call(eventName, listener, args);
    // Some listen only once.
    this.#noteListeners();
    return true;
  }

  /**
   * Calls one listener. What it throws, now or as a rejection, is reported.
   *
   * @param {string} eventName
   * @param {(...args: any[]) => any} listener
   * @param {any[]} args
   */
  call(eventName, listener, args) {
    try {
      const result = Reflect.apply(listener, this.emitter, args);
      if (isPromiseLike(result)) result.then(undefined, (/** @type {unknown} */ err) => this.#report(eventName, err));
    } catch (err) {
      this.#report(eventName, err);
    }
  }

  /**
   * @param {string} eventName
   * @param {unknown} err
   */
  #report(eventName, err) {
    try {
      this.onListenerError?.(eventName, err);
    } catch {
      // The report goes through the host's logger, and that one failed too: nobody is left to tell.
    }
  }

  /** Ends the events for good. @returns {boolean} False when that was done before. */
  disconnect() {
    const wasConnected = this.emitter !== DISCONNECTED;
    this.emitter = DISCONNECTED;
    this.hearsEvaluations = false;
    return wasConnected;
  }
}

exports.Hooks = Hooks;
