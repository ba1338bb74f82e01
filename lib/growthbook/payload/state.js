'use strict';

const binding = require('../../../binding.js');
const { decryptPayload, isEncrypted } = require('./decrypt.js');
const { DownloadedDefinitions, NOTHING, definitionsOf, withPayload } = require('./definitions.js');

/**
 * @typedef {import('./definitions.js').AnyDefinitions} AnyDefinitions
 * @typedef {import('../network/sources.js').PayloadSource} PayloadSource What the network layer has found.
 *
 * @typedef {object} Owner
 * @property {(definitions: AnyDefinitions, deadline?: number) => Promise<void> | null} prepare What has to be done before definitions take
 *   effect, and until when, by `performance.now()`.
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
    /** Whether the owner was destroyed. */
    this.isClosed = false;
  }

  /**
   * Rejects, and keeps the payload that there is, where the new one cannot be decrypted.
   *
   * @param {any} payload
   * @param {number} [deadline] For what has to be done before it takes effect.
   */
  async set(payload, deadline) {
    const turn = ++this.turn;
    const raw = objectOf(payload);
    const decrypted = isEncrypted(raw) ? await decryptOnce(raw, this.decryptionKey) : raw;
    await this.#swap(turn, raw, decrypted, withPayload(this.definitions, decrypted), deadline);
  }

  /** @param {any} payload Nothing in it is encrypted, and nothing has to be waited for. */
  setSync(payload) {
    if (this.isClosed) return;
    this.turn += 1;
    this.#apply(payload, payload, withPayload(this.definitions, payload));
  }

  /**
   * Takes what was downloaded.
   *
   * @param {PayloadSource} source
   * @param {number} [deadline]
   */
  async take(source, deadline) {
    if (this.isClosed) return undefined;
    if (source.object) return this.set(source.object, deadline);
    const turn = ++this.turn;
    const downloaded = downloadedAlready(source) ?? (await download(source));
    if (turn !== this.turn) return undefined;
    const isEmpty = downloaded.native.size === 0;
    if ((isEmpty || this.decryptionKey) && isEncrypted(downloaded.payload)) return this.set(downloaded.payload, deadline);
    // What the instance has otherwise stays where the download has nothing in its place.
    if (isEmpty || !downloaded.replaces(this.definitions)) return this.set(downloaded.payload, deadline);
    return this.#swap(turn, downloaded, downloaded, downloaded, deadline);
  }

  /**
   * @param {number} turn
   * @param {any} raw
   * @param {any} decrypted
   * @param {AnyDefinitions} definitions
   * @param {number} [deadline]
   */
  async #swap(turn, raw, decrypted, definitions, deadline) {
    const preparation = this.owner.prepare(definitions, deadline);
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

  /** Lets go of everything but what evaluation goes by, and takes nothing any more that is still under way. */
  close() {
    this.isClosed = true;
    this.turn += 1;
    this.raw = null;
    this.decrypted = null;
  }

  /** Lets go of everything, for good. */
  clear() {
    this.close();
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

/** What is compiled of each download, for all instances. @type {WeakMap<PayloadSource, DownloadedDefinitions | Promise<DownloadedDefinitions>>} */
const downloads = new WeakMap();

/** @param {PayloadSource} source */
function downloadedAlready(source) {
  const known = downloads.get(source);
  return known instanceof DownloadedDefinitions ? known : null;
}

/**
 * Compiles a download, on another thread.
 *
 * @param {PayloadSource} source
 * @returns {Promise<DownloadedDefinitions>}
 */
function download(source) {
  const known = downloads.get(source);
  if (known !== undefined) return Promise.resolve(known);
  const compiling = compile(source);
  downloads.set(source, compiling);
  compiling.catch(() => downloads.delete(source));
  return compiling;
}

/** @param {PayloadSource} source */
async function compile(source) {
  const native = source.native ?? (await binding.growthbookPayloadAsync(/** @type {string} */ (source.text)));
  const downloaded = new DownloadedDefinitions(native);
  downloads.set(source, downloaded);
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
