'use strict';

const { foundOf } = require('./fetch-by-host.js');
const { helpers } = require('./helpers.js');
const { tuning } = require('./tuning.js');

/** The `readyState` of a stream that is not opened again by itself. */
const CLOSED = 2;

/** So many failures in a row are left to the stream itself. */
const PATIENCE = 3;

/** Those of a stream and a channel in between. */
const nothing = () => {};

/** A stream that is opened by a function of the application, and kept open until it is closed here. */
class HostStream {
  #consumer;
  #owner;
  #failures = 0;
  /** @type {any} */
  #source = null;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #isEnded = false;

  /**
   * @param {import('./channel.js').Consumer} consumer
   * @param {import('./native-feed.js').FeedOwner & { outdated: () => void }} owner
   */
  constructor(consumer, owner) {
    this.#consumer = consumer;
    this.#owner = owner;
    this.#open();
  }

  #open() {
    const { clientKey, streamingHost: host, streamingHostRequestHeaders: headers } = this.#consumer;
    try {
      const source = helpers.eventSourceCall({ host, clientKey, headers });
      this.#source = source;
      source.onopen = () => this.#opened();
      source.onerror = () => this.#failed(source, new Error('The stream has failed'));
      source.addEventListener('features', (/** @type {any} */ event) => this.#received(source, event));
      source.addEventListener('features-updated', () => {
        this.#failures = 0;
        this.#owner.outdated();
      });
    } catch (error) {
      this.#failed(this.#source, error, true);
    }
  }

  #opened() {
    this.#failures = 0;
    this.#owner.streamChanged(true);
  }

  /**
   * @param {any} source
   * @param {any} event
   */
  #received(source, event) {
    let found;
    try {
      found = foundOf(JSON.parse(event.data), true);
    } catch (error) {
      return this.#failed(source, error);
    }
    this.#failures = 0;
    this.#owner.updated(found);
  }

  /**
   * @param {any} source
   * @param {any} error
   * @param {boolean} [isOver] The stream is of no use any more.
   */
  #failed(source, error, isOver = source?.readyState === CLOSED) {
    if (this.#isEnded || source !== this.#source) return;
    this.#failures += 1;
    this.#owner.failed(true, error);
    if (!isOver && this.#failures <= PATIENCE) return;
    this.#drop();
    this.#owner.streamChanged(false);
    const rest = Math.min(1000 * 3 ** (this.#failures - PATIENCE), tuning.longestRestMs / 2) * (1 + Math.random());
    this.#timer = setTimeout(() => this.#open(), rest);
    this.#timer.unref();
  }

  #drop() {
    const source = this.#source;
    this.#source = null;
    if (!source) return;
    try {
      source.onopen = nothing;
      source.onerror = nothing;
      source.close();
    } catch {
      // It is of no use in any case.
    }
  }

  close() {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#drop();
  }
}

exports.HostStream = HostStream;
