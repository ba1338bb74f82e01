'use strict';

const { configOf } = require('./configs');
const { request } = require('./http');
const { startProxy } = require('./proxy');
const { sdkOn, startUpstream } = require('./upstream');

/** One request that each section answers with 200, and nobody else: method, path and body. @type {Record<string, string[]>} */
const SECTIONS = {
  api: ['GET', '/api/env1/keys'],
  cdn_proxy: ['GET', '/configuration-files/configcat-proxy/env1/config_v6.json'],
  ofrep: ['POST', '/ofrep/v1/evaluate/flags', '{}'],
  sse: ['HEAD', '/sse/env1/eval-all'],
  webhook: ['GET', '/hook/env1'],
};

/** What such a request is answered. @param {number} port @param {string[]} request */
async function statusOf(port, [method, path, body]) {
  return (await request(port, path, { method, body, headers: { 'X-ConfigCat-SdkId': 'env1' } })).status;
}

/** A proxy with these options or variables. @param {import('node:test').TestContext} t @param {{ options?: any, env?: any, config?: object }} given */
async function startGiven(t, { options = {}, env = {}, config = configOf({ flag: true }) }) {
  const upstream = await startUpstream(t, config);
  return startProxy(t, { sdks: { env1: sdkOn(upstream) }, ...options }, { env });
}

module.exports = { SECTIONS, startGiven, statusOf };
