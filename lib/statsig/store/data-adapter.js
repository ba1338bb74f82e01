'use strict';

const { AdapterKeys, DataAdapterKeyPath } = require('./adapter-keys.js');
const { StatsigInvalidDataAdapterValuesError, textOf } = require('../errors.js');
const { inTime } = require('../network/deadline.js');
const { tuning } = require('../network/tuning.js');

/**
 * The application's data adapter, between one initialization and the end. Whatever it throws or gives, or however long it takes, is a miss that
 * is logged.
 */
class DataAdapter {
  #adapter;
  #keys;
  #logger;
  #isUsable = false;
  #isStarted = false;
  /** @type {Promise<void>} */
  #lastWrite = Promise.resolve();
  #writes = 0;

  /**
   * @param {any} adapter
   * @param {unknown} secretKey
   * @param {import('../logging/logger.js').OutputLogger} logger
   */
  constructor(adapter, secretKey, logger) {
    this.#adapter = adapter;
    this.#keys = new AdapterKeys(secretKey);
    this.#logger = logger;
  }

  async initialize() {
    this.#isStarted = true;
    try {
      await inTime(tuning.adapterMs, () => this.#adapter.initialize());
      this.#isUsable = this.#isStarted;
    } catch (error) {
      this.#failed('initialize', error);
    }
  }

  /**
   * Whether updates come from the adapter, in place of the network.
   *
   * @param {string} path One of `DataAdapterKeyPath`.
   */
  supportsPollingUpdatesFor(path) {
    try {
      return typeof this.#adapter.supportsPollingUpdatesFor === 'function' && this.#adapter.supportsPollingUpdatesFor(path) === true;
    } catch (error) {
      this.#failed('supportsPollingUpdatesFor', error);
      return false;
    }
  }

  /** @returns {Promise<string | Buffer>} the body of specs */
  async specs() {
    const path = DataAdapterKeyPath.V1Rulesets;
    const found = await this.#get(path, this.#keys.specs);
    return typeof found === 'string' || Buffer.isBuffer(found) ? found : (textOfJson(found) ?? this.rubbish(path));
  }

  /** @returns {Promise<Map<string, string>>} the lines of all ID lists, by their names */
  async idLists() {
    const path = DataAdapterKeyPath.V1IDLists;
    const names = namesIn(await this.#get(path, this.#keys.idLists)) ?? this.rubbish(path);
    const lines = await Promise.all(names.map((name) => this.#get(DataAdapterKeyPath.IDList, this.#keys.idList(name))));
    return new Map(names.map((name, index) => [name, typeof lines[index] === 'string' ? lines[index] : this.rubbish(DataAdapterKeyPath.IDList)]));
  }

  /**
   * Something is there, but of no use.
   *
   * @param {string} path One of `DataAdapterKeyPath`.
   * @returns {never}
   */
  rubbish(path) {
    const error = new StatsigInvalidDataAdapterValuesError(path);
    this.#logger.error(error.message);
    throw error;
  }

  /**
   * @param {string} json
   * @param {number} time of the specs
   */
  setSpecs(json, time) {
    return this.#write(() => this.#adapter.set(this.#keys.specs, json, time));
  }

  /**
   * @param {string} lookup JSON text: what the server said about its lists.
   * @param {Iterable<[name: string, lines: string]>} lists
   * @returns {Promise<boolean>} whether all of it is written
   */
  async setIdLists(lookup, lists) {
    for (const [name, lines] of lists) {
      if (!(await this.#write(() => this.#adapter.set(this.#keys.idList(name), lines)))) return false;
    }
    return this.#write(() => this.#adapter.set(this.#keys.idLists, lookup));
  }

  /** Ends it: nothing is read or written from now on. What is being written is waited for. */
  async shutdown() {
    if (!this.#isStarted) return;
    this.#isStarted = false;
    this.#isUsable = false;
    // Without a pause if nothing is being written: the program may end after that call.
    if (this.#writes > 0) await this.#lastWrite;
    try {
      await inTime(tuning.adapterMs, () => this.#adapter.shutdown());
    } catch (error) {
      this.#failed('shutdown', error);
    }
  }

  /**
   * @param {string} path
   * @param {string} key
   * @returns {Promise<string | object>}
   */
  async #get(path, key) {
    if (!this.#isUsable) throw new StatsigInvalidDataAdapterValuesError(path);
    let answer;
    try {
      answer = await inTime(tuning.adapterMs, () => this.#adapter.get(key));
    } catch (error) {
      this.#failed('get', error);
      throw error;
    }
    if (typeof answer !== 'object' || answer === null) this.rubbish(path);
    const { error, result } = answer;
    if (error || result === undefined || result === null) throw new StatsigInvalidDataAdapterValuesError(path);
    return typeof result === 'string' || typeof result === 'object' ? result : this.rubbish(path);
  }

  /**
   * @param {() => unknown} write
   * @returns {Promise<boolean>} whether it was written
   */
  async #write(write) {
    if (!this.#isUsable) return false;
    this.#writes++;
    const written = inTime(tuning.adapterMs, async () => void (await write()));
    this.#lastWrite = written.catch(() => {});
    try {
      await written;
      return true;
    } catch (error) {
      this.#failed('set', error);
      return false;
    } finally {
      this.#writes--;
    }
  }

  /**
   * @param {string} method
   * @param {unknown} error
   */
  #failed(method, error) {
    this.#logger.error(`statsigSDK::dataAdapter> ${method} failed: ${textOf(error)}`);
  }
}

/**
 * The names in what an adapter has about ID lists: an array of them, or an object that has them as keys; either as JSON text, too.
 *
 * @param {any} found
 * @returns {string[] | null}
 */
function namesIn(found) {
  const value = typeof found === 'string' ? parsed(found) : found;
  if (typeof value !== 'object' || value === null) return null;
  const names = Array.isArray(value) ? value : Object.keys(value);
  return names.every((name) => typeof name === 'string') ? names : null;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * @param {object} value
 * @returns {string | undefined}
 */
function textOfJson(value) {
  try {
    return JSON.stringify(value);
  } catch {
    // A circle, or a getter that throws.
    return undefined;
  }
}

exports.DataAdapter = DataAdapter;
