'use strict';

const { memoryAdapter } = require('../support/adapter');
const { SECRET_KEY } = require('../support/open');

/** A data adapter with specs, and with lists in the form in which they are stored. @param {any} specs @param {Record<string, string>} lists */
function listAdapter(specs, lists) {
  const adapter = memoryAdapter(SECRET_KEY, { specs, lists: Object.fromEntries(Object.keys(lists).map((name) => [name, []])) });
  for (const [name, lines] of Object.entries(lists)) adapter.store.set(adapter.keys.idList(name), lines);
  return adapter;
}

module.exports = { listAdapter };
