'use strict';

/**
 * The text of any value, without ever throwing.
 *
 * @param {unknown} value
 * @returns {string}
 */
function toStringSafe(value) {
  if (typeof value === 'symbol') return '[symbol]';
  try {
    const isBareObject = typeof value === 'object' && value !== null && typeof value.toString !== 'function';
    return isBareObject ? Object.prototype.toString.call(value) : String(value);
  } catch {
    return '[unknown]';
  }
}

/**
 * The callback API takes any value as a key.
 *
 * @param {unknown} value
 */
function asText(value) {
  return typeof value === 'string' ? value : toStringSafe(value);
}

/**
 * The stack frames of an error, each on its own indented line.
 *
 * @param {Error} err
 * @param {string} head The text that may open the stack and is already printed.
 * @param {string} indent
 */
function stackFrames(err, head, indent) {
  let stack = String(err.stack).trim();
  if (stack.startsWith(head)) stack = stack.slice(head.length).trim();
  return stack.replace(/^\s*(?:at\s)?/gm, `${indent}    at `);
}

/**
 * @param {Error} err
 * @param {boolean} withStack
 * @param {string} indent
 * @param {Error[]} ancestors Aggregates being printed: breaks cycles.
 * @returns {string}
 */
function describeError(err, withStack, indent, ancestors) {
  const head = err.toString();
  let text = (indent && `${indent.slice(4)}--> `) + head;
  if (withStack && err.stack) text += `\n${stackFrames(err, head, indent)}`;
  if (!(err instanceof AggregateError)) return text;

  ancestors.push(err);
  for (const inner of err.errors) {
    if (!(inner instanceof Error)) {
      text += `\n${indent}--> ${toStringSafe(inner)}`;
    } else if (!ancestors.includes(inner)) {
      text += `\n${describeError(inner, withStack, `${indent}    `, ancestors)}`;
    }
  }
  ancestors.pop();
  return text;
}

/**
 * The text of a thrown value, without ever throwing; the errors inside an `AggregateError` follow as an indented list.
 *
 * @param {unknown} err
 * @param {boolean} [withStack]
 * @returns {string}
 */
function errorToString(err, withStack = false) {
  try {
    return err instanceof Error ? describeError(err, withStack, '', []) : toStringSafe(err);
  } catch {
    return '[unknown]';
  }
}

/**
 * `'a', 'b'`: quoted items, cut after `maxLength` items (0: never).
 *
 * @param {readonly string[]} items
 * @param {number} [maxLength]
 * @param {(omitted: number) => string} [omittedText] Text put after a cut list.
 * @param {string} [separator]
 */
function formatStringList(items, maxLength = 0, omittedText = undefined, separator = ', ') {
  if (items.length === 0) return '';
  const isCut = maxLength > 0 && items.length > maxLength;
  const shown = isCut ? items.slice(0, maxLength) : items;
  const tail = isCut && omittedText ? omittedText(items.length - maxLength) : '';
  return `'${shown.join(`'${separator}'`)}'${tail}`;
}

/** Of a shorter text, the characters that a mask leaves would be too large a part. */
const MIN_LENGTH_TO_SHOW = 12;

/**
 * An SDK key, or what was meant to be one, fit for logs: only the slashes and the last six characters are kept, and of a
 * short text only the slashes.
 *
 * @param {string} sdkKey
 */
function maskSdkKey(sdkKey) {
  const cut = sdkKey.length < MIN_LENGTH_TO_SHOW ? sdkKey.length : sdkKey.length - 6;
  return sdkKey.slice(0, cut).replace(/[^/]/g, '*') + sdkKey.slice(cut);
}

/** Parts of SDK keys that are kinds of keys, or too short to be secrets. */
const PUBLIC_PART = /^(?:configcat-sdk-1|configcat-proxy|.{0,7})$/s;

/** @param {string} sdkKey */
function secretParts(sdkKey) {
  return sdkKey.split('/').filter((part) => !PUBLIC_PART.test(part));
}

/** Pieces of a part that are shorter tell too little of it. */
const MIN_PIECE = 12;

/**
 * What must not be seen of an SDK key, in small letters.
 *
 * @param {string} sdkKey
 */
function secretPieces(sdkKey) {
  return secretParts(sdkKey.toLowerCase()).flatMap((part) => {
    const length = Math.min(MIN_PIECE, part.length);
    return Array.from({ length: part.length - length + 1 }, (_, start) => part.slice(start, start + length));
  });
}

/** @param {string} text One character or percent-encoded byte. */
function plainLetter(text) {
  const plain = (text.length > 1 ? String.fromCharCode(parseInt(text.slice(1), 16)) : text).toLowerCase();
  return plain.length === 1 ? plain : text;
}

/**
 * Whether a text holds a part of an SDK key: also in other letters, percent-encoded, or cut short to a piece that is long
 * enough to recognise.
 *
 * @param {string} text
 * @param {string} sdkKey
 */
function holdsSdkKey(text, sdkKey) {
  const plain = text.replace(/%[0-7][\da-f]/gi, plainLetter).toLowerCase();
  return secretPieces(sdkKey).some((piece) => plain.includes(piece));
}

/**
 * A text from outside, such as a server that repeats what it was asked for, without the SDK key.
 *
 * @param {string} text
 * @param {string} sdkKey
 */
function hideSdkKey(text, sdkKey) {
  if (!holdsSdkKey(text, sdkKey)) return text;
  /** @type {string[]} */
  const letters = text.match(/%[0-7][\da-f]|[^]/gi) ?? [];
  const plain = letters.map(plainLetter).join('');
  const isSecret = new Uint8Array(letters.length);
  for (const piece of secretPieces(sdkKey)) {
    for (let at = plain.indexOf(piece); at >= 0; at = plain.indexOf(piece, at + 1)) isSecret.fill(1, at, at + piece.length);
  }
  return letters.map((letter, at) => (isSecret[at] ? (isSecret[at - 1] ? '' : '***') : letter)).join('');
}

/** What stands where an SDK key does in the address of a config or the name of a cached one, or has the form of a key. */
const LIKE_SDK_KEYS = [
  /(?<=configuration-files\/).{1,200}?(?=\/config_v\d)/g,
  /(?<=js_config_v\d_)[^\s'"`]+/g,
  /(?<=configcat-sdk-1(?:\/|%2F))[\w-]{22}(?:\/|%2F)[\w-]{22}/gi,
  /(?<=configcat-proxy(?:\/|%2F))[^\s'"`]{8,}/gi,
  /(?<=^|[^\w-]|%2F)[\w-]{22}(?:\/|%2F)[\w-]{22}(?![\w-])/gi,
];

/**
 * A text of the host's own, such as the stack of an error that names the address of a request, without the SDK key of the
 * client, and without what looks like one, whosever it is.
 *
 * @param {string} text
 * @param {string} [sdkKey]
 */
function hideSdkKeys(text, sdkKey = '') {
  return hideSdkKey(LIKE_SDK_KEYS.reduce((shown, pattern) => shown.replace(pattern, '***'), text), sdkKey);
}

/**
 * An unusable proxy address fit for logs: scheme, host and port, where they can be told apart from the rest. What stands
 * before the last `@`, also an encoded one, and what follows the port may be secret.
 *
 * @param {string} address
 */
function maskProxy(address) {
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(address) ?? [''];
  const rest = address.slice(scheme.length);
  const [credentials] = /^.*(?:@|%40)/is.exec(rest) ?? [''];
  const server = rest.slice(credentials.length);
  const [host] = /^(?:\[[^\]]*\]|[^:/?#\\%]*)(?::\d*)?/.exec(server) ?? [''];
  const tail = server.slice(host.length);
  let shown = '***';
  if (tail === '' || tail === '/') shown = server;
  else if (/^[/?#]/.test(tail)) shown = `${host}/***`;
  return scheme + (credentials && '***@') + shown;
}

/** A text that is made when first asked for. */
class LazyString {
  #make;
  #text;

  /** @param {() => string} make */
  constructor(make) {
    this.#make = make;
  }

  toString() {
    if (this.#make) {
      this.#text = this.#make();
      this.#make = undefined;
    }
    return this.#text;
  }
}

exports.toStringSafe = toStringSafe;
exports.asText = asText;
exports.errorToString = errorToString;
exports.formatStringList = formatStringList;
exports.maskSdkKey = maskSdkKey;
exports.holdsSdkKey = holdsSdkKey;
exports.hideSdkKey = hideSdkKey;
exports.hideSdkKeys = hideSdkKeys;
exports.maskProxy = maskProxy;
exports.LazyString = LazyString;
