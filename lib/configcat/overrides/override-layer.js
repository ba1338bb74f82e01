'use strict';

const binding = require('../../../binding.js');
const { EMPTY_ENTRY, Entry } = require('../config/entry.js');
const { retireView } = require('../config/retire.js');
const { OverrideBehaviour } = require('../enums.js');
const { SnapshotView } = require('../evaluation/view.js');

/** Marks, in the override document, a setting that is given as JSON of the config format. */
const FULL_SETTING = 3;

/**
 * Finds the JSON of an overriding flag. The document is read when first needed: only details of evaluations want it.
 *
 * @param {string} document
 * @returns {(key: string) => any} Null: the flag is overridden by a plain value. Undefined: it is not overridden.
 */
function nodeFinder(document) {
  /** @type {Map<string, any> | null} */
  let nodes = null;
  return (key) => {
    nodes ??= new Map(
      JSON.parse(document).f.map((/** @type {any} */ [name, kind, node]) => [name, kind === FULL_SETTING ? node : null]),
    );
    return nodes.get(key);
  };
}

/** Puts the overrides of one client and the fetched config together, anew only when one of them changed. */
class OverrideLayer {
  #behaviour;
  #source;
  #version = 0;
  /** @type {SnapshotView | null} */
  #remote = null;
  /** @type {SnapshotView | null} */
  #merged = null;
  /** The entry last made, and the one it was made from. @type {Entry | null} */
  #entry = null;
  /** @type {Entry | null} */
  #entryOf = null;

  /** @param {{ behaviour: number, source: import('./override-source.js').OverrideSource }} overrides */
  constructor({ behaviour, source }) {
    this.#behaviour = behaviour;
    this.#source = source;
  }

  get isLocalOnly() {
    return this.#behaviour === OverrideBehaviour.LocalOnly;
  }

  /** The overrides as they are now; throws what their source throws. */
  read() {
    return this.#source.current();
  }

  /**
   * @param {import('./override-source.js').CurrentOverrides} current
   * @param {Entry | null} entry What was fetched; null where nothing ever is.
   * @returns {Entry} The same as before while nothing changed.
   */
  apply(current, entry) {
    if (this.#entry !== null && this.#entryOf === entry && this.#version === current.version) return this.#entry;
    const remote = entry === null ? null : entry.view;
    const view = this.#merge(current, remote);
    const { handle, timestamp, etag, initial } = entry ?? EMPTY_ENTRY;
    this.#entryOf = entry;
    this.#entry = new Entry(handle, entry === null ? undefined : timestamp, etag, initial, view, remote);
    return this.#entry;
  }

  /**
   * @param {import('./override-source.js').CurrentOverrides} current
   * @param {SnapshotView | null} remote
   */
  #merge({ document, version, values }, remote) {
    if (this.#merged !== null && this.#remote === remote && this.#version === version) return this.#merged;
    const native = binding.configcatMerge(remote?.native.handle ?? null, document, this.#behaviour);
    const overrideNode = nodeFinder(document);
    const remoteNode = (/** @type {string} */ key) => remote?.node(key);
    const isRemoteFirst = this.#behaviour === OverrideBehaviour.RemoteOverLocal;
    const findNode = isRemoteFirst
      ? (/** @type {string} */ key) => remoteNode(key) ?? overrideNode(key)
      : (/** @type {string} */ key) => {
          const node = overrideNode(key);
          return node === undefined ? remoteNode(key) : node;
        };
    if (this.#merged !== null) retireView(this.#merged);
    this.#merged = new SnapshotView(native, findNode, values, remote);
    this.#remote = remote;
    this.#version = version;
    return this.#merged;
  }
}

exports.OverrideLayer = OverrideLayer;
