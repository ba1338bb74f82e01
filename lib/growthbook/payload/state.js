'use strict';

const { decryptPayload, isEncrypted } = require('./decrypt.js');
const { DownloadedDefinitions, NOTHING, definitionsOf, withPayload } = require('./definitions.js');

/**
 * @typedef {import('./definitions.js').AnyDefinitions} AnyDefinitions
 * @typedef {{ object?: any, native?: any, text?: string }} PayloadSource What the network layer has found.
 *
 * @typedef {object} Owner
 * @property {(definitions: AnyDefinitions) => Promise<void> | null} prepare What has to be done before definitions take effect.
 * @property {(definitions: AnyDefinitions, hasExperiments: boolean) => void} changed
 * @property {() => void} render
 */

/** The payload of one instance or client. */
class PayloadState {
  /**
   * @param {any} options
   * @param {Owner} owner
   */
  constructor(options, owner) {
    this.decryptionKey = options.decryptionKey;
    this.owner = owner;
    const { contextualBandits, experiments, features, savedGroups } = options;
    /** @type {AnyDefinitions} */
    this.definitions = definitionsOf(features, savedGroups, contextualBandits, experiments);
    /** As it came. @type {any} */
    this.raw = null;
    /** Without encrypted parts. @type {any} */
    this.decrypted = null;
    this.turn = 0;
  }

  /**
   * Rejects, and keeps the payload that there is, where the new one cannot be decrypted.
   *
   * @param {any} payload
   */
  async set(payload) {
    const turn = ++this.turn;
    const raw = objectOf(payload);
    const decrypted = isEncrypted(raw) ? await decryptOnce(raw, this.decryptionKey) : raw;
    await this.#swap(turn, raw, decrypted, withPayload(this.definitions, decrypted));
  }

  /** @param {any} payload Nothing in it is encrypted, and nothing has to be waited for. */
  setSync(payload) {
    this.turn += 1;
    this.#apply(payload, payload, withPayload(this.definitions, payload));
  }

  /**
   * Takes what was downloaded.
   *
   * @param {PayloadSource} source
   */
  async take({ native, object, text }) {
    if (!native) return this.set(object ?? parse(text));
    const downloaded = downloadedOf(native);
    if (this.#mayBeEncrypted(downloaded) && isEncrypted(downloaded.payload)) return this.set(downloaded.payload);
    const isAlone = this.definitions === NOTHING || this.definitions instanceof DownloadedDefinitions;
    // What the instance has otherwise stays where the download has nothing in its place.
    if (!isAlone || native.size === 0) return this.set(downloaded.payload);
    return this.#swap(++this.turn, downloaded, downloaded, downloaded);
  }

  /** @param {DownloadedDefinitions} downloaded */
  #mayBeEncrypted({ native }) {
    return native.size === 0 || this.decryptionKey !== undefined;
  }

  /**
   * @param {number} turn
   * @param {any} raw
   * @param {any} decrypted
   * @param {AnyDefinitions} definitions
   */
  async #swap(turn, raw, decrypted, definitions) {
    const preparation = this.owner.prepare(definitions);
    if (preparation !== null) await preparation;
    // A later payload is there already.
    if (turn !== this.turn) return;
    this.#apply(raw, decrypted, definitions);
    this.owner.render();
  }

  /**
   * @param {any} raw
   * @param {any} decrypted
   * @param {AnyDefinitions} definitions
   */
  #apply(raw, decrypted, definitions) {
    this.raw = raw;
    this.decrypted = decrypted;
    this.definitions = definitions;
    this.owner.changed(definitions, decrypted === definitions ? definitions.hasExperiments : Boolean(decrypted.experiments));
  }

  /**
   * What would hold with another payload.
   *
   * @param {any} payload
   */
  preview(payload) {
    return withPayload(this.definitions, payload);
  }

  /**
   * Replaces single parts.
   *
   * @param {any} parts
   */
  replace(parts) {
    this.turn += 1;
    this.definitions = withPayload(this.definitions, parts);
    this.owner.changed(this.definitions, Boolean(parts.experiments));
  }

  get features() {
    return this.definitions.features || {};
  }

  get experiments() {
    return this.definitions.experiments || [];
  }

  get payload() {
    return this.raw === null ? { features: this.features, experiments: this.experiments } : payloadOf(this.raw);
  }

  get decryptedPayload() {
    return this.decrypted === null ? this.payload : payloadOf(this.decrypted);
  }

  /** Lets go of everything but what evaluation goes by. */
  forgetPayload() {
    this.turn += 1;
    this.raw = null;
    this.decrypted = null;
  }

  /** Lets go of everything. */
  clear() {
    this.forgetPayload();
    this.definitions = NOTHING;
  }
}

/** @param {any} raw */
function payloadOf(raw) {
  return raw instanceof DownloadedDefinitions ? raw.payload : raw;
}

/** @param {any} payload */
function objectOf(payload) {
  return payload !== null && typeof payload === 'object' ? payload : {};
}

/** @param {string | undefined} text */
function parse(text) {
  return text === undefined ? {} : JSON.parse(text);
}

/** Instances share what was downloaded. @type {WeakMap<object, DownloadedDefinitions>} */
const downloads = new WeakMap();

/** @param {any} native */
function downloadedOf(native) {
  let downloaded = downloads.get(native);
  if (downloaded === undefined) {
    downloaded = new DownloadedDefinitions(native);
    downloads.set(native, downloaded);
  }
  return downloaded;
}

/**
 * What was decrypted last of each payload, so that instances share it.
 *
 * @type {WeakMap<object, { key: string | undefined, parts: Record<string, any>, result: Promise<any> }>}
 */
const decryptions = new WeakMap();

/**
 * @param {any} payload
 * @param {string | undefined} key
 * @returns {Promise<any>}
 */
function decryptOnce(payload, key) {
  const last = decryptions.get(payload);
  if (last !== undefined && last.key === key && haveSameParts(last.parts, payload)) return last.result;
  const result = decryptPayload(payload, key);
  decryptions.set(payload, { key, parts: { ...payload }, result });
  result.catch(() => decryptions.delete(payload));
  return result;
}

/**
 * @param {Record<string, any>} a
 * @param {Record<string, any>} b
 */
function haveSameParts(a, b) {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

exports.PayloadState = PayloadState;
