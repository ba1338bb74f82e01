'use strict';

const { describe } = require('./describe');

/**
 * One of the two packages that are compared: a client, and everything that it tells its logger and its hooks.
 */
class CurrentSide {
  /**
   * @param {object} sdk the package
   * @param {string} sdkKey
   * @param {object} options client options
   */
  constructor(sdk, sdkKey, options) {
    /** @type {string[]} */
    this.events = [];
    this.user = undefined;
    this.logger = {
      level: 3,
      eol: options.eol,
      log: (level, id, message, exception) => this.onLog(level, id, message, exception),
    };
    const setupHooks = (hooks) => {
      hooks.on('flagEvaluated', (details) => this.note('flagEvaluated', details));
      hooks.on('clientError', (message, exception) => this.note('clientError', String(message), exception));
      hooks.on('configChanged', () => this.note('configChanged'));
      hooks.on('configFetched', (result, byUser) => this.note('configFetched', result.errorCode, byUser));
    };
    const { eol, ...clientOptions } = options;
    this.eol = eol;
    this.client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { ...clientOptions, logger: this.logger, setupHooks });
  }

  note(name, ...values) {
    this.events.push(`${name} ${values.map((value) => describe(value, this.user)).join(' ')}`);
  }

  onLog(level, id, message, exception) {
    if (level < 4) {
      const names = message?.argNames ? ` ${message.argNames}` : '';
      this.note(`log ${level} ${id}${names}`, String(message), exception);
    }
  }

  /**
   * Runs an operation and tells all that came of it: result or error, log and hook events in their order.
   *
   * @param {(client: any) => any} operation
   * @param {any} user the user object that the operation passes
   * @param {number} level log level
   */
  async observe(operation, user, level) {
    this.events.length = 0;
    this.user = user;
    this.logger.level = level;
    let outcome;
    try {
      outcome = `gives ${describe(await operation(this.client), user)}`;
    } catch (error) {
      outcome = `throws ${describe(error, user)}`;
    }
    return [outcome, ...this.events].join('\n');
  }
}

module.exports = { CurrentSide };
