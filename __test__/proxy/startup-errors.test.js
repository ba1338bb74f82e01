'use strict';

// Options that make no sense: one line on stderr with the documented text, the option and the variable, and the code 1.

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { describe, it } = require('node:test');
const { newSdkKey } = require('../behaviour/support/fixtures');
const { freePorts } = require('./support/ports');
const { HANG_GUARD, makeFolder, runProxy, startProxy } = require('./support/proxy');
const { assertSecret, secretsOf } = require('./support/secrets');
const { startUpstream, sdkOn } = require('./support/upstream');

const KEY = newSdkKey();

/** The options of an SDK, which is all right but for these. */
const env1 = (options) => ({ sdks: { env1: { key: KEY, ...options } } });
const offline = (options) => env1({ offline: { enabled: true, ...options } });
const http = (options) => ({ ...env1(), http: options });
const REDIS = { enabled: true, addresses: ['127.0.0.1:1'] };
const CERT_ONLY = { enabled: true, certificates: [{ cert: './cert' }] };

/**
 * Title, options, text, option, variable.
 *
 * @type {[string, any, string | RegExp, string, string][]}
 */
const ROWS = [
  ['no SDKs', {}, /^sdk: at least 1 SDK (or a proxy profile )?must be configured/, 'sdks', 'CONFIGCAT_SDKS'],
  ['an empty map of SDKs', { sdks: {} }, /^sdk: at least 1 SDK (or a proxy profile )?must be configured/, 'sdks', 'CONFIGCAT_SDKS'],
  ['an SDK without a key', { sdks: { env1: {} } }, 'sdk-env1: SDK key is required', 'sdks.env1.key', 'CONFIGCAT_SDKS'],
  [
    'a governance that is none', env1({ data_governance: 'foo' }),
    "sdk-env1: invalid data governance value, it must be 'global' or 'eu'", 'sdks.env1.data_governance', 'CONFIGCAT_ENV1_DATA_GOVERNANCE',
  ],
  [
    'a local file that is missing', offline({ local: { file_path: './nonexisting.json' } }),
    "sdk-env1: couldn't find the local file ", 'sdks.env1.offline.local.file_path', 'CONFIGCAT_ENV1_OFFLINE_LOCAL_FILE_PATH',
  ],
  [
    'a local file that is polled too often', offline({ local: { file_path: __filename, polling: true, poll_interval: -1 } }),
    'sdk-env1: local file poll interval must be greater than 1 seconds',
    'sdks.env1.offline.local.poll_interval', 'CONFIGCAT_ENV1_OFFLINE_LOCAL_POLL_INTERVAL',
  ],
  [
    'offline without a source', offline({}),
    'sdk-env1: offline mode requires either a configured cache or a local file', 'sdks.env1.offline', 'CONFIGCAT_ENV1_OFFLINE',
  ],
  [
    'offline with two sources', offline({ use_cache: true, local: { file_path: __filename } }),
    "sdk-env1: can't use both local file and cache for offline mode", 'sdks.env1.offline', 'CONFIGCAT_ENV1_OFFLINE',
  ],
  [
    'offline with a cache that is not configured', offline({ use_cache: true }),
    'sdk-env1: offline mode enabled with cache, but no cache is configured',
    'sdks.env1.offline.use_cache', 'CONFIGCAT_ENV1_OFFLINE_USE_CACHE',
  ],
  [
    'a cache that is polled too often', { ...offline({ use_cache: true, cache_poll_interval: -1 }), cache: { redis: REDIS } },
    'sdk-env1: cache poll interval must be greater than 1 seconds',
    'sdks.env1.offline.cache_poll_interval', 'CONFIGCAT_ENV1_OFFLINE_CACHE_POLL_INTERVAL',
  ],
  [
    'global offline without Redis', { ...env1(), offline: { enabled: true } },
    'offline: global offline mode enabled, but no cache is configured', 'offline.enabled', 'CONFIGCAT_OFFLINE_ENABLED',
  ],
  [
    'global offline that polls too often', { ...env1(), offline: { enabled: true, cache_poll_interval: -1 }, cache: { redis: REDIS } },
    'offline: cache poll interval must be greater than 1 seconds', 'offline.cache_poll_interval', 'CONFIGCAT_OFFLINE_CACHE_POLL_INTERVAL',
  ],
  [
    'Redis without addresses', { ...env1(), cache: { redis: { enabled: true, addresses: [] } } },
    'redis: at least 1 server address required', 'cache.redis.addresses', 'CONFIGCAT_CACHE_REDIS_ADDRESSES',
  ],
  [
    'a certificate without a key', { ...env1(), tls: CERT_ONLY },
    'tls: both TLS cert and key file required', 'tls.certificates', 'CONFIGCAT_TLS_CERTIFICATES',
  ],
  [
    'a key without a certificate', { ...env1(), tls: { enabled: true, certificates: [{ key: './key' }] } },
    'tls: both TLS cert and key file required', 'tls.certificates', 'CONFIGCAT_TLS_CERTIFICATES',
  ],
  [
    'a certificate for Redis without a key', { ...env1(), cache: { redis: { ...REDIS, tls: CERT_ONLY } } },
    'tls: both TLS cert and key file required', 'cache.redis.tls.certificates', 'CONFIGCAT_CACHE_REDIS_TLS_CERTIFICATES',
  ],
  [
    'signatures that are valid for too short', env1({ webhook_signing_key: 'signing-key-of-tests', webhook_signature_valid_for: 4 }),
    'sdk-env1: webhook signature validity check must be greater than 5 seconds',
    'sdks.env1.webhook_signature_valid_for', 'CONFIGCAT_ENV1_WEBHOOK_SIGNATURE_VALID_FOR',
  ],
  [
    'a user without a password', http({ webhook: { auth: { user: 'user' } } }),
    'webhook: both basic auth user and password required', 'http.webhook.auth', 'CONFIGCAT_HTTP_WEBHOOK_AUTH_',
  ],
  [
    'a password without a user', http({ webhook: { auth: { password: 'password-of-tests' } } }),
    'webhook: both basic auth user and password required', 'http.webhook.auth', 'CONFIGCAT_HTTP_WEBHOOK_AUTH_',
  ],
  ['a port below all', http({ port: -1 }), 'http: invalid port -1', 'http.port', 'CONFIGCAT_HTTP_PORT'],
  ['a port above all', http({ port: 65_536 }), 'http: invalid port 65536', 'http.port', 'CONFIGCAT_HTTP_PORT'],
  ['a port for diagnostics below all', { ...env1(), diag: { port: -1 } }, 'diag: invalid port -1', 'diag.port', 'CONFIGCAT_DIAG_PORT'],
  ['a port for gRPC below all', { ...env1(), grpc: { port: -1 } }, 'grpc: invalid port -1', 'grpc.port', 'CONFIGCAT_GRPC_PORT'],
  ...['api', 'cdn_proxy', 'sse', 'ofrep'].map((section) => /** @type {[string, any, string, string, string]} */ ([
    `patterns of ${section} without what holds otherwise`, http({ [section]: { cors: { allowed_origins_regex: { patterns: ['.*'] } } } }),
    "cors: the 'if no watch' field is required when allowed origins regex is set",
    `http.${section}.cors.allowed_origins_regex.if_no_match`, `CONFIGCAT_HTTP_${section.toUpperCase()}_CORS_ALLOWED_ORIGINS_REGEX_IF_NO_MATCH`,
  ])),
  [
    'a pattern that is none', http({ api: { cors: { allowed_origins_regex: { patterns: ['(unclosed'], if_no_match: 'https://a' } } } }),
    '', 'http.api.cors.allowed_origins_regex.patterns', 'CONFIGCAT_HTTP_API_CORS_ALLOWED_ORIGINS_REGEX_PATTERNS',
  ],
  [
    'certificates that cannot be read', { ...env1(), tls: { enabled: true, certificates: [{ cert: './no.pem', key: './no.key' }] } },
    'failed to load certificate and key files: ', 'tls.certificates', 'CONFIGCAT_TLS_CERTIFICATES',
  ],
];

/** What is not built in says so, whatever else is wrong with it. @type {[string, any, string, string][]} */
const NOT_BUILT_IN = [
  ['MongoDB', { ...env1(), cache: { mongodb: { enabled: true } } }, 'cache.mongodb', 'CONFIGCAT_CACHE_MONGODB_ENABLED'],
  [
    'MongoDB with a wrong TLS', { ...env1(), cache: { mongodb: { enabled: true, url: 'mongodb://127.0.0.1', tls: CERT_ONLY } } },
    'cache.mongodb', 'CONFIGCAT_CACHE_MONGODB_ENABLED',
  ],
  ['DynamoDB', { ...env1(), cache: { dynamodb: { enabled: true } } }, 'cache.dynamodb', 'CONFIGCAT_CACHE_DYNAMODB_ENABLED'],
  ['a profile', { profile: { key: 'profile-of-tests' } }, 'profile', 'CONFIGCAT_PROFILE_KEY'],
  ['a profile that polls too often', { profile: { key: 'profile-of-tests', secret: 'secret-of-tests', poll_interval: 59 } }, 'profile', 'CONFIGCAT_PROFILE_KEY'],
  [
    'OTLP metrics', { ...env1(), diag: { metrics: { otlp: { enabled: true, protocol: 'test' } } } },
    'diag.metrics.otlp', 'CONFIGCAT_DIAG_METRICS_OTLP_ENABLED',
  ],
  [
    'OTLP traces', { ...env1(), diag: { traces: { enabled: true, otlp: { enabled: true, protocol: 'test' } } } },
    'diag.traces', 'CONFIGCAT_DIAG_TRACES_',
  ],
];

/** Variables, and the one that is at fault. @type {[string, string, string][]} */
const VARIABLES = [
  ['CONFIGCAT_HTTP_PORT', 'abc', 'http.port'],
  ['CONFIGCAT_HTTP_ENABLED', 'yes', 'http.enabled'],
  ['CONFIGCAT_SDKS', '{', 'sdks'],
  ['CONFIGCAT_HTTP_API_HEADERS', '[]', 'http.api.headers'],
  ['CONFIGCAT_HTTP_API_CORS_ALLOWED_ORIGINS', 'https://a', 'http.api.cors.allowed_origins'],
  ['CONFIGCAT_TLS_CERTIFICATES', '{}', 'tls.certificates'],
  ['CONFIGCAT_DEFAULT_USER_ATTRIBUTES', '{"a":true}', 'default_user_attributes'],
  ['CONFIGCAT_OFFLINE_CACHE_POLL_INTERVAL', '1.5', 'offline.cache_poll_interval'],
  ['CONFIGCAT_HTTP_SSE_HEARTBEAT_INTERVAL', 'x', 'http.sse.heart_beat_interval'],
];

const LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[error\] (?:<[^>]+> )?(.+)\n$/;

/** The one line of a start that fails. */
function lineOf({ code, stderr }) {
  assert.equal(code, 1, stderr);
  const [, line] = LINE.exec(stderr) ?? [];
  assert.ok(line, `not one line with a date and [error]: ${JSON.stringify(stderr)}`);
  return line;
}

/** The names stand in the line as words of their own. */
function assertNames(line, ...names) {
  for (const name of names) assert.ok(line.includes(name), `${name} is missing in: ${line}`);
}

describe('options that make no sense', { concurrency: 4, timeout: 120_000 }, () => {
  for (const [title, options, text, option, variable] of ROWS) {
    it(title, HANG_GUARD, async (t) => {
      const folder = makeFolder(t, { 'options.yml': JSON.stringify(options) });
      const ended = await runProxy(t, ['-c', path.join(folder, 'options.yml')]);
      const line = lineOf(ended);
      if (typeof text === 'string') assert.ok(line.startsWith(text), line);
      else assert.match(line, text);
      assertNames(line, option, variable);
      assertSecret('the line', ended.stdout + ended.stderr, secretsOf(options));
    });
  }
});

describe('what is not built in', { concurrency: 4, timeout: 120_000 }, () => {
  for (const [title, options, option, variable] of NOT_BUILT_IN) {
    it(title, HANG_GUARD, async (t) => {
      const folder = makeFolder(t, { 'options.yml': JSON.stringify(options) });
      const line = lineOf(await runProxy(t, ['-c', path.join(folder, 'options.yml')]));
      assert.match(line, /not built in/);
      assertNames(line, option, variable);
    });
  }
});

describe('variables that cannot be read', { concurrency: 4, timeout: 120_000 }, () => {
  for (const [name, value, option] of VARIABLES) {
    it(`${name}=${value}`, HANG_GUARD, async (t) => {
      const env = { CONFIGCAT_SDKS: JSON.stringify({ env1: KEY }), [name]: value };
      const line = lineOf(await runProxy(t, [], env));
      assert.ok(line.startsWith(`failed to read environment variable '${name}': `), line);
      assertNames(line, option);
    });
  }

  it('a variable of one SDK', HANG_GUARD, async (t) => {
    const env = { CONFIGCAT_SDKS: JSON.stringify({ 'my-sdk': KEY }), CONFIGCAT_MY_SDK_POLL_INTERVAL: 'x' };
    const line = lineOf(await runProxy(t, [], env));
    assert.ok(line.startsWith("failed to read environment variable 'CONFIGCAT_MY_SDK_POLL_INTERVAL': "), line);
    assertNames(line, 'sdks.my-sdk.poll_interval');
  });
});

describe('files that cannot be read', { concurrency: 4, timeout: 120_000 }, () => {
  it('a missing one', HANG_GUARD, async (t) => {
    const line = lineOf(await runProxy(t, ['-c=missing.yml']));
    assert.ok(line.startsWith('config file missing.yml does not exist: '), line);
  });

  for (const [title, text] of Object.entries({
    'no YAML': 'sdks: [',
    'a list': '- a\n- b\n',
    'a wrong type': JSON.stringify({ sdks: { env1: { key: KEY, poll_interval: 'often' } } }),
    'no UTF-8': 'sdks: \u0000\u0001',
  })) {
    it(title, HANG_GUARD, async (t) => {
      const folder = makeFolder(t, { 'options.yml': text });
      const ended = await runProxy(t, ['-c', path.join(folder, 'options.yml')]);
      lineOf(ended);
      assertSecret('the line', ended.stderr, [KEY]);
    });
  }

  it('arguments that make no sense: the code 2, and how the program is used', HANG_GUARD, async (t) => {
    const { code, stderr } = await runProxy(t, ['--nonsense']);
    assert.equal(code, 2);
    assert.match(stderr, /usage/i);
  });
});

test('ports that are taken', HANG_GUARD, async (t) => {
  const upstream = await startUpstream(t, { f: {} });
  const [port, other] = await freePorts(2);
  const sdks = { env1: sdkOn(upstream) };
  await startProxy(t, { sdks }, { ports: [port, other] });

  for (const [title, options, names] of /** @type {[string, any, string[]][]} */ ([
    ['two ports of one number', { http: { port: other }, diag: { port: other } }, ['diag.port', 'CONFIGCAT_DIAG_PORT']],
    ['the main port', { http: { port }, diag: { enabled: false } }, ['http.port', 'CONFIGCAT_HTTP_PORT']],
    ['the diagnostics port', { http: { enabled: false }, diag: { port: other } }, ['diag.port', 'CONFIGCAT_DIAG_PORT']],
  ])) {
    await t.test(title, async (t) => {
      const folder = makeFolder(t, { 'options.yml': JSON.stringify({ sdks, ...options }) });
      const line = lineOf(await runProxy(t, ['-c', path.join(folder, 'options.yml')]));
      assertNames(line, ...names);
    });
  }
});
