'use strict';

const assert = require('node:assert/strict');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { configOf, createCache, createRecorder } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, pause, within } = require('./support/waits');

const SOON_MS = 8000;
const bodyOf = (value) => JSON.stringify(configOf({ flag: value }));
const GOOD = { headers: { ETag: '"good"' }, body: bodyOf('good') };
const BETTER = { headers: { ETag: '"better"' }, body: bodyOf('better') };

const STATUSES = [201, 204, 206, 300, 305, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 418, 421, 426, 429, 431, 451, 500, 501, 502, 503, 504, 511, 599, 600, 999];

describe('no status ends the polling', { concurrency: true }, () => {
  for (const status of STATUSES) {
    own(`${status}: the old config stays, and the next 200 is taken`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer(GOOD);
      const logger = createRecorder(1);
      const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1, logger });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', '')), 'good');
      await server.answer({ status, body: bodyOf('of an error'), headers: { ETag: '"error"' } });
      const count = await server.requestCount();
      await eventually(SOON_MS, async () => (await server.requestCount()) > count, 'another poll');
      assert.equal(await client.getValueAsync('flag', ''), 'good');
      await server.answer(BETTER);
      await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'better', 'recovery');
      const { requests } = await server.seen();
      assert.ok(requests.every(({ headers }) => headers['if-none-match'] !== '"error"'));
    });

    own(`${status} at first: the default value, one class of error, and then the first 200 is taken`, async (t, sdk) => {
      const server = await startFaultServer(t);
      await server.answer({ status, body: bodyOf('of an error') });
      const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1 });
      assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
      const { errorCode } = await within(SOON_MS, client.forceRefreshAsync());
      const { HttpRequestFailure, InvalidSdkKey, UnexpectedHttpResponse } = sdk.RefreshErrorCode;
      if (status >= 600) assert.ok([UnexpectedHttpResponse, HttpRequestFailure].includes(errorCode));
      else assert.equal(errorCode, status === 403 || status === 404 ? InvalidSdkKey : UnexpectedHttpResponse);
      await server.answer(GOOD);
      await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
    });
  }
});

/** ETags as servers should not send them. Those that are no short ASCII need not be sent back. */
const ETAGS = {
  'a weak one': 'W/"1"',
  'one without quotes': 'plain',
  'one with quotes inside': '"a"b"c"',
  'one of quotes only': '""',
  'one with commas': '"a", "b"',
  'a star': '*',
  'one with blanks around it': '   "blank"   ',
  'one with tabs': '"a\tb"',
  'one of 8 kB': `"${'e'.repeat(8192)}"`,
  'one beyond ASCII': '"\u00e9\u20ac"',
  'an empty one': '',
};

describe('odd ETags', { concurrency: true }, () => {
  for (const [name, etag] of Object.entries(ETAGS)) {
    own(`${name}: each config is taken, and a request holds that ETag or none`, async (t, sdk) => {
      const server = await startFaultServer(t);
      const cache = createCache();
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url, cache });
      for (const value of ['one', 'two', 'three']) {
        await server.answer({ headers: { ETag: etag }, body: bodyOf(value) });
        assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
        assert.equal(await client.getValueAsync('flag', ''), value, 'the body wins, whatever its ETag says');
      }
      const { requests } = await server.seen();
      const sent = requests.slice(1).map(({ headers }) => headers['if-none-match']);
      const isPlain = /^[\x20-\x7e\t]{1,1000}$/.test(etag);
      for (const header of sent) assert.ok(header === undefined ? !isPlain : header === etag.trim() || !isPlain, header);
      const [, , payload] = cache.sets().at(-1);
      assert.equal(payload.split('\n').length, 3);
      const copy = open(t, sdk, 'ManualPoll', { offline: true, cache: createCache(payload) });
      assert.equal(await copy.getValueAsync('flag', ''), 'three');
    });
  }

  own('several ETags in one answer', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer({ headers: { ETag: ['"first"', '"second"'] }, body: bodyOf('one') });
    const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
    assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
    assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
    assert.equal(await client.getValueAsync('flag', ''), 'one');
  });

  own('an ETag that is continued on another line is no way into the headers', async (t, sdk) => {
    const server = await startFaultServer(t);
    const body = bodyOf('one');
    for (const etag of ['"a"\r\n X-Injected: yes', '"a"\rX-Injected: yes', '"a"\nX-Injected: yes', '"a\0b"']) {
      await server.script([{ send: `HTTP/1.1 200 OK\r\nETag: ${etag}\r\nContent-Length: ${body.length}\r\n\r\n${body}` }]);
      const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
      await within(SOON_MS, client.forceRefreshAsync());
      await within(SOON_MS, client.forceRefreshAsync());
      client.dispose();
    }
    const { requests } = await server.seen();
    assert.ok(requests.length >= 8);
    for (const { headers } of requests) assert.ok(!('x-injected' in headers), JSON.stringify(headers));
  });

  own('304 without any config: an error of its own, and polling goes on', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.answer({ status: 304, headers: { ETag: '"good"' } });
    const logger = createRecorder(1);
    const client = open(t, sdk, 'AutoPoll', { baseUrl: server.url, pollIntervalSeconds: 1, logger });
    assert.equal(await within(SOON_MS, client.getValueAsync('flag', 'default')), 'default');
    assert.equal((await client.forceRefreshAsync()).errorCode, sdk.RefreshErrorCode.InvalidHttpResponseWhenLocalCacheIsEmpty);
    assert.ok(logger.find(1106));
    await server.answer(GOOD);
    await eventually(SOON_MS, async () => (await client.getValueAsync('flag', '')) === 'good', 'recovery');
    const { requests } = await server.seen();
    assert.equal(requests[0].headers['if-none-match'], undefined);
  });

  own('304 with another ETag, with a body, and with a length: the config at hand is confirmed', async (t, sdk) => {
    const server = await startFaultServer(t);
    const notModified = 'HTTP/1.1 304 Not Modified\r\nETag: "other"\r\n';
    await server.script(
      [{ answer: GOOD }, { keep: true }],
      [{ send: `${notModified}\r\n` }, { keep: true }],
      [{ send: `${notModified}Content-Length: 1000000\r\n\r\n` }, { keep: true }],
      [{ send: `${notModified}Transfer-Encoding: chunked\r\n\r\n` }, { keep: true }],
      [{ send: `${notModified}\r\nHTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"f":{}}` }],
      [{ answer: BETTER }],
    );
    const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url });
    for (let turn = 0; turn < 5; turn++) {
      const result = await within(SOON_MS, client.forceRefreshAsync());
      assert.equal(result.isSuccess, true, `${turn}: ${result.errorException}`);
      assert.equal(await client.getValueAsync('flag', ''), 'good');
      await pause(5);
    }
    assert.equal((await within(SOON_MS, client.forceRefreshAsync())).isSuccess, true);
    assert.equal(await client.getValueAsync('flag', ''), 'better');
  });
});
