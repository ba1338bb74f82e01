'use strict';

// A stand-in for Statsig's servers on a local port: specs, ID lists by byte range, and events. It makes the example run without an
// account and without internet; a real app has no such file.

const { createHash } = require('node:crypto');
const { once } = require('node:events');
const http = require('node:http');
const { gunzipSync } = require('node:zlib');

/** ID lists hold no ids, but the beginnings of their hashes. */
const listed = (id) => createHash('sha256').update(id).digest('base64').slice(0, 8);

/**
 * @param {{ secretKey: string, specs: object, lists?: Record<string, string[]>, port?: number }} options secretKey: the one that the server knows
 */
async function startMockApi({ secretKey, specs, lists = {}, port = 0 }) {
  const counts = { specs: 0, withoutNews: 0, lookups: 0, lists: 0, batches: 0 };
  const events = [];
  const files = new Map();
  let published = { time: 0 };
  let url = '';

  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, url);
    const chunks = await request.toArray();
    const isOurs = request.headers['statsig-api-key'] === secretKey;
    if (pathname.startsWith('/list/')) sendList(request, response, decodeURIComponent(pathname.slice('/list/'.length)));
    else if (!isOurs) response.writeHead(401).end();
    else if (pathname === `/v1/download_config_specs/${secretKey}.json`) sendSpecs(response, Number(searchParams.get('sinceTime') ?? 0));
    else if (pathname === '/v1/get_id_lists') sendLookup(response);
    else if (pathname === '/v1/log_event') takeEvents(request, response, Buffer.concat(chunks));
    else response.writeHead(404).end();
  });

  const json = (response, body) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

  function sendSpecs(response, since) {
    const isNew = published.time > since;
    counts[isNew ? 'specs' : 'withoutNews'] += 1;
    json(response, isNew ? published : { has_updates: false });
  }

  function sendLookup(response) {
    counts.lookups += 1;
    const entryOf = ([name, content]) => [name, { name, url: `${url}/list/${encodeURIComponent(name)}`, fileID: 'file-1', creationTime: 1, size: content.length }];
    json(response, Object.fromEntries([...files].map(entryOf)));
  }

  /** What of a list the asking server has not got. */
  function sendList(request, response, name) {
    counts.lists += 1;
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const content = (files.get(name) ?? '').slice(from);
    response.writeHead(206, { 'Content-Type': 'text/plain', 'Content-Length': content.length }).end(content);
  }

  function takeEvents(request, response, bytes) {
    counts.batches += 1;
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
    events.push(...JSON.parse(text.toString()).events);
    response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"success":true}');
  }

  /** Serves other specs from now on. As on Statsig's servers, each body has a later time than the last one. */
  function publish(next) {
    published = { has_updates: true, ...next, time: Math.max(Date.now(), published.time + 1) };
  }

  /** Ids are appended to a list. */
  function addToList(name, ids) {
    files.set(name, (files.get(name) ?? '') + ids.map((id) => `+${listed(id)}\n`).join(''));
  }

  publish(specs);
  for (const [name, ids] of Object.entries(lists)) addToList(name, ids);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  url = `http://127.0.0.1:${address.port}`;
  return {
    /** What to give as option `api`. */
    api: `${url}/v1`,
    counts,
    /** All that were sent, in their order. */
    events,
    publish,
    addToList,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

module.exports = { startMockApi };
