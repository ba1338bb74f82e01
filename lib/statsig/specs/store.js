'use strict';

const binding = require('../../../binding.js');
const { Bench } = require('./bench.js');
const { djb2 } = require('./hashes.js');
const { Kind } = require('./spec.js');

/** Where specs can come from. */
const Source = Object.freeze({ Network: 'Network', Bootstrap: 'Bootstrap', DataAdapter: 'DataAdapter' });

const UNINITIALIZED = 'Uninitialized';

/** The specs that one server evaluates by. */
class SpecStore {
  /**
   * @param {import('../../../binding.js').NativeHandle} lists the ID lists of the server
   * @param {string} secretKey
   */
  constructor(lists, secretKey) {
    this.lists = lists;
    this.keyHash = djb2(secretKey);
    /** @type {Bench | null} */
    this.bench = null;
    /** The body without its specs, as it came. @type {any} */
    this.root = {};
    /** The text of the body in use; null: there is none. @type {import('../../../binding.js').NativeSpecs | null} */
    this.native = null;
    /** The time of the specs, by the server's clock, in milliseconds; 0: there never were any. */
    this.time = 0;
    /** The same when initialising ended. */
    this.initialTime = -1;
    /** @type {string} */
    this.source = UNINITIALIZED;
  }

  /** Whether there is anything to go by. */
  get isInitialized() {
    return this.source !== UNINITIALIZED;
  }

  /**
   * Goes by other specs from now on, unless they are older, or say that there is nothing new.
   *
   * @param {import('../../../binding.js').NativeSpecs} native
   * @param {string} source one of `Source`
   * @returns {boolean} false: they are for another key
   */
  use(native, source) {
    const root = JSON.parse(native.rest());
    const { has_updates: hasUpdates, hashed_sdk_key_used: keyHash, time } = root;
    if (keyHash !== undefined && keyHash !== null && String(keyHash) !== this.keyHash) return false;
    const isOlder = isTime(time) && time < this.time;
    if (hasUpdates && !isOlder && !this.isInUse(native, time)) this.replace(native, root);
    // A bootstrap without a time counts for nothing, as in the official SDK.
    if (source !== Source.Bootstrap || this.time !== 0) this.confirm(source);
    return true;
  }

  /**
   * @param {import('../../../binding.js').NativeSpecs} native
   * @param {any} root
   */
  replace(native, root) {
    const earlier = this.bench;
    this.bench = new Bench(binding.statsigBench(native.handle, this.lists), native.json);
    this.native = native;
    this.root = root;
    if (isTime(root.time)) this.time = root.time;
    // What it gave is JavaScript's. Nobody evaluates by it any more.
    earlier?.native.release();
  }

  /**
   * Whether these are the very specs that are in use: the server sends them again and again.
   *
   * @param {import('../../../binding.js').NativeSpecs} native
   * @param {any} time
   */
  isInUse(native, time) {
    return this.native !== null && time === this.time && native.json() === this.native.json();
  }

  /**
   * A source says that there is nothing newer than these, or none.
   *
   * @param {string} source
   */
  confirm(source) {
    // Evaluations that are kept name it.
    if (this.source !== source) this.bench?.forget();
    this.source = source;
  }

  /** To be called when initialising ended. */
  markInitialized() {
    this.initialTime = this.time === 0 ? -1 : this.time;
  }

  /** @param {number} kind */
  names(kind) {
    return this.bench === null ? [] : [...this.bench.names(kind)];
  }

  /** @param {string} entity of configs */
  configNames(entity) {
    return this.names(Kind.Config).filter((name) => this.bench?.find(Kind.Config, name)?.definition.entity === entity);
  }

  /**
   * The layer that an experiment is in.
   *
   * @param {string} experiment
   * @returns {string | null}
   */
  layerOf(experiment) {
    const { experiment_to_layer: direct, layers } = this.root;
    if (direct && Object.hasOwn(direct, experiment)) return direct[experiment];
    let found = null;
    for (const [layer, experiments] of Object.entries(layers ?? {})) {
      if (Array.isArray(experiments) && experiments.includes(experiment)) found = layer;
    }
    return found;
  }
}

/** @param {any} time */
function isTime(time) {
  return typeof time === 'number' && Number.isFinite(time);
}

exports.SpecStore = SpecStore;
