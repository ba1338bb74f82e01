'use strict';

const { ConfigCatClient } = require('./client.js');
const { PollingMode } = require('../enums.js');
const { readOptions } = require('../options/options.js');

/** The one client per SDK key, as long as somebody refers to it. */
class ClientRegistry {
  /** @type {Map<string, { ref: WeakRef<ConfigCatClient>, token: object }>} */
  #clients = new Map();
  #abandoned = new FinalizationRegistry((/** @type {any} */ { sdkKey, token, resources }) => {
    this.#remove(sdkKey, token);
    resources?.native?.dispose();
    resources?.fetcher?.dispose?.();
  });

  /**
   * @param {import('../options/settings.js').Settings} settings
   * @returns {{ client: ConfigCatClient, isNew: boolean }}
   */
  getOrCreate(settings) {
    const { sdkKey } = settings;
    const existing = this.#clients.get(sdkKey)?.ref.deref();
    if (existing) return { client: existing, isNew: false };

    const token = { isReleased: false };
    const client = new ConfigCatClient(settings, () => this.#release(sdkKey, token));
    // A listener may have disposed it while it was being made.
    if (token.isReleased) return { client, isNew: true };
    this.#clients.set(sdkKey, { ref: new WeakRef(client), token });
    this.#abandoned.register(client, { sdkKey, token, resources: ConfigCatClient.resourcesOf(client) }, token);
    return { client, isNew: true };
  }

  /**
   * @param {string} sdkKey
   * @param {{ isReleased: boolean }} token
   */
  #release(sdkKey, token) {
    token.isReleased = true;
    this.#remove(sdkKey, token);
    this.#abandoned.unregister(token);
  }

  /**
   * @param {string} sdkKey
   * @param {object} token
   */
  #remove(sdkKey, token) {
    if (this.#clients.get(sdkKey)?.token === token) this.#clients.delete(sdkKey);
  }

  /** Empties the registry. @returns {ConfigCatClient[]} The clients that were in it. */
  takeAll() {
    const clients = [...this.#clients.values()].map(({ ref }) => ref.deref());
    this.#clients.clear();
    return clients.filter((client) => client !== undefined);
  }
}

const registry = new ClientRegistry();

/**
 * The client of an SDK key: a new one, or the one that exists. Options for one that exists are ignored, with a warning.
 *
 * @param {string} sdkKey
 * @param {number} [pollingMode] One of `PollingMode`.
 * @param {any} [options]
 */
function getClient(sdkKey, pollingMode = PollingMode.AutoPoll, options = undefined) {
  const settings = readOptions(sdkKey, pollingMode, options);
  const { client, isNew } = registry.getOrCreate(settings);
  if (!isNew && options) settings.messages.clientExists(sdkKey);
  return client;
}

/** Disposes every client that `getClient` gave. All of them, even if one fails. */
function disposeAllClients() {
  const errors = [];
  for (const client of registry.takeAll()) {
    try {
      client.dispose();
    } catch (err) {
      errors.push(err);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors);
}

exports.getClient = getClient;
exports.disposeAllClients = disposeAllClients;
