'use strict';

/** Numbers that tests change. */
exports.tuning = {
  /** A feature that was evaluated so often is worth finding out what a few attributes decide of it. */
  settledAfter: 16,
};
