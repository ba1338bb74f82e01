'use strict';

const { detailsOf } = require('../results/details.js');
const { eventText, gatesText, jsonOf, userText, valueText } = require('./event-text.js');
const { Sampling, userKey } = require('./sampling.js');
const { Seen, whoIs } = require('./seen.js');

/** Events are handed over in groups: each crossing to native code has its price. */
const GROUP = 64;

const GATE_EXPOSURE = '"statsig::gate_exposure"';
const CONFIG_EXPOSURE = '"statsig::config_exposure"';
const LAYER_EXPOSURE = '"statsig::layer_exposure"';
const TYPE_MISMATCH = '"statsig::default_value_type_mismatch"';

/**
 * @typedef {import('../evaluation/evaluation.js').Evaluation} Evaluation
 *
 * @typedef {object} Exposure One that may be told.
 * @property {string} eventName as JSON text
 * @property {string} name of the gate, config or layer
 * @property {string} head of the metadata: what tells exposures apart
 * @property {readonly import('../specs/gate-exposure.js').GateExposure[]} gates
 * @property {() => string} keyOf gives the key by which some are chosen to be told
 */

/** Writes down what happens, and hands it over to be sent. */
class Recorder {
  /**
   * @param {object} options
   * @param {import('../evaluation/evaluator.js').Evaluator} options.evaluator
   * @param {string} options.tier of the server's environment
   * @param {(events: string, count: number) => void} options.send
   * @param {boolean} options.isSilent nothing is ever sent
   * @param {(error: unknown) => void} options.failed is told of exposures that could not be written
   */
  constructor({ evaluator, tier, send, isSilent, failed }) {
    this.failed = failed;
    this.store = evaluator.store;
    this.send = send;
    this.isSilent = isSilent;
    this.sampling = new Sampling(evaluator, tier);
    this.seen = new Seen();
    this.waiting = '';
    this.count = 0;
    /** @type {NodeJS.Immediate | null} */
    this.turn = null;
    this.handOver = () => {
      this.turn = null;
      this.drain();
    };
  }

  /**
   * An event of the application.
   *
   * @param {any} user
   * @param {any} environment of the user
   * @param {{ name: string, value?: any, metadata?: any, time?: number }} event
   */
  event(user, environment, { name, value, metadata, time }) {
    if (this.isSilent) return;
    this.add(
      eventText({
        eventName: jsonOf(name),
        metadata: typeof metadata === 'object' && metadata !== null ? jsonOf(metadata) : 'null',
        time: typeof time === 'number' ? time : Date.now(),
        user: userText(user, environment),
        value: valueText(value),
      }),
    );
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {Evaluation} evaluation
   * @param {boolean} isManual
   */
  gate(user, environment, name, evaluation, isManual) {
    if (this.isSilent) return;
    const { gates, outcome } = evaluation;
    const head = gateHead(name, evaluation, isManual);
    const keyOf = () => `n:${name};${userKey(user)}r:${outcome.ruleID};v:${outcome.value}`;
    this.tell(user, environment, evaluation, { eventName: GATE_EXPOSURE, name, head, gates, keyOf });
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {string} name
   * @param {Evaluation} evaluation
   * @param {boolean} isManual
   */
  config(user, environment, name, evaluation, isManual) {
    if (this.isSilent) return;
    const { gates, outcome } = evaluation;
    const head = configHead(name, evaluation, isManual);
    const keyOf = () => `n:${name};${userKey(user)}r:${outcome.ruleID}`;
    this.tell(user, environment, evaluation, { eventName: CONFIG_EXPOSURE, name, head, gates, keyOf });
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {string} layer
   * @param {Evaluation} evaluation
   * @param {string} parameter that was read
   * @param {boolean} isManual
   */
  layerParameter(user, environment, layer, evaluation, parameter, isManual) {
    if (this.isSilent) return;
    const { allocated, gates, head } = layerHead(layer, evaluation, parameter, isManual);
    const keyOf = () => `n:${layer};e:${allocated};p:${parameter};${userKey(user)}r:${evaluation.outcome.ruleID}`;
    this.tell(user, environment, evaluation, { eventName: LAYER_EXPOSURE, name: layer, head, gates, keyOf });
  }

  /**
   * Tells of an exposure, unless it is one of those that are not told, or was told before.
   *
   * @param {any} user
   * @param {any} environment
   * @param {Evaluation} evaluation
   * @param {Exposure} exposure
   */
  tell(user, environment, evaluation, exposure) {
    try {
      const now = Date.now();
      const { head, keyOf, name } = exposure;
      const { isTold, metadata } = this.sampling.sample(evaluation.outcome, name, { user, environment, keyOf, now });
      if (isTold && this.seen.isNew(head, whoIs(user), now)) this.expose(user, environment, evaluation, exposure, metadata, now);
    } catch (error) {
      // The value stands, whatever the user's objects do here.
      this.failed(error);
    }
  }

  /**
   * A default value was of another type than the parameter.
   *
   * @param {any} user
   * @param {any} environment
   * @param {{ name: string, ruleID: string, parameter: string, defaultValueType: string, valueType: string }} mismatch
   */
  mismatch(user, environment, { name, ruleID, parameter, defaultValueType, valueType }) {
    if (this.isSilent) return;
    const now = Date.now();
    const metadata = jsonOf({ name, ruleID, parameter, defaultValueType, valueType });
    const what = ['mismatch', name, ruleID, parameter, defaultValueType, valueType].join();
    if (!this.seen.isNew(what, whoIs(user), now)) return;
    const value = `Parameter ${parameter} is a value of type ${valueType}.\n      Returning requested defaultValue type ${defaultValueType}`;
    this.add(eventText({ eventName: TYPE_MISMATCH, metadata, time: now, user: userText(user, environment), value: valueText(value) }));
  }

  /**
   * @param {any} user
   * @param {any} environment
   * @param {Evaluation} evaluation
   * @param {Exposure} exposure
   * @param {string} statsigMetadata
   * @param {number} now
   */
  expose(user, environment, evaluation, { eventName, gates, head }, statsigMetadata, now) {
    this.add(
      eventText({
        eventName,
        metadata: `{${head}${tailOf(evaluation, this.store, now)}}`,
        time: now,
        user: userText(user, environment),
        gates: gatesText(gates),
        statsigMetadata,
      }),
    );
  }

  /** @param {string} text of an event */
  add(text) {
    this.waiting = this.count === 0 ? text : `${this.waiting},${text}`;
    this.count += 1;
    if (this.count >= GROUP) this.drain();
    else if (this.turn === null) this.turn = setImmediate(this.handOver).unref();
  }

  /** Hands over what there is. */
  drain() {
    if (this.count === 0) return;
    const { count, waiting } = this;
    this.count = 0;
    this.waiting = '';
    this.send(waiting, count);
  }
}

/**
 * @param {Evaluation} evaluation
 * @param {boolean} isManual
 */
function versionAndManner({ outcome }, isManual) {
  const version = outcome.version === undefined || outcome.version === null ? '' : `,"configVersion":${jsonOf(String(outcome.version))}`;
  return isManual ? `${version},"isManualExposure":"true"` : version;
}

/**
 * What tells exposures of gates apart. Outcomes that belong to the gate keep it.
 *
 * @param {string} name
 * @param {Evaluation} evaluation
 * @param {boolean} isManual
 */
function gateHead(name, evaluation, isManual) {
  const { outcome } = evaluation;
  const known = outcome.head;
  if (known !== null && known.name === name && !isManual) return known.text;
  const text = `"gate":${jsonOf(name)},"gateValue":"${outcome.value}","ruleID":${jsonOf(outcome.ruleID)}${versionAndManner(evaluation, isManual)}`;
  if (!isManual) outcome.head = { name, text };
  return text;
}

/**
 * @param {string} name
 * @param {Evaluation} evaluation
 * @param {boolean} isManual
 */
function configHead(name, evaluation, isManual) {
  const { outcome } = evaluation;
  return `"config":${jsonOf(name)},"ruleID":${jsonOf(outcome.ruleID)},"rulePassed":"${outcome.value}"${versionAndManner(evaluation, isManual)}`;
}

/**
 * @param {string} layer
 * @param {Evaluation} evaluation
 * @param {string} parameter
 * @param {boolean} isManual
 */
function layerHead(layer, evaluation, parameter, isManual) {
  const { delegate, explicitParameters, gates, outcome, undelegated } = evaluation;
  const isExplicit = explicitParameters?.includes(parameter) ?? false;
  const allocated = isExplicit ? (delegate ?? '') : '';
  const head =
    `"config":${jsonOf(layer)},"ruleID":${jsonOf(outcome.ruleID)},"allocatedExperiment":${jsonOf(allocated)}` +
    `,"parameterName":${jsonOf(parameter)},"isExplicitParameter":"${isExplicit}"${versionAndManner(evaluation, isManual)}`;
  return { head, allocated, gates: isExplicit ? gates : undelegated };
}

/**
 * @param {Evaluation} evaluation
 * @param {import('../specs/store.js').SpecStore} store
 * @param {number} now
 */
function tailOf(evaluation, store, now) {
  const { configSyncTime, initTime, reason, serverTime } = detailsOf(evaluation, store, now);
  return `,"reason":${jsonOf(reason)},"configSyncTime":${jsonOf(configSyncTime)},"initTime":${jsonOf(initTime)},"serverTime":${serverTime}`;
}

exports.Recorder = Recorder;
