'use strict';

const { PollingMode } = require('../enums.js');

/**
 * The settings of a client as the native service takes them.
 *
 * @param {import('../options/settings.js').Settings} settings
 * @param {{ offline: boolean, hasCache: boolean, hasFetcher: boolean, initial: any }} state
 */
function openOptions(settings, state) {
  return {
    sdkKey: settings.sdkKey,
    mode: settings.mode,
    baseUrl: settings.baseUrl,
    baseUrlOverridden: settings.baseUrlOverridden,
    requestTimeoutMs: settings.requestTimeoutMs,
    pollIntervalMs: settings.pollIntervalMs,
    timeToLiveMs: settings.ttlMs,
    maxInitWaitMs: settings.maxInitWaitMs,
    // As the callback API always did. Not while polling: the next poll would be skipped.
    renewsOnFailure: settings.legacy && settings.mode !== PollingMode.AutoPoll,
    headers: settings.headers.flat(),
    proxy: settings.proxy,
    cacheFile: settings.cacheFile,
    suppliesTrust: true,
    ...state,
  };
}

exports.openOptions = openOptions;
