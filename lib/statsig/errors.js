'use strict';

// Each of them is named `Error`, as those of the official SDK are.

const CONNECTION_HELP = 'See https://docs.statsig.com/messages/serverSDKConnection for more information';

/** Thrown by calls that need `initialize` to have finished. */
class StatsigUninitializedError extends Error {
  constructor() {
    super('Call and wait for initialize() to finish first.');
  }
}

/** Thrown for an SDK key, a name or a user that cannot be used. */
class StatsigInvalidArgumentError extends Error {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
  }
}

/** Exported for programs that look for it; nothing here throws it, because requests to one address never pile up. */
class StatsigTooManyRequestsError extends Error {
  /** @param {string} [message] */
  constructor(message) {
    super(message);
  }
}

/** Exported for programs that look for it; in local mode nothing even tries to make a request. */
class StatsigLocalModeNetworkError extends Error {
  constructor() {
    super('No network requests in localMode');
  }
}

// The others are told, in logs and in the details of an initialization, but not exported.

/** The specs could not be downloaded, or are none. */
class StatsigInitializeFromNetworkError extends Error {
  /** @param {string} cause */
  constructor(cause) {
    super(`statsigSDK::initialize> Failed to initialize from the network: ${withoutPeriod(cause)}. ${CONNECTION_HELP}`);
  }
}

class StatsigInitializeIDListsError extends Error {
  /** @param {string} cause */
  constructor(cause) {
    super(`statsigSDK::initialize> Failed to initialize id lists: ${withoutPeriod(cause)}.`);
  }
}

class StatsigInvalidBootstrapValuesError extends Error {
  constructor() {
    super('statsigSDK::initialize> the provided bootstrapValues is not a valid JSON string.');
  }
}

class StatsigInvalidDataAdapterValuesError extends Error {
  /** @param {string} path One of `DataAdapterKeyPath`. */
  constructor(path) {
    super(`statsigSDK::dataAdapter> Failed to retrieve valid values for ${path}) from the provided data adapter`);
  }
}

class StatsigInvalidIDListsResponseError extends Error {
  constructor() {
    super('statsigSDK::dataAdapter> Failed to retrieve a valid ID lists response from network');
  }
}

class StatsigInvalidConfigSpecsResponseError extends Error {
  constructor() {
    super('statsigSDK::dataAdapter> Failed to retrieve a valid config specs response from network');
  }
}

class StatsigSDKKeyMismatchError extends Error {
  constructor() {
    super('statsigSDK::initialize> SDK key provided in initialize() does not match the one used to generate initialize reponse.');
  }
}

/**
 * What something that was thrown says.
 *
 * @param {any} thrown
 * @returns {string}
 */
function textOf(thrown) {
  try {
    return String(thrown?.message ?? thrown);
  } catch {
    // An object that refuses to be a text.
    return 'unknown error';
  }
}

/** @param {string} text */
function withoutPeriod(text) {
  return text.replace(/\.$/, '');
}

exports.StatsigUninitializedError = StatsigUninitializedError;
exports.StatsigInvalidArgumentError = StatsigInvalidArgumentError;
exports.StatsigTooManyRequestsError = StatsigTooManyRequestsError;
exports.StatsigLocalModeNetworkError = StatsigLocalModeNetworkError;
exports.StatsigInitializeFromNetworkError = StatsigInitializeFromNetworkError;
exports.StatsigInitializeIDListsError = StatsigInitializeIDListsError;
exports.StatsigInvalidBootstrapValuesError = StatsigInvalidBootstrapValuesError;
exports.StatsigInvalidDataAdapterValuesError = StatsigInvalidDataAdapterValuesError;
exports.StatsigInvalidIDListsResponseError = StatsigInvalidIDListsResponseError;
exports.StatsigInvalidConfigSpecsResponseError = StatsigInvalidConfigSpecsResponseError;
exports.StatsigSDKKeyMismatchError = StatsigSDKKeyMismatchError;
exports.textOf = textOf;
exports.withoutPeriod = withoutPeriod;
