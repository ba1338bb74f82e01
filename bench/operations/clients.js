'use strict';

const { loadCallbackPackages, manyFlags } = require('../support/index.js');
const { FLAGS, FLAGS_V5 } = require('./flags.js');

/**
 * What the loops call, for each package; closed by `close`.
 *
 * @typedef {object} Subjects
 * @property {Record<string, { name: string, subject: any }[]>} of by the operations' `subject`
 * @property {() => void} close
 */

/**
 * @param {import('../groups.js').Context} context
 * @returns {Promise<Subjects>} clients of a config with one flag of each kind
 */
async function openOnFewFlags({ packages, server }) {
  const sdkKey = server.serve(FLAGS);
  server.serve(FLAGS_V5, { sdkKey, version: 5 });
  const client = [];
  for (const found of packages) client.push({ name: found.name, subject: await found.open(server, sdkKey) });
  const callbackClient = [];
  for (const found of loadCallbackPackages()) {
    callbackClient.push({ name: found.name, subject: await found.openWithCallbacks(server, sdkKey) });
  }
  const snapshot = client.map(({ name, subject }) => ({ name, subject: subject.snapshot() }));
  return closing({ snapshot, client, callbackClient });
}

/**
 * @param {import('../groups.js').Context} context
 * @returns {Promise<Subjects>} clients of configs with many flags
 */
async function openOnManyFlags({ packages, server, addFigure }) {
  const of = {};
  for (const [name, count, rules] of /** @type {const} */ ([['client200', 200, 1], ['client10000', 10_000, 3]])) {
    const text = JSON.stringify(manyFlags(count, { rules }));
    addFigure(`size of the config with ${count} flags, bytes`, text.length);
    const sdkKey = server.serve(text);
    of[name] = [];
    for (const found of packages) of[name].push({ name: found.name, subject: await found.open(server, sdkKey) });
  }
  return closing(of);
}

/** @param {Subjects['of']} of */
function closing(of) {
  const close = () => {
    for (const { subject } of Object.values(of).flat()) subject.dispose?.();
  };
  return { of, close };
}

module.exports = { openOnFewFlags, openOnManyFlags };
