'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { causeOf } = require('../../lib/configcat/logging/repeats.js');

/** Pairs of texts that say the same. */
const SAME = {
  'ports': ['connect ECONNREFUSED 127.0.0.1:4000', 'connect ECONNREFUSED 127.0.0.1:4001'],
  'IPv4 addresses': ['read ECONNRESET 10.0.0.1', 'read ECONNRESET 10.0.0.27'],
  'IPv6 addresses': ['connect ECONNREFUSED 2001:db8::8a2e:370:7334', 'connect ECONNREFUSED ::1'],
  'IPv6 addresses with ports': ['connect to [::1]:80 failed', 'connect to [fe80::1%eth0]:8080 failed'],
  'ports of names': ['no answer of cdn.example.com:443', 'no answer of cdn.example.com:8443'],
  'ports in words': ['local port 50123 is gone', 'local port 50124 is gone'],
  'durations': ['gave up after 1200ms', 'gave up after 1187.25 ms'],
  'seconds': ['gave up after 3 seconds', 'gave up after 12 seconds'],
  'times': ['down since 2026-11-21T02:59:39.123Z', 'down since 2026-11-22T12:00:00Z'],
  'dates of headers': ['down since Sat, 21 Nov 2026 02:59:39 GMT', 'down since Sun, 22 Nov 2026 03:00:00 GMT'],
  'timestamps': ['down since 1700000000000', 'down since 1700000000999'],
  'places in a text': ['Unterminated string in JSON at position 51 (line 1 column 52)', 'Unterminated string in JSON at position 7 (line 3 column 2)'],
};

/** Pairs of texts that say something else. */
const OTHER = {
  'statuses': ['upstream said 401', 'upstream said 503'],
  'statuses behind a colon': ['status:401', 'status:503'],
  'numbers of errors': ['errno 104', 'errno 111'],
  'versions of TLS': ['TLSv1.1 refused', 'TLSv1.3 refused'],
  'names': ['getaddrinfo ENOTFOUND a.example.com', 'getaddrinfo ENOTFOUND b.example.com'],
  'causes': ['connect ECONNREFUSED 10.0.0.1:443', 'connect ETIMEDOUT 10.0.0.1:443'],
  'paths of code': ['std::io::Error', 'std::fmt::Error'],
};

for (const [name, [one, two]] of Object.entries(SAME)) {
  test(`${name} do not tell causes apart`, () => assert.equal(causeOf(one), causeOf(two)));
}

for (const [name, [one, two]] of Object.entries(OTHER)) {
  test(`${name} tell causes apart`, () => assert.notEqual(causeOf(one), causeOf(two)));
}

test('no text takes long', () => {
  for (const part of ['1', '1:', ':', 'a.', 'a-', '1.1.', '2026-11-21T', 'ab:cd:']) {
    const text = part.repeat(5_000_000);
    const start = performance.now();
    causeOf(text);
    assert.ok(performance.now() - start < 1000, part);
  }
});
