'use strict';

const { anyAttribute, anyText, VERSIONS } = require('./values');
const { maybe } = require('./specs');

const USER_AGENTS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/123.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 14_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/14.0.3 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Android 11; Mobile; rv:68.0) Gecko/68.0 Firefox/88.0',
  'Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0.4430.66 Mobile Safari/537.36',
  'curl/8.0', '', 'x'.repeat(1001),
];
const ADDRESSES = ['8.8.8.8', '101.100.159.200', '1.256.1.1', '127.0.0.1', '::1', 'no address', '', ' 1.0.0.0'];
const USER_IDS = ['', '0', 'ü', 'user-😀', 'a', 'list-user-1', 'list-user-2', 'A'];

const anyUserId = (random) =>
  random.choose([
    [10, () => `user-${random.below(10_000)}`],
    [3, () => random.pick(USER_IDS)],
    [1, () => random.pick([0, 1, 5, 1.5, -3, 1e21])],
  ]);

const CUSTOM = ['level', 'Level', 'tags', 'plan', 'joined', 'email', 'f', 'country', 'os_name', 'tier', 'EMAIL', ''];

const someAttributes = (random, names) => Object.fromEntries(names.filter(() => random.chance(0.35)).map((name) => [name, anyAttribute(random)]));

const anyCustomIds = (random) => ({
  ...maybe(random, 0.7, () => ({ companyID: random.pick(['acme', 'globex', '', 'list-user-1']) })),
  ...maybe(random, 0.4, () => ({ [random.pick(['stableID', 'stableid', 'STABLEID'])]: `stable-${random.below(50)}` })),
  ...maybe(random, 0.05, () => ({ numeric: random.below(5) })),
});

/** @param {import('../../../support/random').Random} random */
function anyUser(random) {
  const text = (probability, name, make) => maybe(random, probability, () => ({ [name]: random.chance(0.95) ? make() : anyAttribute(random) }));
  return {
    ...maybe(random, 0.93, () => ({ userID: anyUserId(random) })),
    ...maybe(random, 0.4, () => ({ customIDs: anyCustomIds(random) })),
    ...text(0.5, 'email', () => random.pick(['x@statsig.com', 'jane@example.com', 'FOO@BAR', anyText(random)])),
    ...text(0.4, 'ip', () => random.pick(ADDRESSES)),
    ...text(0.4, 'userAgent', () => random.pick(USER_AGENTS)),
    ...text(0.3, 'country', () => random.pick(['US', 'us', 'NZ', 'FR', ''])),
    ...text(0.2, 'locale', () => random.pick(['en_US', 'de'])),
    ...text(0.3, 'appVersion', () => random.pick(VERSIONS)),
    ...maybe(random, 0.6, () => ({ custom: someAttributes(random, CUSTOM) })),
    ...maybe(random, 0.25, () => ({ privateAttributes: random.chance(0.9) ? someAttributes(random, ['secret', 'level', 'email', 'f']) : null })),
    ...maybe(random, 0.2, () => ({ statsigEnvironment: random.pick([{ tier: 'staging' }, { tier: 'Production', Region: 'eu' }, {}, { TIER: 'qa' }]) })),
    ...maybe(random, 0.05, () => ({ f: anyAttribute(random) })),
  };
}

module.exports = { anyUser };
