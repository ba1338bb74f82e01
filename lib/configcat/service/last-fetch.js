'use strict';

const { RefreshErrorCode } = require('../enums.js');
const { withCode } = require('../errors.js');
const { abortedResult, reportFetch } = require('../fetching/fetch-report.js');
const { NoReport } = require('./native-events.js');
const { failure, success } = require('../clients/refresh-result.js');

/** The code of a download that brought a config. All others leave the config as it was and at most renew its time. */
const FETCHED = 0;

/** The code of a download that confirmed the config at hand. */
const NOT_MODIFIED = 304;

const NO_FETCHER = { thrown: undefined, response: undefined };

/** What came of the last download, as the results of refreshes tell it. */
class LastFetch {
  #messages;
  #sdkKey;
  #fetchBridge;
  #code = FETCHED;
  /** What a refresh that joins it gets. */
  result = success();

  /**
   * @param {import('../options/settings.js').Settings} settings
   * @param {import('../fetching/fetch-bridge.js').FetchBridge | null} fetchBridge
   */
  constructor({ messages, sdkKey }, fetchBridge) {
    this.#messages = messages;
    this.#sdkKey = sdkKey;
    this.#fetchBridge = fetchBridge;
  }

  /** It brought a config. */
  get isFetched() {
    return this.#code === FETCHED;
  }

  /** The config is known to be the latest. */
  get isSuccess() {
    return this.isFetched || this.#code === NOT_MODIFIED;
  }

  /** @param {any[]} args What the native service tells of a download that ended. */
  ended([code, status, reason, rayId, errorCode, errorText, timeoutMs]) {
    const { thrown, response } = this.#fetchBridge ?? NO_FETCHER;
    this.#code = code;
    return {
      code,
      status: response ? response.statusCode : status,
      reason: response ? response.reasonPhrase : reason,
      rayId,
      errorCode,
      errorText,
      timeoutMs,
      thrown,
      body: response?.body,
    };
  }

  /**
   * Logs it, and keeps the result.
   *
   * @param {ReturnType<LastFetch['ended']>} report
   */
  tell(report) {
    this.result = reportFetch(this.#messages, this.#sdkKey, report);
  }

  /**
   * The result of a refresh that ended with a code.
   *
   * @param {number} code
   * @param {string | undefined} text
   * @param {string | undefined} errorCode
   */
  resultOf(code, text, errorCode) {
    switch (code) {
      case NoReport.Disposed:
        return abortedResult();
      case NoReport.Offline:
        return this.offlineResult();
      case NoReport.Failed:
        // The host's fetcher gave up: that is an error of whoever asked, as it came.
        throw this.#fetchBridge?.thrown ?? withCode(new Error(text), errorCode);
      // The failure that came with the server's wish is still the last result.
      case NoReport.Held:
      default:
        return this.result;
    }
  }

  offlineResult() {
    return failure(RefreshErrorCode.OfflineClient, this.#messages.offline());
  }
}

exports.LastFetch = LastFetch;
