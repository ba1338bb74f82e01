'use strict';

/** The environment of the users of one server. It stands beside them: their objects are the application's. */
class Environment {
  #store;
  #root;
  /** What specs say of users for whom nobody says anything; null: nothing. @type {{ tier: string } | null} */
  #ofSpecs = null;

  /**
   * @param {Record<string, any> | null} given Option `environment`.
   * @param {import('../specs/store.js').SpecStore} store
   */
  constructor(given, store) {
    this.given = given;
    this.#store = store;
  }

  /**
   * That of one user: the option, or else what the specs say, or else the user's own.
   *
   * @param {any} user
   * @returns {any}
   */
  of(user) {
    return this.given ?? this.#byDefault() ?? user?.statsigEnvironment;
  }

  /** That of users who have none of their own; undefined: none. */
  get default() {
    return this.given ?? this.#byDefault() ?? undefined;
  }

  /** What sampling goes by. */
  get tier() {
    return this.given?.tier ?? 'production';
  }

  #byDefault() {
    const { root } = this.#store;
    if (root !== this.#root) {
      this.#root = root;
      const tier = root?.default_environment ?? null;
      this.#ofSpecs = tier === null ? null : { tier };
    }
    return this.#ofSpecs;
  }
}

exports.Environment = Environment;
