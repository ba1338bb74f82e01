'use strict';

const assert = require('node:assert/strict');
const http = require('node:http');
const { mock, test } = require('node:test');
const { inspect } = require('node:util');
const official = require('@configcat/sdk');
const { isCdnUrl: officialIsCdnUrl } = require('@configcat/sdk/lib/cjs/ConfigCatClientOptions.js');
const { AgentPool } = require('../../lib/configcat/fetching/agent-pool.js');
const { isCdnUrl } = require('../../lib/configcat/fetching/cdn-url.js');
const fetchers = require('../../index.js');
const { fetchWithRetry } = require('../../lib/configcat/fetching/fetch-retry.js');
const { startCdn } = require('../support/cdn.js');

const { FetchError, FetchRequest, FetchResponse } = fetchers;
const HEADERS = [['User-Agent', 'Test/1'], ['X-ConfigCat-UserAgent', 'Test/1']];
const CONFIG = '{"f":{}}';
const PATH = '/configuration-files/key/config_v6.json';

async function cdnFor(t) {
  const cdn = await startCdn();
  t.after(() => cdn.close());
  return cdn;
}

const requestTo = (cdn, { etag, timeoutMs = 5000 } = {}) =>
  new FetchRequest(cdn.url + PATH, etag, HEADERS, timeoutMs);

/** A fetcher's result, or its error, as plain parts. */
async function outcome(promise) {
  try {
    const { statusCode, reasonPhrase, body, eTag, rayId } = await promise;
    return { statusCode, reasonPhrase, body, eTag, rayId };
  } catch (err) {
    return { name: err.name, cause: err.cause, rayId: err.rayId };
  }
}

for (const name of ['NodeHttpConfigFetcher', 'ServerSideFetchApiConfigFetcher']) {
  /** Runs ours and the official one against the same script. */
  const compare = async (t, answers, options) => {
    const results = [];
    for (const { [name]: Fetcher } of [fetchers, official]) {
      const cdn = await cdnFor(t);
      cdn.setConfig(CONFIG, { etag: '"1"', headers: { 'CF-RAY': 'ray' } });
      cdn.answerNext(...answers);
      const fetcher = new Fetcher();
      t.after(() => fetcher.dispose());
      const result = await outcome(fetcher.fetchAsync(requestTo(cdn, options)));
      const seen = cdn.requests.map(({ path, headers }) => [
        path,
        headers['user-agent'],
        headers['x-configcat-useragent'],
        headers['if-none-match'],
      ]);
      results.push({ result, seen });
    }
    assert.deepEqual(results[0], results[1]);
    return results[0];
  };

  test(`${name}: a config`, async (t) => {
    const { result, seen } = await compare(t, []);
    assert.deepEqual(result, { statusCode: 200, reasonPhrase: 'OK', body: CONFIG, eTag: '"1"', rayId: 'ray' });
    assert.deepEqual(seen, [[PATH, 'Test/1', 'Test/1', undefined]]);
  });

  test(`${name}: a config that is known`, async (t) => {
    const { result, seen } = await compare(t, [], { etag: '"1"' });
    assert.equal(result.statusCode, 304);
    assert.equal(seen[0][3], '"1"');
  });

  test(`${name}: expected statuses are final`, async (t) => {
    for (const status of [403, 404]) {
      const { result, seen } = await compare(t, [{ status }]);
      assert.equal(result.statusCode, status);
      assert.equal(seen.length, 1);
    }
  });

  test(`${name}: an unexpected status is tried once more`, async (t) => {
    const once = await compare(t, [{ status: 500 }]);
    assert.equal(once.result.statusCode, 200);
    const twice = await compare(t, [{ status: 500 }, { status: 503, reason: 'Busy' }]);
    assert.deepEqual([twice.result.statusCode, twice.result.reasonPhrase, twice.seen.length], [503, 'Busy', 2]);
  });

  test(`${name}: a broken connection is tried once more`, async (t) => {
    const once = await compare(t, [{ destroy: true }]);
    assert.equal(once.result.statusCode, 200);
    const twice = await compare(t, [{ destroy: true }, { destroy: true }]);
    assert.equal(twice.result.cause, 'failure');
  });

  test(`${name}: a timeout is not: the time is for both`, async (t) => {
    const cdn = await cdnFor(t);
    cdn.answerNext({ delayMs: 600000 });
    const fetcher = new fetchers[name]();
    t.after(() => fetcher.dispose());
    const { cause } = await outcome(fetcher.fetchAsync(requestTo(cdn, { timeoutMs: 1000 })));
    assert.equal(cause, 'timeout');
    assert.equal(cdn.requests.length, 1);
  });

  test(`${name}: the time limit holds for the body, too`, async (t) => {
    const server = http.createServer((_request, response) => response.write('{'));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    t.after(() => server.closeAllConnections());
    const fetcher = new fetchers[name]();
    const request = requestTo({ url: `http://127.0.0.1:${server.address().port}` }, { timeoutMs: 60 });
    const err = await fetcher.fetchAsync(request).catch((thrown) => thrown);
    assert.equal(err instanceof FetchError, true);
    assert.equal(err.message, 'Request timed out. Timeout value: 60ms');
  });

  test(`${name}: disposal aborts what is under way and what comes`, async (t) => {
    const cdn = await cdnFor(t);
    cdn.answerNext({ delayMs: 600000 });
    const fetcher = new fetchers[name]();
    const pending = outcome(fetcher.fetchAsync(requestTo(cdn)));
    while (cdn.requests.length === 0) await new Promise(setImmediate);
    fetcher.dispose();
    assert.equal((await pending).cause, 'abort');
    assert.equal((await outcome(fetcher.fetchAsync(requestTo(cdn)))).cause, 'abort');
    assert.equal(cdn.requests.length, 1);
  });

  test(`${name}: headers of a proxy of one's own`, async (t) => {
    const cdn = await cdnFor(t);
    cdn.setConfig(CONFIG);
    class Authorised extends fetchers[name] {
      setRequestHeaders(requestOptions, headers) {
        super.setRequestHeaders(requestOptions, [...headers, ['X-Key', 'secret']]);
      }
    }
    await new Authorised().fetchAsync(requestTo(cdn, { etag: '"0"' }));
    const { headers } = cdn.requests[0];
    assert.deepEqual([headers['x-key'], headers['user-agent'], headers['if-none-match']], ['secret', 'Test/1', '"0"']);
  });
}

test('the second attempt gets what the first and the pause left of the time', async () => {
  const given = [];
  const send = async (leftMs) => {
    given.push(leftMs);
    return new FetchResponse(500, 'Broken', []);
  };
  await fetchWithRetry(new FetchRequest('', undefined, [], 30000), send, () => false);
  assert.equal(given.length, 2);
  assert.ok(given[0] <= 30000 && given[1] < given[0], given.join());
});

test('a server that asks to be left alone is asked once', async () => {
  const inSeconds = (seconds) => new Date(Date.now() + seconds * 1000).toUTCString();
  const asctime = (date) => date.replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4');
  for (const [retryAfter, attempts] of [
    ['5', 1], [' 5 ', 1], ['9'.repeat(400), 1], [inSeconds(60), 1], [asctime(inSeconds(60)), 1],
    ['0', 2], ['-5', 2], ['1.5', 2], ['soon', 2], ['', 2], ['2065', 1], ['Oct 2065', 2], [inSeconds(-60), 2], [asctime(inSeconds(-60)), 2],
  ]) {
    let made = 0;
    const send = async () => {
      made++;
      return new FetchResponse(429, 'Too Many Requests', [['Retry-After', retryAfter]]);
    };
    await fetchWithRetry(new FetchRequest('', undefined, [], 30000), send, () => false);
    assert.equal(made, attempts, retryAfter);
  }
});

test('an agent factory is asked with the official recommendation; its agent is destroyed with the fetcher', async (t) => {
  const cdn = await cdnFor(t);
  cdn.setConfig(CONFIG);
  const seen = [];
  for (const { NodeHttpConfigFetcher } of [fetchers, official]) {
    let destroy;
    const httpAgentFactory = mock.fn((options) => {
      const agent = new http.Agent(options);
      destroy = mock.method(agent, 'destroy');
      return agent;
    });
    const fetcher = new NodeHttpConfigFetcher({ httpAgentFactory });
    await fetcher.fetchAsync(requestTo(cdn));
    await fetcher.fetchAsync(requestTo(cdn));
    assert.equal(httpAgentFactory.mock.callCount(), 1);
    fetcher.dispose();
    assert.equal(destroy.mock.callCount(), 1);
    seen.push(httpAgentFactory.mock.calls[0].arguments);
  }
  assert.deepEqual(seen[0], seen[1]);
});

test('an agent that was given is used and left alone', async (t) => {
  const cdn = await cdnFor(t);
  cdn.setConfig(CONFIG);
  const agent = new http.Agent();
  const addRequest = mock.method(agent, 'addRequest');
  const destroy = mock.method(agent, 'destroy');
  const fetcher = new fetchers.NodeHttpConfigFetcher({ httpAgent: agent });
  await fetcher.fetchAsync(requestTo(cdn));
  fetcher.dispose();
  assert.equal(addRequest.mock.callCount(), 1);
  assert.equal(destroy.mock.callCount(), 0);
});

test('a failure renews the agent, once in a while; the old one ends with its last request', () => {
  const agents = [];
  const pool = new AgentPool(() => {
    const agent = { destroy: mock.fn() };
    agents.push(agent);
    return agent;
  });
  const first = pool.acquire();
  assert.equal(pool.acquire(), first);
  pool.release(first, true);
  assert.equal(agents[0].destroy.mock.callCount(), 0);
  const second = pool.acquire();
  assert.notEqual(second, first);
  pool.release(first, false);
  assert.equal(agents[0].destroy.mock.callCount(), 1);
  pool.release(second, true);
  assert.equal(pool.acquire(), second);
  pool.dispose();
  assert.equal(agents[1].destroy.mock.callCount(), 1);
  assert.equal(agents.length, 2);
});

test('a URL that no request can be made to is not quoted: the SDK key stands in it', async () => {
  for (const name of ['NodeHttpConfigFetcher', 'ServerSideFetchApiConfigFetcher']) {
    for (const base of ['not a url', 'http://[::bad', 'http://127.0.0.1:99999', 'http://me:pw@127.0.0.1:1']) {
      const request = new FetchRequest(`${base}/configuration-files/secret/config_v6.json`, undefined, HEADERS, 5000);
      const err = await new fetchers[name]().fetchAsync(request).then(assert.fail, (reason) => reason);
      assert.doesNotMatch(inspect(err, { depth: Infinity, showHidden: true }), /secret|me:pw/, `${name} ${base}`);
    }
  }
});

test('a URL that is none fails at once', async () => {
  const fetcher = new fetchers.NodeHttpConfigFetcher();
  await assert.rejects(fetcher.fetchAsync(new FetchRequest('nowhere', undefined, HEADERS, 1000)), TypeError);
});

test('the CDN is told from other addresses as officially', () => {
  const file = '/configuration-files/key/config_v6.json';
  for (const base of [
    'https://cdn-global.configcat.com', 'http://cdn-eu.configcat.com', 'https://CDN.ConfigCat.com:443', 'https://a.b.configcat.com.',
    'https://configcat.com', 'https://cdn.configcat.com.evil.com', 'https://evilconfigcat.com', 'http://localhost:8080',
    'https://cdn.configcat.com/configcat-proxy/sdk', 'https://cdn.configcat.com/x/configcat-proxy/sdk', 'ftp://cdn.configcat.com',
    'https://cdn.configcat.com/configcat%2Dproxy/sdk', 'https://cdn.configcat.com/%63onfigcat-proxy/', 'https://cdn.configcat.com/x-configcat-proxy/',
    'https://cdn.configcat.com/?/configcat-proxy/',
  ]) {
    const url = base + file;
    assert.equal(isCdnUrl(url), officialIsCdnUrl(url), url);
  }
});

test('a response finds its headers whatever their case, the first of each', () => {
  const headers = [['etag', 'a'], ['ETAG', 'b'], ['CF-ray', 'r']];
  for (const { FetchResponse: Response } of [{ FetchResponse }, official]) {
    const response = new Response(200, 'OK', headers, 'body');
    const { statusCode, reasonPhrase, body, eTag, rayId } = response;
    assert.deepEqual([statusCode, reasonPhrase, body, eTag, rayId], [200, 'OK', 'body', 'a', 'r']);
    assert.equal(response.isExpected(), true);
    assert.equal(new Response(301, 'Moved', []).isExpected(), false);
  }
});
