'use strict';

const { gzip } = require('node:zlib');
const { promisify } = require('node:util');
const { SDK_TYPE, SDK_VERSION } = require('../options/sdk.js');
const { StatsigInvalidIDListsResponseError, textOf, withoutPeriod } = require('../errors.js');
const { inTime } = require('./deadline.js');
const { requestError, statusError } = require('./errors.js');
const { tuning } = require('./tuning.js');

const compress = promisify(gzip);

/** Bodies of fewer characters are looked into here: they say that there is nothing new, and hold no specs. */
const SMALL_BODY = 4_096;

/**
 * @typedef {object} Answer What is used of a response.
 * @property {boolean} ok
 * @property {number} status
 * @property {any} headers
 * @property {() => Promise<string>} text
 */

/**
 * The requests of a server whose application has a fetch of its own (`networkOverrideFunc`), by the rules of those of native code: a deadline
 * for each, one repetition at the official address where that is wanted, and no address or key in an error.
 */
class OwnFetch {
  #fetch;
  #identity;
  #addresses;
  #lists;
  #native;
  #logger;
  #compresses = true;

  /**
   * @param {(url: string, params: any) => Promise<any>} fetch
   * @param {{ secretKey: string, sessionId: string }} identity
   * @param {import('./server-options.js').Addresses} addresses
   * @param {any} lists Handle of the ID lists.
   * @param {any} binding
   * @param {import('../logging/logger.js').OutputLogger} logger
   */
  constructor(fetch, identity, addresses, lists, binding, logger) {
    this.#fetch = fetch;
    this.#identity = identity;
    this.#addresses = addresses;
    this.#lists = lists;
    this.#native = binding;
    this.#logger = logger;
  }

  /** @param {boolean} on */
  setCompression(on) {
    this.#compresses = on;
  }

  /**
   * @param {number} sinceTime
   * @returns {Promise<any>} native specs; null: there is nothing new
   */
  async fetchSpecs(sinceTime) {
    const { specsApi, fallbackSpecsApi } = this.#addresses;
    const query = sinceTime > 0 ? `?sinceTime=${sinceTime}` : '';
    const path = `/download_config_specs/${this.#identity.secretKey}.json${query}`;
    const text = await this.#firstOf(specsApi, fallbackSpecsApi, 'config specs', (api) => this.#text(api + path, { method: 'GET', headers: this.#headers() }));
    return isWithoutNews(text) ? null : this.#native.statsigSpecsAsync(text);
  }

  /** @returns {Promise<boolean>} whether a list has changed */
  async syncIdLists() {
    const { idListsApi, fallbackIdListsApi } = this.#addresses;
    const request = () => ({ method: 'POST', body: '{}', headers: this.#headers() });
    const lookup = await this.#firstOf(idListsApi, fallbackIdListsApi, 'id lists', (api) => this.#text(`${api}/get_id_lists`, request()));
    const pieces = this.#plan(lookup);
    const changes = await inGroups(pieces, tuning.filesAtOnce, (piece) => this.#download(piece));
    return changes.includes(true);
  }

  /**
   * @param {string} body
   * @param {number} count
   * @returns {Promise<number>} the status of the answer
   */
  async sendEvents(body, count) {
    const headers = { 'STATSIG-EVENT-COUNT': String(count), ...this.#headers() };
    const packed = this.#compresses ? await compress(body) : body;
    if (packed !== body) headers['Content-Encoding'] = 'gzip';
    const url = `${this.#addresses.eventsApi}/log_event`;
    const { ok, status } = await inTime(tuning.requestMs, (signal) => this.#ask(url, { method: 'POST', body: packed, headers, signal }));
    return ok ? 200 : Number(status);
  }

  /** @returns {Record<string, string>} */
  #headers() {
    return {
      'Content-type': 'application/json; charset=UTF-8',
      'STATSIG-API-KEY': this.#identity.secretKey,
      'STATSIG-CLIENT-TIME': String(Date.now()),
      'STATSIG-SERVER-SESSION-ID': this.#identity.sessionId,
      'STATSIG-SDK-TYPE': SDK_TYPE,
      'STATSIG-SDK-VERSION': SDK_VERSION,
    };
  }

  /**
   * @param {string} lookup
   * @returns {{ name: string, url: string, from: number }[]} what is to be downloaded
   */
  #plan(lookup) {
    try {
      return JSON.parse(this.#native.statsigIdListPlan(this.#lists, lookup));
    } catch {
      throw new StatsigInvalidIDListsResponseError();
    }
  }

  /**
   * The next piece of a list. A list that fails does not keep the others from being used.
   *
   * @param {{ name: string, url: string, from: number }} piece
   * @returns {Promise<boolean>} whether there is something new
   */
  async #download({ name, url, from }) {
    try {
      const { body, isWhole, length } = await inTime(tuning.requestMs, async (signal) => {
        const answer = await this.#success(url, { method: 'GET', headers: { Range: `bytes=${from}-` }, signal });
        const body = await textOfBody(answer);
        // Who does not know ranges answers with all of it.
        return { body, isWhole: answer.status === 200 && from > 0, length: lengthOf(answer, body) };
      });
      return await this.#native.statsigIdListApply(this.#lists, name, body, length, isWhole);
    } catch (error) {
      this.#logger.debug(`An ID list could not be downloaded: ${textOf(error)}`);
      return false;
    }
  }

  /**
   * @param {string} api
   * @param {string | null} fallback
   * @param {string} what
   * @param {(api: string) => Promise<string>} get
   */
  async #firstOf(api, fallback, what, get) {
    try {
      return await get(api);
    } catch (error) {
      if (fallback === null) throw error;
      this.#logger.warn(`Error downloading ${what}: ${withoutPeriod(textOf(error))}. Falling back to Statsig API.`);
      return get(fallback);
    }
  }

  /**
   * @param {string} url
   * @param {any} params
   * @returns {Promise<string>}
   */
  #text(url, params) {
    return inTime(tuning.requestMs, async (signal) => {
      const answer = await this.#success(url, { ...params, signal });
      return answer.status === 204 ? '' : textOfBody(answer);
    });
  }

  /**
   * @param {string} url
   * @param {any} params
   * @returns {Promise<Answer>}
   */
  async #success(url, params) {
    const answer = await this.#ask(url, params);
    if (!answer.ok) throw statusError(Number(answer.status));
    return answer;
  }

  /**
   * @param {string} url
   * @param {any} params
   * @returns {Promise<Answer>}
   */
  async #ask(url, params) {
    const answer = await this.#fetch(url, params);
    if (typeof answer !== 'object' || answer === null) throw requestError('BAD_RESPONSE', 'networkOverrideFunc gave no response');
    return answer;
  }
}

/** @param {Answer} answer */
async function textOfBody(answer) {
  const text = await answer.text();
  if (typeof text !== 'string') throw requestError('BAD_RESPONSE', 'The response has no text');
  return text;
}

/**
 * Whether a body says that nothing has changed.
 *
 * @param {string} text
 */
function isWithoutNews(text) {
  if (text.length > SMALL_BODY) return false;
  if (text === '') return true;
  try {
    const body = JSON.parse(text);
    return typeof body === 'object' && body !== null && !body.has_updates;
  } catch {
    // Whoever compiles it will say what is wrong with it.
    return false;
  }
}

/**
 * How many bytes of the file an answer holds.
 *
 * @param {Answer} answer
 * @param {string} body
 */
function lengthOf({ headers }, body) {
  const told = Number(headers?.get?.('content-length') ?? headers?.['content-length'] ?? NaN);
  return Number.isInteger(told) && told >= 0 ? told : Buffer.byteLength(body);
}

/**
 * @template T, R
 * @param {T[]} items
 * @param {number} size
 * @param {(item: T) => Promise<R>} work
 * @returns {Promise<R[]>}
 */
async function inGroups(items, size, work) {
  const results = [];
  for (let start = 0; start < items.length; start += size) {
    results.push(...(await Promise.all(items.slice(start, start + size).map(work))));
  }
  return results;
}

exports.OwnFetch = OwnFetch;
