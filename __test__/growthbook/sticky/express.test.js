'use strict';

// Sticky buckets in cookies, with the real express and cookie-parser, and browsers that send back what they got.

const assert = require('node:assert/strict');
const test = require('node:test');
const cookieParser = require('cookie-parser');
const express = require('express');
const { HANG_GUARD_MS } = require('../../behaviour/support/subjects');
const { startApp } = require('../snippets/covered');
const { isOfficial, load, loadOfficial } = require('../support/sdks');
const { payloadOf } = require('./payload');

const sdk = load();
const DAY_SECONDS = 24 * 60 * 60;

/** Most of this the official package cannot do: on the server it encodes its cookies twice, and does not find them again. */
const cookieTest = (name, body) => test(name, { timeout: HANG_GUARD_MS, skip: isOfficial && 'it cannot read the cookies that it writes' }, body);

/** An app that evaluates `checkout` for the user of the query, with the payload that is set on it. */
async function startShop(t, { options = {}, service = sdk, parser = cookieParser() } = {}) {
  const shop = { payload: payloadOf('control'), url: '' };
  const app = express();
  if (parser) app.use(parser);
  app.use(async (req, res, next) => {
    const stickyBucketService = new service.ExpressCookieStickyBucketService({ req, res, ...options });
    req.growthbook = new service.GrowthBook({ attributes: { ...req.query }, stickyBucketService });
    res.on('close', () => req.growthbook.destroy());
    await req.growthbook.init({ payload: shop.payload });
    next();
  });
  app.get('/', (req, res) => {
    const { value, experimentResult } = req.growthbook.evalFeature('checkout');
    res.json({ value, isSticky: experimentResult?.stickyBucketUsed });
  });
  shop.url = await startApp(t, app);
  return shop;
}

/** A browser: keeps cookies as they come, and sends them. */
class Browser {
  cookies = new Map();
  headers = [];

  async get(url) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { headers: cookie ? { cookie } : {} });
    this.headers = response.headers.getSetCookie();
    for (const header of this.headers) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(header);
      this.cookies.set(name, value);
    }
    return response.json();
  }
}

cookieTest('a user keeps the variation although the experiment gives everybody another one', async (t) => {
  const shop = await startShop(t);
  const browser = new Browser();
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: false });
  assert.equal(browser.headers.length, 1);
  shop.payload = payloadOf('treatment');
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: true });
  assert.deepEqual(browser.headers, [], 'nothing new to be kept');
  assert.deepEqual(await browser.get(`${shop.url}?id=2`), { value: 'new', isSticky: false }, 'somebody else');
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: true });
  assert.deepEqual(await new Browser().get(`${shop.url}?id=1`), { value: 'new', isSticky: false }, 'another browser');
});

cookieTest('the cookie: its name, its content, and how long it lives', async (t) => {
  const shop = await startShop(t);
  const browser = new Browser();
  await browser.get(`${shop.url}?id=1`);
  const [[name, value]] = browser.cookies;
  assert.equal(decodeURIComponent(name), 'gbStickyBuckets__id||1');
  assert.deepEqual(JSON.parse(decodeURIComponent(value)), { attributeName: 'id', attributeValue: '1', assignments: { checkout__0: 'control' } });
  assert.match(browser.headers[0], new RegExp(`Max-Age=${180 * DAY_SECONDS}\\b`));
});

cookieTest('prefix and attributes of the cookie are the program\'s', async (t) => {
  const shop = await startShop(t, { options: { prefix: 'mine_', cookieAttributes: { maxAge: 60_000, httpOnly: true, path: '/shop' } } });
  const browser = new Browser();
  await browser.get(`${shop.url}?id=1`);
  assert.match(browser.headers[0], /^mine_id(?:\|\||%7C%7C)1=/);
  assert.match(browser.headers[0], /Max-Age=60;.*Path=\/shop;.*HttpOnly/);
  shop.payload = payloadOf('treatment');
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: true });
});

cookieTest('ids that cookies have to encode', async (t) => {
  const shop = await startShop(t);
  for (const id of ['a b', 'ü', '日本', '😀', 'a;b=c', '"q"', '100%', '%41', 'a+b', 'x,y', '\\', '{}', 'a||b']) {
    const browser = new Browser();
    shop.payload = payloadOf('control');
    assert.deepEqual(await browser.get(`${shop.url}?id=${encodeURIComponent(id)}`), { value: 'old', isSticky: false }, id);
    shop.payload = payloadOf('treatment');
    assert.deepEqual(await browser.get(`${shop.url}?id=${encodeURIComponent(id)}`), { value: 'old', isSticky: true }, id);
  }
});

/** As js-cookie writes it for `BrowserCookieStickyBucketService`: what a cookie may hold is not encoded. */
function browserCookie(attributeName, attributeValue, assignments) {
  const name = encodeURIComponent(`gbStickyBuckets__${attributeName}||${attributeValue}`);
  const value = encodeURIComponent(JSON.stringify({ attributeName, attributeValue, assignments }));
  return [
    name.replace(/%(2[346B]|5E|60|7C)/g, decodeURIComponent),
    value.replace(/%(2[346BF]|3[AC-F]|40|5[BDE]|60|7[BCD])/g, decodeURIComponent),
  ];
}

cookieTest('cookies that a browser\'s script wrote are read', async (t) => {
  const shop = await startShop(t);
  for (const id of ['1', 'a b', 'ü', '50%', 'a||b', '"']) {
    const browser = new Browser();
    browser.cookies.set(...browserCookie('id', id, { checkout__0: 'treatment' }));
    assert.deepEqual(await browser.get(`${shop.url}?id=${encodeURIComponent(id)}`), { value: 'new', isSticky: true }, id);
  }
});

cookieTest('cookies that the official package wrote are read', async (t) => {
  const theirs = await startShop(t, { service: loadOfficial() });
  const shop = await startShop(t);
  const browser = new Browser();
  assert.deepEqual(await browser.get(`${theirs.url}?id=1`), { value: 'old', isSticky: false });
  shop.payload = payloadOf('treatment');
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: true });
});

cookieTest('who logs in keeps the variation of the device', async (t) => {
  const shop = await startShop(t);
  const changes = { hashAttribute: 'id', fallbackAttribute: 'deviceId' };
  const browser = new Browser();
  shop.payload = payloadOf('control', changes);
  assert.deepEqual(await browser.get(`${shop.url}?deviceId=d`), { value: 'old', isSticky: false });
  shop.payload = payloadOf('treatment', changes);
  assert.deepEqual(await browser.get(`${shop.url}?deviceId=d&id=1`), { value: 'old', isSticky: true });
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: true }, 'on the id from then on');
});

cookieTest('a new bucket version starts afresh, and a minimum shuts out those from before', async (t) => {
  const shop = await startShop(t);
  const browser = new Browser();
  await browser.get(`${shop.url}?id=1`);
  shop.payload = payloadOf('treatment', { bucketVersion: 1 });
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'new', isSticky: false });
  shop.payload = payloadOf('control', { bucketVersion: 2, minBucketVersion: 2 });
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'default' }, 'shut out');
});

cookieTest('cookies that are damaged are none', async (t) => {
  const shop = await startShop(t);
  const [name] = browserCookie('id', '1', {});
  for (const value of ['', 'x', '%', '%7B', '{}', 'null', '5', '%5B%5D', encodeURIComponent('{"attributeName":"id"}'), 'j:{}']) {
    const browser = new Browser();
    browser.cookies.set(name, value);
    assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: false }, value);
  }
});

cookieTest('without cookie-parser nothing is kept, and nothing fails', async (t) => {
  const shop = await startShop(t, { parser: null });
  const browser = new Browser();
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'old', isSticky: false });
  shop.payload = payloadOf('treatment');
  assert.deepEqual(await browser.get(`${shop.url}?id=1`), { value: 'new', isSticky: false });
});
