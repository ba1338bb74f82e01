/** Thrown by calls that need `initialize` to have finished. */
export declare class StatsigUninitializedError extends Error {
  constructor();
}

/** Thrown for an SDK key, a name or a user that cannot be used. */
export declare class StatsigInvalidArgumentError extends Error {
  constructor(message?: string);
}

/** Never thrown; for programs that look for it. */
export declare class StatsigTooManyRequestsError extends Error {
  constructor(message?: string);
}

/** Never thrown; for programs that look for it. */
export declare class StatsigLocalModeNetworkError extends Error {
  constructor();
}
