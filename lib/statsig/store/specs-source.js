'use strict';

const binding = require('../../../binding.js');
const {
  StatsigInitializeFromNetworkError,
  StatsigInvalidBootstrapValuesError,
  StatsigInvalidConfigSpecsResponseError,
  StatsigSDKKeyMismatchError,
  textOf,
} = require('../errors.js');
const { DataAdapterKeyPath } = require('./adapter-keys.js');
const { tuning } = require('../network/tuning.js');

/**
 * How loading ended.
 *
 * @typedef {object} Loaded
 * @property {boolean} success
 * @property {'Network' | 'Bootstrap' | 'DataAdapter'} [source]
 * @property {Error} [error]
 */

/** Where a server's specs come from: data adapter, bootstrap values, network, in this order. */
class SpecsSource {
  #store;
  #adapter;
  #network;
  #options;
  #telling;
  #isOver = false;

  /**
   * @param {object} given
   * @param {import('../specs/store.js').SpecStore} given.store
   * @param {import('./data-adapter.js').DataAdapter | null} given.adapter
   * @param {import('../network/network.js').Network | null} given.network null in local mode
   * @param {import('../options/options.js').ServerOptions} given.options
   * @param {{ logger: import('../logging/logger.js').OutputLogger, faults: import('../logging/faults.js').Faults }} given.telling
   */
  constructor({ store, adapter, network, options, telling }) {
    this.#store = store;
    this.#adapter = adapter;
    this.#network = network;
    this.#options = options;
    this.#telling = telling;
  }

  /** From now on nothing changes. */
  end() {
    this.#isOver = true;
  }

  /** @returns {Promise<Loaded>} */
  async load() {
    /** @type {Error | undefined} */
    let error;
    for (const { name, load } of this.#sources()) {
      try {
        if (await load()) return { success: true, source: name };
      } catch (thrown) {
        error = thrown;
      }
    }
    // In local mode a server may do without.
    return error === undefined ? { success: true } : { success: false, error };
  }

  /** Looks for newer specs. Rejects where that fails, and keeps what there is. */
  async poll() {
    if (this.#adapter?.supportsPollingUpdatesFor(DataAdapterKeyPath.V1Rulesets)) await this.#fromAdapter(this.#adapter);
    else if (this.#network !== null) await this.#fromNetwork(this.#network);
  }

  /**
   * All there are, in the order in which they are asked. Each tells whether its specs are used now.
   *
   * @returns {{ name: NonNullable<Loaded['source']>, load: () => Promise<boolean> }[]}
   */
  #sources() {
    const [adapter, network] = [this.#adapter, this.#network];
    const { bootstrapValues } = this.#options;
    /** @type {{ name: NonNullable<Loaded['source']>, load: () => Promise<boolean> }[]} */
    const sources = [];
    if (adapter !== null) sources.push({ name: 'DataAdapter', load: () => this.#fromAdapter(adapter) });
    if (bootstrapValues !== null) sources.push({ name: 'Bootstrap', load: () => this.#fromBootstrap(bootstrapValues) });
    if (network !== null) sources.push({ name: 'Network', load: () => this.#firstFromNetwork(network) });
    return sources;
  }

  /** @param {import('./data-adapter.js').DataAdapter} adapter */
  async #fromAdapter(adapter) {
    const native = await this.#compiled(await adapter.specs()).catch(() => null);
    return (native !== null && this.#use(native, 'DataAdapter')) || adapter.rubbish(DataAdapterKeyPath.V1Rulesets);
  }

  /** @param {string} values */
  async #fromBootstrap(values) {
    const { logger } = this.#telling;
    const native = await this.#compiled(values).catch(() => null);
    if (native === null && !isJson(values)) throw told(logger, new StatsigInvalidBootstrapValuesError());
    // What is JSON, but of no use here, is as if it were not there: that is no reason to fail.
    if (native === null || !this.#use(native, 'Bootstrap')) {
      logger.error(native === null ? 'statsigSDK::initialize> The bootstrapValues hold no specs.' : new StatsigSDKKeyMismatchError().message);
      return false;
    }
    return this.#store.time !== 0;
  }

  /** @param {import('../network/network.js').Network} network */
  async #firstFromNetwork(network) {
    try {
      await this.#fromNetwork(network);
      return true;
    } catch (cause) {
      const { logger } = this.#telling;
      throw told(logger, new StatsigInitializeFromNetworkError(logger.masked(textOf(cause))));
    }
  }

  /** @param {import('../network/network.js').Network} network */
  async #fromNetwork(network) {
    const native = await network.fetchSpecs(this.#store.time);
    if (native === null) {
      // What there is, is now the network's word, too.
      if (!this.#isOver) this.#store.confirm('Network');
      return;
    }
    const before = this.#store.root;
    if (!this.#use(native, 'Network')) throw new StatsigInvalidConfigSpecsResponseError();
    if (this.#store.root !== before) await this.#publish(native);
  }

  /** @param {any} native Specs of the network that are in use now. */
  async #publish(native) {
    const { rulesUpdatedCallback } = this.#options;
    if (rulesUpdatedCallback === null && this.#adapter === null) return;
    const json = native.json();
    const { time } = this.#store;
    if (rulesUpdatedCallback !== null) this.#telling.faults.guard('rulesUpdatedCallback', () => rulesUpdatedCallback(json, time));
    await this.#adapter?.setSpecs(json, time);
  }

  /**
   * @param {string | Buffer} body
   * @returns {Promise<any>}
   */
  async #compiled(body) {
    return body.length < tuning.longText ? binding.statsigSpecs(body) : binding.statsigSpecsAsync(body);
  }

  /**
   * @param {any} native
   * @param {NonNullable<Loaded['source']>} source
   * @returns {boolean} false: they are of another project
   */
  #use(native, source) {
    if (this.#isOver) return true;
    const isTaken = this.#store.use(native, source);
    this.#network?.setCompression(this.#store.root?.sdk_flags?.stop_log_event_compression !== true);
    return isTaken;
  }
}

/**
 * @template {Error} T
 * @param {import('../logging/logger.js').OutputLogger} logger
 * @param {T} error
 * @returns {T}
 */
function told(logger, error) {
  logger.error(error.message);
  return error;
}

/** @param {string} text */
function isJson(text) {
  try {
    return JSON.parse(text) !== null;
  } catch {
    return false;
  }
}

exports.SpecsSource = SpecsSource;
