'use strict';

const { HostPoll } = require('./host-poll.js');
const { HostStream } = require('./host-stream.js');
const { Streaming } = require('./native-feed.js');
const { fetchesByHost, streamsByHost } = require('./helpers.js');
const { settings } = require('./settings.js');
const { tuning } = require('./tuning.js');

/**
 * @typedef {import('./channel.js').Channel} Channel
 * @typedef {import('./channel.js').Consumer} Consumer
 */

/** Whether the application has paused all streams and polls. */
const pause = { isOn: false };

/** What keeps the payload of one key up to date while nobody asks for it: a stream, and polls while that is not open. */
class Background {
  #channel;
  #isOpen = false;
  /** For whom the stream is open. @type {Consumer | null} */
  #streamer = null;
  /** One of `Streaming`. @type {number} */
  #wanted = Streaming.Off;
  /** @type {HostStream | null} */
  #hostStream = null;
  /** For whom is polled. @type {Consumer | null} */
  #poller = null;
  /** @type {HostPoll | null} */
  #hostPoll = null;
  /** @type {NodeJS.Timeout | null} */
  #linger = null;

  /** @param {Channel} channel */
  constructor(channel) {
    this.#channel = channel;
  }

  get isIdle() {
    return this.#streamer === null && this.#poller === null;
  }

  /**
   * Goes by what is wanted now.
   *
   * @param {boolean} [isFinal] What is not wanted any more ends at once.
   */
  update(isFinal = false) {
    try {
      this.#update(isFinal);
    } catch (error) {
      // Without a thread for the network; whoever waits for a payload hears of it besides.
      this.#channel.failed(true, error);
    }
  }

  /** @param {boolean} isFinal */
  #update(isFinal) {
    const isActive = settings.backgroundSync && !pause.isOn;
    const streamer = isActive ? this.#channel.streamer() : null;
    if (streamer !== null) this.#startStream(streamer);
    else if (this.#streamer !== null) this.#endStream(isFinal || !isActive);
    this.#updatePoll(isActive ? this.#channel.interval() : 0);
  }

  /** @param {Consumer} streamer */
  #startStream(streamer) {
    this.#stay();
    this.#streamer ??= streamer;
    if (streamsByHost()) this.#streamByHost();
    else this.#streamNatively();
  }

  #streamByHost() {
    this.#setNative(Streaming.Off);
    if (this.#hostStream !== null || this.#isRefused()) return;
    const stream = new HostStream(/** @type {Consumer} */ (this.#streamer), this.#channel);
    this.#hostStream = stream;
  }

  #streamNatively() {
    this.#closeHostStream();
    // Who asks for a stream with a payload at hand has not asked the server whether there is one.
    const isChecked = this.#channel.hasStream !== undefined || this.#channel.hasFailed;
    const asks = isChecked && this.#channel.hasStream !== true;
    // What the functions of the application were told is not known to native code.
    if (fetchesByHost() && this.#isRefused()) return;
    this.#setNative(Math.max(this.#wanted, asks && !fetchesByHost() ? Streaming.IfSupported : Streaming.Always));
  }

  #isRefused() {
    if (this.#channel.hasStream !== false) return false;
    this.#channel.streamUnsupported();
    return true;
  }

  /** @param {number} wanted */
  #setNative(wanted) {
    if (this.#wanted === wanted) return;
    this.#wanted = wanted;
    this.#channel.feedOf(/** @type {Consumer} */ (this.#streamer)).stream(wanted);
  }

  #closeHostStream() {
    this.#hostStream?.close();
    this.#hostStream = null;
  }

  /** @param {boolean} isFinal */
  #endStream(isFinal) {
    if (isFinal) this.#stop();
    else this.#linger ??= setTimeout(() => this.#stop(), tuning.lingerMs).unref();
  }

  /** Somebody wants it again. */
  #stay() {
    if (this.#linger !== null) clearTimeout(this.#linger);
    this.#linger = null;
  }

  #stop() {
    this.#stay();
    this.#closeHostStream();
    this.#setNative(Streaming.Off);
    this.#streamer = null;
    this.streamChanged(false);
  }

  /** @param {boolean} isOpen */
  streamChanged(isOpen) {
    this.#isOpen = isOpen;
    this.#updatePoll(settings.backgroundSync && !pause.isOn ? this.#channel.interval() : 0);
  }

  /** @param {number} interval 0: not at all. */
  #updatePoll(interval) {
    const consumer = interval === 0 ? null : (this.#poller ?? this.#channel.poller());
    const byHost = fetchesByHost();
    // Native code knows of its own streams only.
    const intervalMs = this.#isOpen ? 0 : interval;
    this.#hostPoll?.every(byHost ? intervalMs : 0);
    if (byHost && consumer !== null && this.#hostPoll === null) {
      this.#hostPoll = new HostPoll(() => this.#channel.look(/** @type {Consumer} */ (this.#poller)));
      this.#hostPoll.every(intervalMs);
    }
    const feed = this.#poller ?? consumer;
    if (feed !== null && !(byHost && consumer === null)) this.#channel.feedOf(feed).poll(byHost ? 0 : intervalMs);
    this.#poller = consumer;
  }
}

exports.Background = Background;
exports.pause = pause;
