'use strict';

const process = require('node:process');
const { splitOptions, usesEnvProxy } = require('./node-options.js');

// Noted when the package is loaded, as Node notes it when it starts. Loaded for those who ask for it only.
const STARTED_WITH = [...splitOptions(process.env.NODE_OPTIONS ?? ''), ...process.execArgv];
const ENVIRONMENT = usesEnvProxy(STARTED_WITH, process.env) ? proxyVariables(process.env) : null;
const { environmentProxy } = ENVIRONMENT === null ? { environmentProxy: () => null } : require('./environment-proxy.js');

/** @param {NodeJS.ProcessEnv} env */
function proxyVariables(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /_proxy$/i.test(name)));
}

/**
 * The proxy that the environment names for a server, if Node was asked to heed it.
 *
 * @param {string} url
 * @returns {{ address: string, variable: string } | null} The address as it stands there, sound or not.
 */
function nodeProxy(url) {
  return environmentProxy(url, ENVIRONMENT ?? {});
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function isProxyUrl(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}

exports.isProxyUrl = isProxyUrl;
exports.nodeProxy = nodeProxy;
