'use strict';

/** What no option changes; times in milliseconds. Tests do. */
const tuning = {
  /** The deadline of one request. */
  requestMs: 10_000,
  /** How long a data adapter may take for one access. */
  adapterMs: 10_000,
  /** A timer that is so much overdue, or twice its interval, belonged to a process that was frozen. Failures of so long are told. */
  patienceMs: 120_000,
  /** Texts of so many UTF-16 code units are parsed on another thread. */
  longText: 32 * 1024,
  /** How many files of ID lists an own fetch is asked for at a time. */
  filesAtOnce: 8,
};

exports.tuning = tuning;
