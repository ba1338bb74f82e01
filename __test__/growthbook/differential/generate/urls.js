'use strict';

/** @typedef {import('../../../support/random').Random} Random */

const HOSTS = ['example.com', 'www.example.com', 'EXAMPLE.com', 'example.com:8080', '127.0.0.1:3000', 'bücher.example', '[::1]', 'user:pw@example.com', 'localhost'];
const PATHNAMES = ['', '/', '/pricing', '/pricing/', '/Pricing', '/a/b', '/a%20b', '/ü', '/a//b', '/a.b', '/../x', '/p?', '/*'];
const QUERIES = [
  '', '', '?', '?a=b', '?a=b&c=d', '?a=B', '?a', '?a=', '?a=b&a=c', '?a=%20', '?a=b+c', '?exp-1=1', '?exp-1=0&exp-2=1', '?exp-2=2#x', '?exp-1=1?exp-1=0',
  '?exp-1= 1', '?exp-1=1x', '?exp-1=-1', '?exp-1=9', '?exp-1', '?exp-1=', '?x=1&exp-2=0', '?exp%2D1=1', '?exp-1=0x1', '?exp 3=1', '?=1', '?f1=1', '?f2=0',
];
const HASHES = ['', '', '', '#', '#top', '#/a?exp-1=1', '#?b=c'];
const ODD_URLS = [
  '', '/pricing', 'pricing', '//example.com/x', 'http://', 'https://exa mple.com', 'about:blank', 'mailto:a@b.c', 'file:///etc/x', 'http:example.com', '?a=b', '#x',
  'HTTPS://EXAMPLE.COM/PRICING', 'https://example.com\\pricing', ' https://example.com/ ', 'data:,x', '\ud800',
];

/** The URL of a request. */
const anyUrl = (random) =>
  random.chance(0.12)
    ? random.pick(ODD_URLS)
    : `${random.pick(['https', 'https', 'http'])}://${random.pick(HOSTS)}${random.pick(PATHNAMES)}${random.pick(QUERIES)}${random.pick(HASHES)}`;

const anySimplePattern = (random) =>
  random.choose([
    [3, () => random.pick(['*', '/*', '/pricing', '*/pricing*', 'example.com/*', '*.example.com/*', 'https://example.com*', 'pricing', '/a/*', '*?a=b', '?a=*'])],
    [2, () => anyUrl(random)],
    [2, () => anyUrl(random).replace(/[a-z]+/, '*')],
    [1, () => random.pick(['example.com:*/*', '*#top', '*#*', '/p?a', '/(x|y)', '/a+', '_____', 'http://*', '[', '', '**', 'example.*', '//*', '/a.b'])],
  ]);

const anyRegexPattern = (random) =>
  random.pick([
    '.*', 'pricing', '^/pricing', '^https://example\\.com', '/a/', '\\?a=b', '[', '(?!x)', 'EXAMPLE', '^/$', '#top$', '^$', 'exp-\\d=1', '(', 'ü', '%20', '\\/pricing\\/?$',
  ]);

/** One rule of where an experiment runs. */
function anyTarget(random) {
  const isRegex = random.chance(0.4);
  const target = {
    include: random.chance(0.75),
    type: isRegex ? 'regex' : 'simple',
    pattern: isRegex ? anyRegexPattern(random) : anySimplePattern(random),
  };
  if (random.chance(0.02)) target.type = random.pick(['exact', undefined, null]);
  if (random.chance(0.02)) delete target.include;
  return target;
}

const anyTargets = (random) => random.times(random.pick([0, 1, 1, 1, 2, 3]), () => anyTarget(random));

module.exports = { anyTarget, anyTargets, anyUrl };
