'use strict';

/** Times in milliseconds that no option changes. Tests do. */
const tuning = {
  /** The deadline of a fetch, with its repetitions. */
  fetchMs: 30_000,
  /** When a stream that has ended is opened again, unless the server says otherwise. */
  reconnectMs: 3_000,
  /** The least that a server can say. */
  shortestReconnectMs: 1_000,
  /** A stream that says nothing for so long is taken for dead: servers say something every 30 s. */
  silenceMs: 90_000,
  /** How long the persistent cache may take for one access. */
  storageWaitMs: 1_000,
  /** How long is waited for a sticky bucket service where no timeout says otherwise. */
  stickyWaitMs: 1_000,
  /** How long a stream stays open that nobody subscribes to any more: in a server the next one comes soon. */
  lingerMs: 60_000,
  /** Rests after failures are not longer. */
  longestRestMs: 300_000,
};

exports.tuning = tuning;
