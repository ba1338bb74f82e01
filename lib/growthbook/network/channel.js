'use strict';

const { Background } = require('./background.js');
const { NativeFeed } = require('./native-feed.js');
const { fetchByHost } = require('./fetch-by-host.js');
const { fetchesByHost } = require('./helpers.js');
const { tellTrouble, warnOfStream } = require('./telling.js');

/**
 * @typedef {import('./fetch-by-host.js').Found} Found
 * @typedef {import('./sources.js').PayloadSource} PayloadSource
 *
 * @typedef {object} Consumer Who uses a payload.
 * @property {string} apiHost
 * @property {string} streamingHost
 * @property {string} clientKey
 * @property {Record<string, string>} [apiHostRequestHeaders]
 * @property {Record<string, string>} [streamingHostRequestHeaders]
 * @property {boolean} [disableCache]
 * @property {boolean} [backgroundSync]
 * @property {(message: string, context: any) => void} [log]
 * @property {(source: PayloadSource) => void} [onPayload]
 *
 * @typedef {{ streaming: boolean, pollingInterval: number }} Wish An interval of 0 is none.
 */

/** One key of one server: its requests, who follows it, and what keeps it up to date. */
class Channel {
  #receive;
  #confirm;
  /** By what distinguishes them. @type {Map<string, NativeFeed>} */
  #feeds = new Map();
  /** The request that all share who ask meanwhile. @type {Promise<PayloadSource> | null} */
  #inFlight = null;
  #isTroubled = false;
  #isRetired = false;

  /**
   * @param {string} key
   * @param {(channel: Channel, found: Found) => PayloadSource} receive Takes what was found.
   * @param {(channel: Channel) => void} confirm Takes that there is nothing else.
   */
  constructor(key, receive, confirm) {
    this.key = key;
    this.#receive = receive;
    this.#confirm = confirm;
    /** @type {Map<Consumer, Wish>} */
    this.subscribers = new Map();
    /** For whom a stream stays open, whoever subscribes. @type {Consumer | null} */
    this.keeper = null;
    /** Whether there is a stream; undefined: nobody knows. @type {boolean | undefined} */
    this.hasStream = undefined;
    /** Whether the last request failed. */
    this.hasFailed = false;
    /** What came last. @type {Found | null} */
    this.last = null;
    this.background = new Background(this);
  }

  /** Whether nobody would miss it. */
  get isIdle() {
    const isAtRest = this.#inFlight === null && [...this.#feeds.values()].every((feed) => feed.isIdle);
    return isAtRest && this.subscribers.size === 0 && this.keeper === null && this.background.isIdle;
  }

  /** Whether a request is under way. */
  get isFetching() {
    return this.#inFlight !== null;
  }

  /** @returns {Consumer | null} somebody who wants a stream */
  streamer() {
    for (const [consumer, { streaming }] of this.subscribers) if (streaming) return consumer;
    return this.keeper;
  }

  /** @returns {Consumer | null} somebody who wants polls */
  poller() {
    for (const [consumer, { pollingInterval }] of this.subscribers) if (pollingInterval > 0) return consumer;
    return null;
  }

  /** The shortest interval; 0: nobody wants polls. */
  interval() {
    const intervals = [...this.subscribers.values()].map((wish) => wish.pollingInterval).filter((interval) => interval > 0);
    return intervals.length === 0 ? 0 : Math.min(...intervals);
  }

  /** @param {Consumer} consumer */
  feedOf(consumer) {
    const { apiHost, apiHostRequestHeaders, streamingHost, streamingHostRequestHeaders } = consumer;
    const kind = JSON.stringify([apiHost, apiHostRequestHeaders, streamingHost, streamingHostRequestHeaders]);
    let feed = this.#feeds.get(kind);
    if (feed === undefined) {
      this.#dropFeeds();
      feed = new NativeFeed(consumer, this);
      this.#feeds.set(kind, feed);
    }
    return feed;
  }

  /** Headers that are others each time must not lead to more and more feeds. */
  #dropFeeds() {
    for (const [kind, feed] of this.#feeds) {
      if (!feed.isIdle || feed.isFollowing) continue;
      feed.dispose();
      this.#feeds.delete(kind);
    }
  }

  /**
   * Asks the server, or joins the one who does.
   *
   * @param {Consumer} consumer
   * @param {boolean} insists Even while the server wants to be left alone.
   * @returns {Promise<PayloadSource>}
   */
  fetch(consumer, insists) {
    if (this.#inFlight === null) {
      const fetching = this.#fetch(consumer, insists);
      const done = () => this.#ended(fetching);
      this.#inFlight = fetching;
      fetching.then(done, done);
    }
    return this.#inFlight;
  }

  /** @param {Promise<PayloadSource>} fetching */
  #ended(fetching) {
    if (this.#inFlight === fetching) this.#inFlight = null;
    if (this.#isRetired) this.retire();
  }

  /**
   * @param {Consumer} consumer
   * @param {boolean} insists
   */
  async #fetch(consumer, insists) {
    try {
      const found = await (fetchesByHost() ? fetchByHost(consumer) : this.feedOf(consumer).fetch(insists));
      this.hasFailed = false;
      return this.#isRetired ? found.source : this.#take(found);
    } catch (error) {
      this.hasFailed = true;
      throw error;
    }
  }

  /**
   * Asks the server where nobody waits for it.
   *
   * @param {Consumer} consumer
   * @returns {Promise<boolean>} whether it went well
   */
  look(consumer) {
    return this.fetch(consumer, false).then(
      () => true,
      (error) => {
        this.failed(false, error);
        return false;
      },
    );
  }

  /** @param {Found} found */
  #take(found) {
    this.#isTroubled = false;
    // Once there is one, answers without the header say nothing.
    this.hasStream = found.hasStream || this.hasStream === true;
    const source = this.#receive(this, found);
    this.background.update();
    return source;
  }

  /** @param {Found} found */
  updated(found) {
    if (!this.#isRetired) this.#take(found);
  }

  confirmed() {
    this.#isTroubled = false;
    if (!this.#isRetired) this.#confirm(this);
  }

  /** The stream says that there is something else. */
  outdated() {
    const consumer = this.streamer();
    if (consumer !== null) this.look(consumer);
  }

  /** @param {boolean} isOpen */
  streamChanged(isOpen) {
    if (isOpen) this.#isTroubled = false;
    this.background.streamChanged(isOpen);
    // Whoever opened it while the server could not be reached has nothing yet.
    if (isOpen && this.hasFailed) this.outdated();
  }

  streamUnsupported() {
    this.hasStream = false;
    warnOfStream(this.key, [...this.subscribers.keys(), this.keeper]);
  }

  /**
   * A poll or the stream has failed: told once, until something goes well again.
   *
   * @param {boolean} ofStream
   * @param {any} error
   */
  failed(ofStream, error) {
    if (this.#isTroubled || this.#isRetired) return;
    this.#isTroubled = true;
    tellTrouble(this.subscribers.keys(), ofStream, error);
  }

  /** Nothing follows, but those who wait are answered. */
  retire() {
    this.#isRetired = true;
    this.subscribers.clear();
    this.keeper = null;
    this.background.update(true);
    for (const [kind, feed] of this.#feeds) {
      if (!feed.isIdle) continue;
      feed.dispose();
      this.#feeds.delete(kind);
    }
  }
}

exports.Channel = Channel;
