'use strict';

const { randomUUID } = require('node:crypto');
const binding = require('../../../binding.js');
const { Faults } = require('../logging/faults.js');
const { Hold } = require('../../node/hold.js');
const { OutputLogger } = require('../logging/logger.js');
const { Session } = require('./session.js');
const { SpecStore } = require('../specs/store.js');
const { StatsigInvalidArgumentError } = require('../errors.js');
const { isSecretKey, normalizeOptions } = require('../options/options.js');

/** How many evaluations pass between two looks at whether the process was frozen. A power of two. */
const CALLS_PER_LOOK = 64;

/**
 * How an initialization ended.
 *
 * @typedef {object} InitializationDetails
 * @property {number} duration in milliseconds
 * @property {boolean} success
 * @property {Error} [error]
 * @property {'Network' | 'Bootstrap' | 'DataAdapter'} [source]
 */

/** The life of one server: from `initialize` to `shutdown`, as often as the application likes. */
class Service {
  #secretKey;
  #identity;
  #lists;
  #hold;
  /** @type {Session | null} */
  #session = null;
  /** @type {Promise<InitializationDetails> | null} */
  #pending = null;
  #calls = 0;
  #isShutDown = false;

  /**
   * @param {any} secretKey
   * @param {any} options
   */
  constructor(secretKey, options) {
    this.options = normalizeOptions(options);
    this.logger = new OutputLogger(this.options.logger, secretKey);
    this.faults = new Faults(this.logger);
    this.isReady = false;
    this.sessionId = randomUUID();
    const text = typeof secretKey === 'string' ? secretKey : '';
    this.#secretKey = secretKey;
    this.#identity = { secretKey: text, sessionId: this.sessionId };
    this.#lists = binding.statsigIdLists();
    this.store = new SpecStore(this.#lists, text);
    this.#hold = new Hold(this);
    /** Called before what is queued is sent. */
    this.drain = () => {};
  }

  /** Counts an evaluation: if the process was frozen before it, syncing catches up. */
  noteCall() {
    this.#calls = (this.#calls + 1) & (CALLS_PER_LOOK - 1);
    if (this.#calls === 0) this.wake();
  }

  /** Catches up with syncing, if the process was frozen. */
  wake() {
    this.#session?.wake();
  }

  /**
   * Rejects only for a key that no server accepts; otherwise the details tell what went wrong.
   *
   * @returns {Promise<InitializationDetails>}
   */
  async initialize() {
    if (this.#pending !== null) return this.#pending;
    if (this.isReady) {
      this.wake();
      return { duration: 0, success: true };
    }
    if (!this.options.localMode && !isSecretKey(this.#secretKey)) {
      throw new StatsigInvalidArgumentError(
        'Invalid key provided.  You must use a Server Secret Key from the Statsig console with the node-js-server-sdk',
      );
    }
    const pending = this.#hold.during(this.#begin());
    this.#pending = pending;
    try {
      return await pending;
    } finally {
      if (this.#pending === pending) this.#pending = null;
    }
  }

  /** @returns {Promise<InitializationDetails>} never rejects */
  async #begin() {
    const start = performance.now();
    /** @type {Session | undefined} */
    let session;
    /** @type {import('../store/specs-source.js').Loaded} */
    let loaded;
    try {
      session = this.#open();
      loaded = await this.#inTime(session);
    } catch (error) {
      this.faults.tell('initialize', error);
      loaded = { success: false, error };
    }
    const duration = Math.round(performance.now() - start);
    if (session?.isOver) return { duration, success: false, error: new Error('The server was shut down') };
    this.store.markInitialized();
    this.isReady = true;
    session?.startPolls();
    const { error, source, success } = loaded;
    return { duration, success, ...(error === undefined ? {} : { error }), ...(source === undefined ? {} : { source }) };
  }

  /**
   * Loads, until that is done, or its time is over (then it goes on), or the session is.
   *
   * @param {Session} session
   * @returns {Promise<import('../store/specs-source.js').Loaded>}
   */
  #inTime(session) {
    const { initTimeoutMs } = this.options;
    return new Promise((resolve, reject) => {
      const late = () => resolve({ success: false, error: new Error('Timed out waiting for initialize') });
      const timer = initTimeoutMs === 0 ? undefined : setTimeout(late, initTimeoutMs).unref();
      session.onEnd = () => resolve({ success: false });
      session
        .load()
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  #open() {
    const { options, store } = this;
    this.#isShutDown = false;
    this.#session ??= new Session({ options, identity: this.#identity, store, lists: this.#lists, telling: this });
    return this.#session;
  }

  /** One sync of specs, whatever the options say about syncing. Never rejects. */
  async syncSpecs() {
    if (!this.#isShutDown) await this.#hold.during(this.#open().syncSpecs());
  }

  /** One sync of ID lists. Never rejects. */
  async syncIdLists() {
    if (!this.#isShutDown) await this.#hold.during(this.#open().syncIdLists());
  }

  /**
   * @param {string} events JSON texts, with commas between them.
   * @param {number} count
   */
  queueEvents(events, count) {
    this.#session?.queueEvents(events, count);
  }

  /**
   * Sends the events that there are. Never rejects.
   *
   * @param {number | undefined} timeoutMs
   * @returns {Promise<void>}
   */
  async flush(timeoutMs) {
    this.wake();
    this.drain();
    if (this.#session !== null) await this.#hold.during(this.#session.flush(timeoutMs));
  }

  /**
   * Ends it, after one attempt to send the events that there are, which keeps the process alive until it is over. Never rejects.
   *
   * @param {number | undefined} timeoutMs
   * @returns {Promise<void>}
   */
  async shutdown(timeoutMs) {
    this.isReady = false;
    this.#isShutDown = true;
    this.drain();
    const session = this.#session;
    this.#session = null;
    this.#pending = null;
    if (session !== null) await this.#hold.during(session.end(timeoutMs));
  }
}

exports.Service = Service;
