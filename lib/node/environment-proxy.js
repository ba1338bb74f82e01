'use strict';

const net = require('node:net');

/** What may name the proxy to servers of a scheme, and which ports these have unless told otherwise. */
const SCHEMES = new Map([
  ['http:', { variables: ['http_proxy', 'HTTP_PROXY'], port: '80' }],
  ['https:', { variables: ['https_proxy', 'HTTPS_PROXY'], port: '443' }],
]);

/** @param {string} address four numbers with dots */
function ipv4Number(address) {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/**
 * @param {string} host
 * @param {string} entry such as `192.168.1.1-192.168.1.100`
 */
function isInRange(host, entry) {
  const [start, end] = entry.split('-').map((part) => part.trim());
  if (![host, start, end].every((address) => net.isIPv4(address ?? ''))) return false;
  const number = ipv4Number(host);
  return ipv4Number(start) <= number && number <= ipv4Number(end);
}

/**
 * @param {string} host in lower case, an IPv6 address without brackets
 * @param {string} port
 * @param {string} entry in lower case
 */
function isMatch(host, port, entry) {
  if (entry === '*' || entry === host || entry === `${host}:${port}`) return true;
  if (entry.startsWith('.')) return entry !== '.' && host.endsWith(entry.slice(1));
  if (entry.startsWith('*.')) return host.endsWith(entry.slice(1));
  return isInRange(host, entry);
}

/**
 * The proxy that the environment names for a server, by the rules of Node: lower case before upper case, `no_proxy` with
 * names, `host:port`, `.suffix`, `*.suffix`, ranges of IPv4 addresses, and `*` for all.
 *
 * @param {string} url
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ address: string, variable: string } | null} The address as it stands there, sound or not.
 */
function environmentProxy(url, env) {
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '', port: '' };
  const scheme = SCHEMES.get(protocol);
  const variable = scheme?.variables.find((name) => env[name]);
  if (scheme === undefined || variable === undefined) return null;

  const host = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  const exceptions = (env.no_proxy || env.NO_PROXY || '').split(',').map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => isMatch(host, port || scheme.port, entry))) return null;
  return { address: /** @type {string} */ (env[variable]), variable };
}

exports.environmentProxy = environmentProxy;
