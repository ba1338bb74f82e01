'use strict';

const binding = require('../../../binding.js');
const { retire, retireView } = require('./retire.js');
const { SnapshotView } = require('../evaluation/view.js');

/** Clocks of two machines may differ this much. A time that lies further in the future says nothing about an age. */
const CLOCK_TOLERANCE_MS = 5000;

/**
 * What a client knows at one moment: a config (or none), when it was fetched, and under which ETag. Immutable.
 */
class Entry {
  /**
   * @param {any} handle The native entry, handed back to the service when it asks for the latest one.
   * @param {number | undefined} timestamp Milliseconds since the epoch; undefined where nothing is ever fetched.
   * @param {string | undefined} etag
   * @param {boolean} initial Nothing was ever fetched: expired whatever the time.
   * @param {SnapshotView | null} view The flags to evaluate. Null: there is no config.
   * @param {SnapshotView | null} [remote] The fetched config, where `view` is one merged with overrides.
   * @param {number | null} [confirmed] When the config was last fetched or confirmed. Null: nobody knows.
   */
  constructor(handle, timestamp, etag, initial, view, remote = view, confirmed = null) {
    this.handle = handle;
    this.timestamp = timestamp;
    this.etag = etag;
    this.initial = initial;
    this.view = view;
    this.remote = remote;
    this.confirmed = confirmed;
  }

  /**
   * @param {any} native An entry of the native service.
   * @param {Entry} [previous] If it holds the same config, its view is kept. Its ETag proves nothing.
   */
  static fromNative({ handle, timestamp, confirmed, etag, initial, snapshot }, previous) {
    const known = previous?.remote ?? null;
    const isSame = snapshot !== null && snapshot.identity === known?.native.identity;
    const view = isSame ? known : snapshot && new SnapshotView(snapshot);
    // Nobody has seen it.
    if (isSame) snapshot.release();
    return new Entry(handle, timestamp, etag, initial, view, view, confirmed);
  }

  /**
   * Another entry has taken the place of this one: its config is freed, if nobody got hold of it.
   *
   * @param {Entry} successor
   */
  retire({ remote }) {
    if (this.handle !== null) retire(() => binding.configcatReleaseEntry(this.handle));
    if (this.remote !== null && this.remote !== remote) retireView(this.remote);
  }

  /** Somebody keeps what this evaluates with. */
  handOut() {
    if (this.view !== null) this.view.isHandedOut = true;
    if (this.remote !== null) this.remote.isHandedOut = true;
  }

  /**
   * Whether this is older than that. The poller asks the same of its entries.
   *
   * @param {number} lifetimeMs
   */
  isExpired(lifetimeMs) {
    if (this.initial) return true;
    const now = Date.now();
    const timestamp = /** @type {number} */ (this.timestamp);
    return timestamp + lifetimeMs < now || timestamp > now + CLOCK_TOLERANCE_MS;
  }

  /** The config as it was downloaded, or null. @returns {string | null} */
  get json() {
    return this.remote === null ? null : this.remote.native.json();
  }

  /** The time of the fetch as results show it. A new object each time: dates can be changed. */
  get fetchTime() {
    return this.timestamp === undefined ? undefined : new Date(this.timestamp);
  }
}

/** The state before anything is known. */
const EMPTY_ENTRY = new Entry(null, 0, undefined, true, null);

/** @param {string} etag */
function strongEtag(etag) {
  return etag.replace(/^W\//i, '');
}

/**
 * Whether the callback option is to be called: there was no config before, or it was another one. Whether the ETag is
 * a weak one does not matter.
 *
 * @param {Entry} before
 * @param {Entry} now
 */
function isOtherConfig(before, now) {
  if (before.view === null) return now.view !== null;
  if (before.etag && now.etag) return strongEtag(before.etag) !== strongEtag(now.etag);
  return before.view !== now.view && before.json !== now.json;
}

exports.Entry = Entry;
exports.EMPTY_ENTRY = EMPTY_ENTRY;
exports.isOtherConfig = isOtherConfig;
