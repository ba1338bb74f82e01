'use strict';

// The way to the server leads through a proxy: the one of the option, or that of the environment where Node is asked to use
// it. Whatever the proxy answers, nobody hears of its password.

const assert = require('node:assert/strict');
const path = require('node:path');
const process = require('node:process');
const util = require('node:util');
const { open } = require('./support/client');
const { Proxying, startConnectProxy } = require('./support/connect-proxy');
const { configOf, createRecorder } = require('./support/fixtures');
const { AUTHORITY } = require('./support/identity');
const { serveConfig, startOrigin } = require('./support/origin');
const { makeFolder, runNode, startSecureOrigin } = require('./support/secure');
const { own } = require('./support/subjects');

const CONFIG = configOf({ flag: true });
const OURS = { official: false };

/** `me:p@ss/wörd`, as it stands in an address and in a header. */
const CREDENTIALS = 'me:p%40ss%2Fw%C3%B6rd';
const AUTHORIZATION = `Basic ${Buffer.from('me:p@ss/wörd').toString('base64')}`;

const portOf = (url) => new URL(url).host;

own('servers and proxies, each with and without TLS: a tunnel is asked for, with the credentials', async (t) => {
  const file = path.join(makeFolder(t, { 'authority.pem': AUTHORITY }), 'authority.pem');
  const seen = [];
  const plain = await startOrigin(t, (request) => {
    seen.push(request.headers);
    return serveConfig(CONFIG)(request);
  });
  const secure = await startSecureOrigin(t, CONFIG);
  for (const origin of [plain, secure]) {
    for (const isSecureProxy of [false, true]) {
      for (const [credentials, authorization] of [['', undefined], [CREDENTIALS, AUTHORIZATION]]) {
        const proxy = await startConnectProxy(t, { secure: isSecureProxy });
        const address = credentials ? proxy.as(credentials) : proxy.url;
        const { output, errors } = await runNode(t, OURS, {
          origin,
          env: { NODE_EXTRA_CA_CERTS: file },
          script: `console.log(await fetches(open({ proxy: ${JSON.stringify(address)} })));`,
        });
        const title = `${origin.url} through ${address}`;
        assert.deepEqual(output, ['true'], `${title}: ${errors}`);
        assert.deepEqual(proxy.asked, [{ method: 'CONNECT', target: portOf(origin.url), authorization }], title);
      }
    }
  }
  assert.equal(seen.length, 4);
  assert.ok(seen.every((headers) => !('proxy-authorization' in headers) && !('authorization' in headers)), 'told to the server');
});

/** What proxies answer, with the error code of the refresh and what its error says. */
const ANSWERS = {
  'demands another password': [
    Proxying.sayLast('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n'),
    1103, /proxy authorization required/,
  ],
  'refuses to tunnel': [Proxying.sayLast('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'), 1103, /tunnel error/],
  'says nothing': [Proxying.hang, 1102, /timed out/],
  'speaks another protocol': [Proxying.say('SSH-2.0-OpenSSH_9.2\r\n\r\n'), 1103, /tunnel error/],
  'never ends its headers': [Proxying.say(`HTTP/1.1 200 OK\r\nX: ${'a'.repeat(100_000)}`), 1103, /headers too long/],
  'agrees and goes on with nonsense at once': [Proxying.say('HTTP/1.1 200 OK\r\n\r\nnonsense\r\n\r\n'), 1102, /timed out/],
  'agrees and says nonsense later': [
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.once('data', () => socket.write('nonsense nonsense nonsense\r\n\r\n'));
    },
    1103, /SendRequest|corrupt message/,
  ],
  'agrees and ends': [Proxying.sayLast('HTTP/1.1 200 OK\r\n\r\n'), 1103, /closed|eof/],
};

for (const [title, [behave, code, words]] of Object.entries(ANSWERS)) {
  own(`a proxy that ${title} is a clear failure, in time and without its password`, async (t, sdk) => {
    for (const scheme of ['http', 'https']) {
      const proxy = await startConnectProxy(t, { behave });
      const recorder = createRecorder(sdk.LogLevel.Debug);
      const requestTimeoutMs = code === 1102 ? 400 : 10_000;
      const client = open(t, sdk, 'ManualPoll', {
        baseUrl: `${scheme}://127.0.0.1:9`, proxy: proxy.as('me:topsecret'), logger: recorder, requestTimeoutMs,
      });
      const start = performance.now();
      const result = await client.forceRefreshAsync();
      assert.ok(performance.now() - start < requestTimeoutMs + 5_000, 'the deadline is for the tunnel too');
      assert.equal(result.errorCode, code);
      assert.match(String(result.errorException), words);
      assert.ok(proxy.asked.length >= 1 && proxy.asked.length <= 2, `asked ${proxy.asked.length} times`);
      const said = util.inspect([recorder.events, result, client], { depth: Infinity, showHidden: true });
      assert.ok(recorder.events.length > 0);
      assert.doesNotMatch(said, /topsecret/);
      assert.ok(!said.includes(Buffer.from('me:topsecret').toString('base64')), said);
    }
  });
}

/** Which proxy of the environment is used: HTTP, HTTPS or none. */
const ENVIRONMENTS = {
  'nobody asked Node to': { used: 'none' },
  'NODE_USE_ENV_PROXY=1': { used: 'HTTP', ask: { NODE_USE_ENV_PROXY: '1' } },
  'NODE_USE_ENV_PROXY=0': { used: 'none', ask: { NODE_USE_ENV_PROXY: '0' } },
  'lower case': { used: 'HTTPS', ask: { NODE_USE_ENV_PROXY: '1', http_proxy: 'HTTPS' } },
  'only the other scheme has one': { used: 'none', ask: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: '' } },
  'ALL_PROXY only': { used: 'none', ask: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: '', ALL_PROXY: 'HTTP' } },
  'NO_PROXY names the server': { used: 'none', ask: { NODE_USE_ENV_PROXY: '1', NO_PROXY: 'localhost,127.0.0.1' } },
  'no_proxy names another': { used: 'HTTP', ask: { NODE_USE_ENV_PROXY: '1', NO_PROXY: '*', no_proxy: 'a.test' } },
  'the option names one': { used: 'HTTPS', ask: { NODE_USE_ENV_PROXY: '1' }, option: 'HTTPS' },
  'the option says none': { used: 'none', ask: { NODE_USE_ENV_PROXY: '1' }, option: '' },
  'the option is null': { used: 'HTTP', ask: { NODE_USE_ENV_PROXY: '1' }, option: null },
};

for (const [title, { used, ask = {}, option }] of Object.entries(ENVIRONMENTS)) {
  own(`proxies of the environment: ${title}`, async (t) => {
    const origin = await startOrigin(t, serveConfig(CONFIG));
    const proxies = { HTTP: await startConnectProxy(t), HTTPS: await startConnectProxy(t) };
    const fill = (value) => (value in proxies ? proxies[value].as('me:topsecret') : value);
    const env = { HTTP_PROXY: 'HTTP', HTTPS_PROXY: 'HTTPS', ...ask };
    const more = option === undefined ? {} : { proxy: option && fill(option) };
    const { output, errors } = await runNode(t, OURS, {
      origin,
      env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
      script: `
        process.env.NODE_USE_ENV_PROXY = '1'; // What a program does to it later counts as little as in Node.
        const settled = [await fetches(open(${JSON.stringify(more)}))];
        const legacy = sdk.createClientWithManualPoll('key', { baseUrl: ${JSON.stringify(origin.url)}, ...${JSON.stringify(more)} });
        await legacy.forceRefreshAsync();
        settled.push(await legacy.getValueAsync('flag', null));
        console.log(settled.join());
      `,
    });
    assert.deepEqual(output, ['true,true'], errors);
    const asked = Object.entries(proxies).filter(([, proxy]) => proxy.asked.length > 0).map(([name]) => name);
    assert.equal(asked.join() || 'none', used);
    if (used !== 'none') assert.equal(proxies[used].asked[0].authorization, `Basic ${Buffer.from('me:topsecret').toString('base64')}`);
  });
}

own('an https server goes through HTTPS_PROXY', async (t) => {
  const origin = await startSecureOrigin(t, CONFIG);
  const proxy = await startConnectProxy(t);
  const env = { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxy.url, HTTP_PROXY: 'http://127.0.0.1:9', NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const { output, errors } = await runNode(t, OURS, { origin, env });
  assert.deepEqual(output, ['true'], errors);
  assert.deepEqual(proxy.asked.map(({ target }) => target), [portOf(origin.url)]);
});

own('a proxy of the environment that is none is an error in the log, and the request goes direct', async (t) => {
  const origin = await startOrigin(t, serveConfig(CONFIG));
  for (const address of ['socks5://me:topsecret@127.0.0.1:1080', 'me:topsecret@127.0.0.1', 'http://']) {
    const { output } = await runNode(t, OURS, {
      origin,
      env: { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: address },
      script: `
        const texts = [];
        const logger = { level: 4, log: (level, id, message) => level < 3 && texts.push(level + ' ' + message) };
        console.log(await fetches(open({ logger })), JSON.stringify(texts));
      `,
    });
    // Newer versions of Node do not start with what they cannot use.
    if (Number(process.versions.node.split('.')[0]) >= 24 && output[0] === '') continue;
    assert.match(output[0], /^true \["1 Failed to parse `HTTP_PROXY`: '.*'\."\]$/);
    assert.doesNotMatch(output[0], /topsecret/);
  }
});
