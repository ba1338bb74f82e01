'use strict';

const { countryOf } = require('./countries.js');
const { Recent } = require('./recent.js');
const { parseUserAgent } = require('./user-agents.js');

/** How many answers are kept, and up to what length of the text that was asked about, in UTF-16 code units. */
const COUNTRIES = { most: 4_096, longest: 64 };
const USER_AGENTS = { most: 1_024, longest: 1_000 };

/**
 * What can be found out about a user from texts that say it indirectly. The packages that know are loaded when they are first needed;
 * nothing here throws.
 */
class Lookups {
  #hasCountries;
  #onFailure;
  /** @type {Recent<string | null> | undefined} */
  #countries;
  /** @type {Recent<Readonly<import('./user-agents.js').UserAgent> | null> | undefined} */
  #userAgents;

  /**
   * @param {object} options
   * @param {boolean} options.countries false: no address has a country (`initStrategyForIP3Country: 'none'`)
   * @param {(error: unknown) => void} [onFailure] told once if a package cannot be loaded, after which it answers nothing
   */
  constructor({ countries }, onFailure = () => {}) {
    this.#hasCountries = countries;
    this.#onFailure = onFailure;
  }

  /**
   * The country of an IPv4 address.
   *
   * @param {unknown} ip a text of four numbers, or all of it as one number
   * @returns {string | null} two capital letters, such as `US`; `null` where none is known
   */
  country(ip) {
    if (!this.#hasCountries) return null;
    if (typeof ip === 'number') return countryOf(ip, this.#onFailure);
    if (typeof ip !== 'string') return null;
    this.#countries ??= new Recent(COUNTRIES.most, COUNTRIES.longest);
    return this.#countries.get(ip, (text) => countryOf(text, this.#onFailure));
  }

  /**
   * What a user agent says of operating system and browser. The object is shared, and frozen.
   *
   * @param {unknown} userAgent
   * @returns {Readonly<import('./user-agents.js').UserAgent> | null} `null` for what is no text, and for one of more than 1,000 code units
   */
  userAgent(userAgent) {
    if (typeof userAgent !== 'string' || userAgent.length > USER_AGENTS.longest) return null;
    this.#userAgents ??= new Recent(USER_AGENTS.most, USER_AGENTS.longest);
    return this.#userAgents.get(userAgent, (text) => parseUserAgent(text, this.#onFailure));
  }
}

exports.Lookups = Lookups;
