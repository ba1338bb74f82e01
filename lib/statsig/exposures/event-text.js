'use strict';

// Events as JSON text. They are written once, and never read again by this process.

/** What every event has whose exposures are not sampled. */
const NO_METADATA = '{}';

/** `{` */
const BRACE = 0x7b;

/**
 * JSON text of anything; `null` where it has none.
 *
 * @param {any} value
 */
function jsonOf(value) {
  return JSON.stringify(value) ?? 'null';
}

/**
 * The user of an event: private attributes never leave the process. Whatever is no object is nobody.
 *
 * @param {any} user
 * @param {any} environment of the user
 * @returns {string}
 */
function userText(user, environment) {
  if (user === null || user === undefined) return jsonOf({ customIDs: {}, ...ofEvents(environment) });
  if (typeof user !== 'object') return 'null';
  try {
    return isPlain(user) ? textOfPlain(user, environment) : textOfCopy(user, environment);
  } catch {
    // A getter threw, or something has no JSON: what tells users apart is enough.
    return textOfIds(user, environment);
  }
}

/**
 * What users of events have in any case.
 *
 * @param {any} environment
 */
function ofEvents(environment) {
  return { statsigEnvironment: environment ?? undefined, privateAttributes: null };
}

/**
 * Whether nothing has to be taken out: what nearly all users are.
 *
 * @param {any} user
 */
function isPlain(user) {
  return !('statsigEnvironment' in user || 'privateAttributes' in user || 'toJSON' in user);
}

/**
 * To add to the text costs less than a copy of the object.
 *
 * @param {any} user
 * @param {any} environment
 */
function textOfPlain(user, environment) {
  const text = jsonOf(user);
  // A list, or an object around a value.
  if (text.charCodeAt(0) !== BRACE) return textOfCopy(user, environment);
  const head = text.length > 2 ? `${text.slice(0, -1)},` : '{';
  return environment === undefined || environment === null
    ? `${head}"privateAttributes":null}`
    : `${head}"statsigEnvironment":${jsonOf(environment)},"privateAttributes":null}`;
}

/**
 * The application's `toJSON` may bring anything along: it is asked first.
 *
 * @param {any} user
 * @param {any} environment
 */
function textOfCopy(user, environment) {
  const copy = JSON.parse(jsonOf(user));
  if (typeof copy !== 'object' || copy === null) return 'null';
  return jsonOf({ ...copy, ...ofEvents(environment) });
}

/**
 * @param {any} user
 * @param {any} environment
 */
function textOfIds(user, environment) {
  try {
    const { customIDs, userID } = user;
    return jsonOf({ userID, customIDs, ...ofEvents(environment) });
  } catch {
    return 'null';
  }
}

/**
 * The value of an event, as it is sent.
 *
 * @param {any} value
 */
function valueText(value) {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return jsonOf(value);
  return jsonOf(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

/** @param {readonly { text: string }[]} gates */
function gatesText(gates) {
  if (gates.length === 0) return '[]';
  let text = gates[0].text;
  for (let at = 1; at < gates.length; at++) text += `,${gates[at].text}`;
  return `[${text}]`;
}

/**
 * @param {object} parts all but the time are JSON texts
 * @param {string} parts.eventName
 * @param {string} parts.metadata
 * @param {number} parts.time in milliseconds; what is no time is `null`
 * @param {string} parts.user
 * @param {string} [parts.value]
 * @param {string} [parts.gates]
 * @param {string} [parts.statsigMetadata]
 */
function eventText({ eventName, metadata, time, user, value = 'null', gates = '[]', statsigMetadata = NO_METADATA }) {
  return `{"eventName":${eventName},"metadata":${metadata},"time":${jsonOf(time)},"user":${user},"value":${value},"secondaryExposures":${gates},"statsigMetadata":${statsigMetadata}}`;
}

exports.eventText = eventText;
exports.gatesText = gatesText;
exports.jsonOf = jsonOf;
exports.userText = userText;
exports.valueText = valueText;
