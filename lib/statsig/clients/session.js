'use strict';

const { MAX_DELAY_MS } = require('../options/options.js');
const { DataAdapter } = require('../store/data-adapter.js');
const { IdListsSource } = require('../store/id-lists-source.js');
const { Outage } = require('./outage.js');
const { Repeated } = require('./repeated.js');
const { SpecsSource } = require('../store/specs-source.js');
const { StatsigInitializeIDListsError, textOf } = require('../errors.js');
const { openNetwork } = require('../network/network.js');

/** Without a timeout of the application's, requests have as long as they take. At the end nothing is repeated. */
const NO_TIMEOUT = 0;
const NO_RETRIES = 0;
const RETRIES_OF_OPTIONS = -1;

/** What a server has open between `initialize` and `shutdown`: network, data adapter, and what keeps specs and ID lists up to date. */
class Session {
  #options;
  #logger;
  #adapter;
  #network;
  #specs;
  #idLists;
  #specsOutage;
  #idListsOutage;
  /** @type {Repeated[]} */
  #polls = [];
  #isOver = false;
  #droppedTold = 0;
  /** Called when it ends. */
  onEnd = () => {};

  /**
   * @param {object} given
   * @param {import('../options/options.js').ServerOptions} given.options
   * @param {{ secretKey: string, sessionId: string }} given.identity
   * @param {import('../specs/store.js').SpecStore} given.store
   * @param {any} given.lists Handle of the ID lists.
   * @param {{ logger: import('../logging/logger.js').OutputLogger, faults: import('../logging/faults.js').Faults }} given.telling
   */
  constructor({ options, identity, store, lists, telling }) {
    const { logger } = telling;
    this.#options = options;
    this.#logger = logger;
    this.#adapter = options.dataAdapter === null ? null : new DataAdapter(options.dataAdapter, identity.secretKey, logger);
    this.#network = options.localMode ? null : openNetwork(options, identity, lists, telling);
    this.#specs = new SpecsSource({ store, adapter: this.#adapter, network: this.#network, options, telling });
    this.#idLists = new IdListsSource(lists, this.#adapter, this.#network);
    this.#specsOutage = new Outage('config specs', logger);
    this.#idListsOutage = new Outage('ID lists', logger);
  }

  get isOver() {
    return this.#isOver;
  }

  /**
   * Gets what is needed first. Never rejects.
   *
   * @returns {Promise<import('../store/specs-source.js').Loaded>}
   */
  async load() {
    await this.#adapter?.initialize();
    const loaded = await this.#specs.load();
    const { initStrategyForIDLists } = this.#options;
    if (initStrategyForIDLists === 'await') await this.#loadIdLists();
    if (initStrategyForIDLists === 'lazy') setTimeout(() => this.#loadIdLists(), 0);
    return loaded;
  }

  async #loadIdLists() {
    if (this.#isOver) return;
    try {
      await this.#idLists.load();
    } catch (error) {
      if (!this.#isOver) this.#logger.error(new StatsigInitializeIDListsError(textOf(error)).message);
    }
  }

  /** Keeps specs and ID lists up to date from now on. */
  startPolls() {
    if (this.#isOver) return;
    const { disableIdListsSync, disableRulesetsSync, idListsSyncIntervalMs, initStrategyForIDLists, rulesetsSyncIntervalMs } = this.#options;
    if (!disableRulesetsSync) this.#polls.push(new Repeated(rulesetsSyncIntervalMs, () => this.syncSpecs()));
    if (!disableIdListsSync && initStrategyForIDLists !== 'none') this.#polls.push(new Repeated(idListsSyncIntervalMs, () => this.syncIdLists()));
    for (const poll of this.#polls) poll.start();
  }

  /** Catches up if the process was frozen. */
  wake() {
    const now = Date.now();
    for (const poll of this.#polls) poll.wake(now);
  }

  /** Looks for newer specs. Never rejects. */
  async syncSpecs() {
    if (!this.#isOver) await this.#specsOutage.watch(() => this.#specs.poll());
  }

  /** Looks for changes of ID lists. Never rejects. */
  async syncIdLists() {
    if (!this.#isOver) await this.#idListsOutage.watch(() => this.#idLists.poll());
  }

  /**
   * @param {string} events
   * @param {number} count
   */
  queueEvents(events, count) {
    this.#network?.queueEvents(events, count);
    this.#tellDropped();
  }

  /**
   * Sends the events that are queued. What could not be delivered in time goes on being sent. Never rejects.
   *
   * @param {number | undefined} timeoutMs
   */
  async flush(timeoutMs) {
    await this.#network?.flush(limitOf(timeoutMs), RETRIES_OF_OPTIONS);
    this.#tellDropped();
  }

  /** Says how many events were lost, when they are more than twice as many as the last time. */
  #tellDropped() {
    const dropped = this.#network?.droppedEvents ?? 0;
    if (dropped <= 2 * this.#droppedTold) return;
    this.#droppedTold = dropped;
    this.#logger.warn(`statsigSDK> ${dropped} events were dropped: they could not be delivered, or there were too many to keep.`);
  }

  /**
   * Ends everything, after one attempt to send the events that are queued. Never rejects.
   *
   * @param {number | undefined} timeoutMs
   */
  async end(timeoutMs) {
    if (this.#isOver) return;
    this.#isOver = true;
    this.onEnd();
    for (const poll of this.#polls) poll.stop();
    this.#specs.end();
    this.#idLists.end();
    const closing = this.#adapter?.shutdown();
    await this.#network?.flush(limitOf(timeoutMs), NO_RETRIES);
    this.#tellDropped();
    this.#network?.dispose();
    await closing;
  }
}

/** @param {any} timeoutMs */
function limitOf(timeoutMs) {
  return typeof timeoutMs === 'number' && timeoutMs > 0 ? Math.min(Math.ceil(timeoutMs), MAX_DELAY_MS) : NO_TIMEOUT;
}

exports.Session = Session;
