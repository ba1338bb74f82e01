'use strict';

// Statsig's servers as a `networkOverrideFunc`: no sockets, no waiting.

const zlib = require('node:zlib');
const { listed } = require('./mock-server');

const { Headers, Response } = globalThis;

const HOST = 'https://statsig.test/v1';

class FakeNetwork {
  /** Those that were sent, in their order, diagnostics aside. @type {any[]} */
  events = [];
  #specs;
  #lists;

  /**
   * @param {any} specs an object; `null`: the request fails
   * @param {Record<string, string[]>} [lists] IDs by list
   */
  constructor(specs, lists = {}) {
    this.#specs = specs;
    this.#lists = Object.entries(lists).map(([name, ids]) => ({ name, content: ids.map((id) => `+${listed(id)}\n`).join('') }));
    this.fetch = this.fetch.bind(this);
  }

  /** Options for an SDK that has this network. */
  get options() {
    return { api: HOST, networkOverrideFunc: this.fetch };
  }

  async fetch(address, init) {
    const url = new URL(String(address));
    if (url.pathname.includes('/download_config_specs/')) return this.#answer(url.searchParams.has('sinceTime'));
    if (url.pathname.endsWith('/get_id_lists')) return json(this.#lookup());
    if (url.pathname.startsWith('/v1/list/')) return this.#list(decodeURIComponent(url.pathname.slice('/v1/list/'.length)));
    if (url.pathname.endsWith('/log_event')) this.events.push(...eventsOf(init));
    return json({ success: true });
  }

  #answer(isPoll) {
    if (this.#specs === null) return new Response('', { status: 500 });
    return json(isPoll ? { has_updates: false } : this.#specs);
  }

  #lookup() {
    const entry = ({ name, content }) => ({ name, url: `${HOST}/list/${encodeURIComponent(name)}`, fileID: `file-${name}`, creationTime: 1, size: content.length });
    return Object.fromEntries(this.#lists.map((list) => [list.name, entry(list)]));
  }

  #list(wanted) {
    const { content } = this.#lists.find(({ name }) => name === wanted) ?? { content: '' };
    return new Response(content, { headers: { 'content-length': String(content.length) } });
  }
}

const json = (body) => {
  const text = JSON.stringify(body);
  return new Response(text, { headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) } });
};

/** @returns {any[]} */
function eventsOf({ body, headers }) {
  const bytes = Buffer.from(body ?? '');
  const isZipped = new Headers(headers).get('content-encoding') === 'gzip';
  const text = (isZipped ? zlib.gunzipSync(bytes) : bytes).toString();
  try {
    return JSON.parse(text).events.filter(({ eventName }) => eventName !== 'statsig::diagnostics');
  } catch {
    // Seen by the test, where a failing request would only be repeated.
    return [{ eventName: 'no JSON', text }];
  }
}

module.exports = { FakeNetwork };
