'use strict';

const { checkReady } = require('./checks.js');
const { isUsable } = require('../user/usable.js');

const NO_USER =
  'statsigSDK::logEvent> No valid userID was provided. Event will be logged but not associated with an identifiable user. This message is only logged once.';

/** The events of the application. */
class Events {
  #service;
  #recorder;
  #environment;
  #hasWarned = false;

  /** @param {Pick<import('./gates.js').Parts, 'service' | 'recorder' | 'environment'>} parts */
  constructor({ service, recorder, environment }) {
    this.#service = service;
    this.#recorder = recorder;
    this.#environment = environment;
  }

  /**
   * @param {any} user
   * @param {any} name
   * @param {any} value
   * @param {any} metadata
   * @param {any} time in milliseconds; what is no number means now
   */
  log(user, name, value, metadata, time) {
    checkReady(this.#service);
    try {
      if (typeof name !== 'string' || name === '') {
        this.#service.logger.error('statsigSDK> EventName needs to be a string of non-zero length.');
        return;
      }
      this.#warn(user, metadata);
      this.#recorder.event(user, this.#environment.of(user), { name, value, metadata, time });
    } catch (error) {
      this.#service.faults.tell('logEvent', error);
    }
  }

  /**
   * @param {any} user
   * @param {any} metadata
   */
  #warn(user, metadata) {
    const { logger } = this.#service;
    if (user !== undefined && user !== null && typeof user !== 'object') {
      logger.warn('statsigSDK> User is not set because it needs to be an object.');
    } else if (!this.#hasWarned && !isUsable(user)) {
      this.#hasWarned = true;
      logger.warn(NO_USER);
    }
    if (metadata !== undefined && metadata !== null && typeof metadata !== 'object') {
      logger.warn('statsigSDK> Metadata is not set because it needs to be an object.');
    }
  }

  /** @param {any} event */
  logObject(event) {
    checkReady(this.#service);
    if (typeof event !== 'object' || event === null) {
      this.#service.faults.tell('logEventObject', new TypeError('The event is no object'));
      return;
    }
    const { eventName, metadata, time, user, value } = event;
    this.log(user, eventName, value, metadata, time);
  }
}

exports.Events = Events;
