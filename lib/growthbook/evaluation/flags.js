'use strict';

/** What the journal says of a run. */
const RunFlags = {
  /** The user is not in. */
  NO_FLAGS: 0,
  IN_EXPERIMENT: 1,
  HASH_USED: 2,
  FALLBACK_USED: 4,
  STICKY_BUCKET_USED: 8,
  STICKY_ACTIVE: 16,
  /** Those of most runs. */
  RUN_FLAGS: 3,
};

module.exports = RunFlags;
