'use strict';

const http = require('node:http');
const https = require('node:https');
const net = require('node:net');
const { within } = require('../../faults/support/waits');

const ANSWER_MS = 15_000;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} reason
 * @property {http.IncomingHttpHeaders} headers names in small letters
 * @property {Buffer} bytes
 * @property {string} text
 */

/**
 * Asks a server of the loopback interface. The path is sent as it is.
 *
 * @param {number} port
 * @param {string} path
 * @param {{ method?: string, headers?: Record<string, any>, body?: any, agent?: http.Agent, ca?: string, tls?: boolean }} [options] a body
 *   that is neither text nor bytes is sent as JSON
 * @returns {Promise<Answer>}
 */
function request(port, path, { method = 'GET', headers = {}, body, agent, ca, tls = ca !== undefined } = {}) {
  const bytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers, agent: agent ?? false, ca };
    const sent = (tls ? https : http).request(/** @type {any} */ (options), (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const all = Buffer.concat(chunks);
        const { statusCode: status, statusMessage: reason } = response;
        resolve({ status, reason, headers: response.headers, bytes: all, text: all.toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(bytes);
  });
  return within(ANSWER_MS, /** @type {Promise<Answer>} */ (answer), `the answer to ${method} ${path}`);
}

/** @param {number} port @param {string} path @param {any} [body] @param {Record<string, any>} [headers] */
const post = (port, path, body, headers = {}) => request(port, path, { method: 'POST', headers, body });

/**
 * Sends bytes, and gives what comes back until the server closes, or until `isEnough`.
 *
 * @param {number} port
 * @param {string} text
 * @param {{ ms?: number, isEnough?: (text: string) => boolean }} [options]
 * @returns {Promise<string>}
 */
function exchange(port, text, { ms = ANSWER_MS, isEnough = () => false } = {}) {
  const socket = net.connect(port, '127.0.0.1');
  let seen = '';
  const done = new Promise((resolve) => {
    socket.setEncoding('latin1').on('data', (chunk) => {
      seen += chunk;
      if (isEnough(seen)) resolve(seen);
    });
    socket.on('close', () => resolve(seen)).on('error', () => {});
    socket.write(text, 'latin1');
  });
  return within(ms, done, 'the end of the connection').finally(() => socket.destroy());
}

module.exports = { ANSWER_MS, exchange, post, request };
