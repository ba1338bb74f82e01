'use strict';

const { createHash } = require('node:crypto');
const { listed } = require('./mock-server');

const keyOf = (path, secretKey) => `statsig|${path}|plain_text|${createHash('sha256').update(secretKey).digest('base64')}`;

/** The keys under which an SDK with this secret key looks. @param {string} secretKey */
const keysOf = (secretKey) => ({
  specs: keyOf('/v1/download_config_specs', secretKey),
  idLists: keyOf('/v1/get_id_lists', secretKey),
  idList: (name) => keyOf(`id_list::${name}`, secretKey),
});

/**
 * A data adapter in memory, with what was asked of it.
 *
 * @param {string} secretKey
 * @param {{ specs?: any, lists?: Record<string, string[]> }} [content]
 */
function memoryAdapter(secretKey, { specs, lists = {} } = {}) {
  const keys = keysOf(secretKey);
  const store = new Map();
  if (specs !== undefined) store.set(keys.specs, JSON.stringify(specs));
  store.set(keys.idLists, JSON.stringify(Object.keys(lists)));
  for (const [name, ids] of Object.entries(lists)) store.set(keys.idList(name), ids.map((id) => `+${listed(id)}\n`).join(''));
  /** @type {any[][]} */
  const calls = [];
  const note = (name) => (...args) => void calls.push([name, ...args]);
  return {
    keys,
    store,
    calls,
    async initialize() {
      note('initialize')();
    },
    async get(key) {
      note('get')(key);
      return store.has(key) ? { result: store.get(key), time: specs?.time } : { error: new Error('nothing there') };
    },
    async set(key, value, time) {
      note('set')(key, value, time);
      store.set(key, value);
    },
    async shutdown() {
      note('shutdown')();
    },
    supportsPollingUpdatesFor: () => false,
  };
}

module.exports = { keysOf, memoryAdapter };
