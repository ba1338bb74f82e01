'use strict';

const { configEvent, gateEvent, layerEvent } = require('./log-event.js');

/**
 * The application's callbacks about evaluations. What they throw is told once and changes nothing.
 *
 * @typedef {import('../evaluation/evaluation.js').Evaluation} Evaluation
 */
class Listeners {
  #one;
  #several;
  #environment;
  #faults;

  /**
   * @param {import('../options/options.js').ServerOptions} options
   * @param {import('../user/environment.js').Environment} environment
   * @param {import('../logging/faults.js').Faults} faults
   */
  constructor({ evaluationCallback, evaluationCallbacks }, environment, faults) {
    this.#one = evaluationCallback;
    this.#several = evaluationCallbacks ?? {};
    this.#environment = environment;
    this.#faults = faults;
  }

  /**
   * @param {any} gate
   * @param {any} user
   * @param {Evaluation} evaluation
   * @param {boolean} isCurrent false: the call has a deprecated name
   */
  gate(gate, user, evaluation, isCurrent) {
    this.#tell('gateCallback', () => {
      const environment = this.#environment.of(user);
      return [gate, userIn(user, environment), gateEvent(user, environment, gate.name, evaluation, gate.evaluationDetails)];
    });
    if (isCurrent) this.#tellOne(gate);
  }

  /**
   * @param {'dynamicConfigCallback' | 'experimentCallback'} callback
   * @param {any} config
   * @param {any} user
   * @param {Evaluation} evaluation
   * @param {boolean} isCurrent
   */
  config(callback, config, user, evaluation, isCurrent) {
    this.#tell(callback, () => {
      const environment = this.#environment.of(user);
      return [config, userIn(user, environment), configEvent(user, environment, config.name, evaluation, config.getEvaluationDetails())];
    });
    if (isCurrent) this.#tellOne(config);
  }

  /**
   * @param {any} layer
   * @param {any} user
   * @param {boolean} isCurrent
   */
  layer(layer, user, isCurrent) {
    this.#tell('layerCallback', () => [layer, userIn(user, this.#environment.of(user))]);
    if (isCurrent) this.#tellOne(layer);
  }

  /**
   * @param {any} layer
   * @param {string} parameter
   * @param {any} user
   * @param {Evaluation} evaluation
   */
  layerParameter(layer, parameter, user, evaluation) {
    this.#tell('layerParamCallback', () => {
      const environment = this.#environment.of(user);
      const read = { name: layer.name, parameter };
      return [layer, parameter, userIn(user, environment), layerEvent(user, environment, read, evaluation, layer.getEvaluationDetails())];
    });
  }

  /** @param {any} result */
  #tellOne(result) {
    const callback = this.#one;
    if (callback !== null) this.#faults.guard('evaluationCallback', () => callback(result));
  }

  /**
   * @param {string} name
   * @param {() => any[]} argumentsOf
   */
  #tell(name, argumentsOf) {
    this.#faults.guard(name, () => {
      const callbacks = this.#several;
      return typeof callbacks[name] === 'function' ? callbacks[name](...argumentsOf()) : undefined;
    });
  }
}

/**
 * The user as callbacks get it: with the environment, which the application's own object is not given.
 *
 * @param {any} user
 * @param {any} environment
 */
function userIn(user, environment) {
  if (environment === undefined || environment === user.statsigEnvironment) return user;
  return Object.assign(Object.create(Object.getPrototypeOf(user)), user, { statsigEnvironment: environment });
}

/**
 * @param {import('../options/options.js').ServerOptions} options
 * @param {import('../user/environment.js').Environment} environment
 * @param {import('../logging/faults.js').Faults} faults
 * @returns {Listeners | null} null: nobody listens
 */
function listenersOf(options, environment, faults) {
  if (options.evaluationCallback === null && options.evaluationCallbacks === null) return null;
  return new Listeners(options, environment, faults);
}

exports.Listeners = Listeners;
exports.listenersOf = listenersOf;
