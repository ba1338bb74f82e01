'use strict';

// Downloads in JavaScript: bodies beyond all bounds, and bodies that nobody reads.

const assert = require('node:assert/strict');
const http = require('node:http');
const { describe } = require('node:test');
const { own } = require('../behaviour/support/subjects');
const { runScript } = require('../behaviour/support/child');
const { configOf } = require('../behaviour/support/fixtures');
const { open } = require('../behaviour/support/client');
const { startFaultServer } = require('../support/fault-server');
const { eventually, pause, within } = require('./support/waits');

const SOON_MS = 20_000;
const GOOD = { headers: { ETag: '"good"' }, body: JSON.stringify(configOf({ flag: 'good' })) };
const FETCHERS = ['NodeHttpConfigFetcher', 'ServerSideFetchApiConfigFetcher'];
const LIMIT_BYTES = 64 * 1024 * 1024;

/** What is decompressed, or read, but not let go of yet, and its text. */
const MARGIN_MIB = 160;
const BOMB_MIB = 1024;

const head = (more) => ({ send: `HTTP/1.1 200 OK\r\n${more}\r\n\r\n` });

const HUGE = {
  'a body of a gigabyte': [head('Connection: close'), { repeat: { text: ' '.repeat(1024), times: BOMB_MIB * 1024 } }],
  // Node's http module does not decompress.
  'gzip that unpacks to a gigabyte': [{ gzipBomb: { mebibytes: BOMB_MIB } }],
};

describe('downloads in JavaScript', { concurrency: 2 }, () => {
  for (const Fetcher of FETCHERS) {
    for (const [name, steps] of Object.entries(HUGE)) {
      if (name.startsWith('gzip') && Fetcher === 'NodeHttpConfigFetcher') continue;
      own(`${Fetcher}: ${name} is refused, in bounded memory, and not asked for again at once`, async (t, sdk) => {
        const server = await startFaultServer(t);
        await server.answer(GOOD);
        const { child, done } = runScript(t, server.url, `
          const peak = () => process.resourceUsage().maxRSS / 1024;
          const configFetcher = new sdk.${Fetcher}();
          const client = sdk.getClient(sdkKey, sdk.PollingMode.ManualPoll, { baseUrl: origin, logger, configFetcher });
          (async () => {
            await client.forceRefreshAsync();
            const before = peak();
            process.stdin.once('data', async () => {
              const { errorCode, errorException } = await client.forceRefreshAsync();
              console.log(JSON.stringify({
                errorCode, code: errorException.code, status: client.status().lastError.code, grown: peak() - before,
                cause: errorException.message, value: await client.getValueAsync('flag', ''),
              }));
              client.dispose();
              process.stdin.destroy();
            });
            console.log('ready');
          })();
        `, { stdin: 'pipe' });
        await new Promise((resolve) => child.stdout.once('data', resolve));
        await server.script(steps);
        child.stdin.write('go');
        const { code, output, errors } = await within(SOON_MS, done, 'the process');
        assert.equal(code, 0, errors);
        const { grown, ...seen } = JSON.parse(output.split('\n')[1]);
        assert.deepEqual(seen, {
          errorCode: sdk.RefreshErrorCode.HttpRequestFailure,
          code: 'BODY_TOO_LARGE',
          status: 'BODY_TOO_LARGE',
          cause: 'Request failed due to a network or protocol error. The response body exceeds the limit of 67108864 bytes.',
          value: 'good',
        });
        assert.ok(grown < LIMIT_BYTES / 1024 / 1024 + MARGIN_MIB, `${grown} MiB`);
        assert.equal(await server.requestCount(), 2);
      });
    }

    own(`${Fetcher}: a body up to the limit is read, in UTF-8 however it is cut`, async (t, sdk) => {
      const server = await startFaultServer(t);
      const text = 'žluťoučký 🐈';
      const body = JSON.stringify(configOf({ flag: text }));
      const padding = LIMIT_BYTES - Buffer.byteLength(body);
      const request = new sdk.FetchRequest(`${server.url}/config`, undefined, [], SOON_MS);
      const fetcher = new sdk[Fetcher]();
      t.after(() => fetcher.dispose());
      await server.script([head(`Content-Length: ${LIMIT_BYTES}\r\nConnection: close`), { send: body }, { repeat: { text: ' ', times: padding } }]);
      const response = await fetcher.fetchAsync(request);
      assert.equal(Buffer.byteLength(response.body), LIMIT_BYTES);
      assert.equal(JSON.parse(response.body).f.flag.v.s, text);
      await server.script([head('Connection: close'), { send: body }, { repeat: { text: ' ', times: padding + 1 } }]);
      await assert.rejects(fetcher.fetchAsync(request), { name: 'FetchError', cause: 'failure', code: 'BODY_TOO_LARGE' });
      const cut = [...Buffer.from(body)].map((byte) => ({ base64: Buffer.from([byte]).toString('base64') }));
      await server.script([head(`Content-Length: ${cut.length}`), ...cut]);
      assert.equal((await fetcher.fetchAsync(request)).body, body);
      await server.script([head('Content-Length: 0')]);
      assert.equal((await fetcher.fetchAsync(request)).body, '');
    });
  }

  for (const [how, make] of Object.entries({
    'an agent of the host': () => ({ httpAgent: new http.Agent({ keepAlive: true }) }),
    'an agent for one connection': () => ({ httpAgent: new http.Agent({ keepAlive: true, maxSockets: 1 }) }),
    'a fetcher with Node\'s http': (sdk) => ({ configFetcher: new sdk.NodeHttpConfigFetcher() }),
    'a fetcher with fetch': (sdk) => ({ configFetcher: new sdk.ServerSideFetchApiConfigFetcher() }),
  })) {
    own(`${how}: the endless body of an error is not read`, async (t, sdk) => {
      const openBodies = new Set();
      const server = http.createServer((_request, response) => {
        response.writeHead(500);
        openBodies.add(response);
        const timer = setInterval(() => response.write('x'.repeat(1000)), 10);
        response.on('close', () => {
          clearInterval(timer);
          openBodies.delete(response);
        });
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
      t.after(() => {
        server.close();
        server.closeAllConnections();
      });
      const baseUrl = `http://127.0.0.1:${/** @type {any} */ (server.address()).port}`;
      const client = open(t, sdk, 'ManualPoll', { baseUrl, requestTimeoutMs: SOON_MS, ...make(sdk) });
      for (let refresh = 0; refresh < 5; refresh++) {
        const { errorCode } = await within(SOON_MS / 2, client.forceRefreshAsync());
        assert.equal(errorCode, sdk.RefreshErrorCode.UnexpectedHttpResponse);
      }
      await eventually(SOON_MS / 4, () => openBodies.size === 0, 'the end of the downloads');
    });
  }

  own('an agent keeps its connection for answers without a body', async (t, sdk) => {
    const server = await startFaultServer(t);
    await server.script([{ answer: GOOD }, { keep: true }], [{ answer: { status: 304 } }, { keep: true }]);
    const httpAgent = new http.Agent({ keepAlive: true });
    t.after(() => httpAgent.destroy());
    const client = open(t, sdk, 'ManualPoll', { baseUrl: server.url, httpAgent });
    for (let refresh = 0; refresh < 4; refresh++) {
      assert.equal((await client.forceRefreshAsync()).isSuccess, true);
      await pause(5);
    }
    const { connections, requests } = await server.seen();
    assert.deepEqual([connections, requests.length], [1, 4]);
  });
});
