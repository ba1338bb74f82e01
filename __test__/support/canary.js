'use strict';

// Loaded before the test files that put the package under stress (`node --require`): every SDK key that a client is made
// with is a canary. Every piece of it that is long enough is searched for, also in other letters, percent-encoded or in
// base64, in whatever is logged at any level, told to listeners, seen by `inspect`, and printed by the process or its
// children. One that is found fails the file, whatever its tests say.

const { ChildProcess } = require('node:child_process');
const Module = require('node:module');
const path = require('node:path');
const process = require('node:process');
const util = require('node:util');

/** The test files, by folder, that are watched. */
const WATCHED = /[\\/]__test__[\\/](?:behaviour|faults|bad-input)[\\/]/;

/** Keys of the tests' child processes, whose clients are made elsewhere. No piece is one that other texts have. */
const CHILD_KEYS = ['TEST_KEY-of-children_1'];

const PUBLIC_PART = /^(?:configcat-sdk-[12]|configcat-proxy|.{0,15})$/s;
const LOG = { depth: 8, maxArrayLength: 200, maxStringLength: 20_000, showHidden: true, getters: false };

/** Shorter pieces of a key tell too little of it, and chance would bring them along. */
const PIECE = 12;

/** The pieces of all canaries, and of their base64, in small letters. @type {Set<string>} */
const pieces = new Set();
/** @type {Set<string>} */
const leaks = new Set();
let canaries = CHILD_KEYS.length;
let events = 0;

/** @param {string} text */
function piecesOf(text) {
  const small = text.toLowerCase();
  return Array.from({ length: Math.max(small.length - PIECE + 1, 0) }, (_, start) => small.slice(start, start + PIECE));
}

/**
 * What every base64 text has that has a text in it, wherever in its groups of three bytes that begins.
 *
 * @param {string} text
 */
function base64Of(text) {
  return ['', '-', '--'].map((before) => {
    const groups = Buffer.from(before + text).subarray(before ? 3 : 0);
    return groups.subarray(0, groups.length - (groups.length % 3)).toString('base64');
  });
}

/** @param {string} part */
function addPart(part) {
  for (const text of [part, ...base64Of(part)]) for (const piece of piecesOf(text)) pieces.add(piece);
}

CHILD_KEYS.forEach(addPart);

/** @param {unknown} sdkKey */
function addCanary(sdkKey) {
  // Given away by the test itself, see `newKnownSdkKey`.
  if (String(sdkKey).includes('/KNOWN-')) return;
  for (const part of String(sdkKey).split('/')) {
    if (PUBLIC_PART.test(part)) continue;
    canaries += 1;
    addPart(part);
  }
}

/** @param {string} encoded */
const decode = (encoded) => String.fromCharCode(parseInt(encoded.slice(1), 16));

/**
 * @param {string} where
 * @param {string} text
 */
function search(where, text) {
  const plain = text.replace(/%[2-7][\da-f]/gi, decode);
  for (const { 0: word, index } of plain.matchAll(/[\w-]{12,}/g)) {
    const small = word.toLowerCase();
    for (let start = 0; start + PIECE <= small.length; start++) {
      if (!pieces.has(small.slice(start, start + PIECE))) continue;
      const at = index + start;
      leaks.add(`${where}: ${plain.slice(Math.max(at - 60, 0), at)}<canary>`);
      break;
    }
  }
}

/**
 * @param {string} where
 * @param {unknown[]} values
 * @param {util.InspectOptions} [options]
 */
function searchValues(where, values, options = LOG) {
  events += 1;
  for (const value of values) {
    try {
      search(where, typeof value === 'string' ? value : util.inspect(value, options));
      if (typeof value === 'object') search(where, String(value));
    } catch {
      // A hostile value of a test that lets nobody look at it.
    }
  }
}

/**
 * @param {any} object
 * @param {string} name
 * @param {(self: any, args: any[]) => void} look
 */
function watch(object, name, look) {
  const original = object[name];
  object[name] = function watched(...args) {
    look(this, args);
    return Reflect.apply(original, this, args);
  };
}

/** What is done to the package's files when they are loaded. */
const PATCHES = {
  'logging/logger.js': ({ LoggerWrapper }) => watch(LoggerWrapper.prototype, 'write', (_, args) => searchValues('log', args)),
  'clients/hooks.js': ({ Hooks }) => watch(Hooks.prototype, 'emit', (hooks, [name, ...args]) => {
    searchValues(`event ${name}`, args);
    if (name === 'clientReady') inspectClient(hooks);
  }),
  'options/options.js': (exports) => watchReader(exports, 'readOptions'),
  'options/legacy-options.js': (exports) => watchReader(exports, 'readLegacyOptions'),
};

/** @param {any} hooks */
function inspectClient(hooks) {
  const client = hooks.configCatClient;
  if (!client) return;
  searchValues('inspect', [client, hooks, client.snapshot()], { depth: Infinity, showHidden: true, maxArrayLength: 50 });
  search('JSON', JSON.stringify(client) ?? '');
}

/**
 * @param {any} exports
 * @param {string} name
 */
function watchReader(exports, name) {
  const read = exports[name];
  exports[name] = (sdkKey, ...rest) => {
    try {
      const settings = read(sdkKey, ...rest);
      addCanary(sdkKey);
      return settings;
    } catch (err) {
      if (typeof sdkKey === 'string' && sdkKey.length > 15 && util.inspect(err).includes(sdkKey)) leaks.add(`error: ${name}`);
      throw err;
    }
  };
}

function watchModules() {
  const load = Module.prototype.require;
  const patched = new Set();
  Module.prototype.require = function required(id) {
    const exports = Reflect.apply(load, this, [id]);
    if (typeof id !== 'string' || !id.startsWith('.')) return exports;
    for (const [file, patch] of Object.entries(PATCHES)) {
      if (patched.has(file) || !id.endsWith(file.slice(file.indexOf('/')))) continue;
      if (!Module._resolveFilename(id, this).replaceAll('\\', '/').endsWith(`/lib/configcat/${file}`)) continue;
      patched.add(file);
      patch(exports);
    }
    return exports;
  };
}

/** @param {any} stream @param {string} where */
function watchOutput(stream, where) {
  watch(stream, 'write', (_, [chunk]) => search(where, String(chunk)));
}

/** A server of the tests tells them what it was asked for, and that is the address. */
const SERVERS = /^fault-server/;

/** What children say, without a part in how it is read. */
function watchChildren() {
  const { spawn } = /** @type {any} */ (ChildProcess.prototype);
  /** @type {any} */ (ChildProcess.prototype).spawn = function spawned(...args) {
    const result = Reflect.apply(spawn, this, args);
    if (SERVERS.test(path.basename(args[0].file))) return result;
    for (const stream of [this.stdout, this.stderr]) {
      if (stream) watch(stream, 'emit', (_, [name, chunk]) => name === 'data' && search('child', String(chunk)));
    }
    return result;
  };
}

function report() {
  if (process.env.VEXIL_CANARY === 'tell') process.stderr.write(`canaries: ${canaries}, looked at: ${events}\n`);
  if (leaks.size === 0) return;
  process.stderr.write(`An SDK key was seen.\n${[...leaks].slice(0, 20).join('\n')}\n`);
  process.exitCode = 1;
}

if (process.env.VEXIL_CANARY || WATCHED.test(process.argv[1] ?? '')) {
  watchModules();
  watchOutput(process.stdout, 'stdout');
  watchOutput(process.stderr, 'stderr');
  watchChildren();
  process.on('exit', report);
}
