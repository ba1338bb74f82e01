'use strict';

// The page on the diagnostics port, in a real browser, by keyboard.

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');
const { after, before, describe, test } = require('node:test');
const { ROOT } = require('./support/binary');
const { chromiumBinary, openChromium } = require('./support/chromium');
const { Comparator, SettingType, configOf, ruled, setting } = require('./support/configs');
const { lowContrast, nameless, overflowing } = require('./support/page-checks');
const { isBlank } = require('./support/png');
const { makeFolder, startProxy } = require('./support/proxy');
const { shared } = require('./support/shared');
const { shopConfig } = require('./support/shop');

/** An SDK key of the right format with a known end. */
const keyOf = (end) => `configcat-sdk-1/${'HIDDEN'.padEnd(22, 'a')}/${end.padStart(22, 'b')}`;
const MARKUP = '<b id="bold">';

const isStaff = { u: { a: 'Email', c: Comparator.ContainsAnyOf, l: ['@example.com'] } };
const isGerman = { u: { a: 'Country', c: Comparator.IsOneOf, l: ['DE', 'AT'] } };
const needsPayments = { p: { f: 'paymentsV2', c: 0, v: { b: true } } };

const FLAGS = {
  bannerText: ruled(isStaff.u),
  checkout: {
    ...setting(SettingType.Boolean, { b: false }, 'off'),
    r: [
      { c: [isStaff], s: { v: { b: true }, i: 'on-staff' } },
      { c: [isGerman, needsPayments], p: [{ p: 100, v: { b: true }, i: 'on-dach' }] },
    ],
    p: [{ p: 10, v: { b: true } }, { p: 90, v: { b: false } }],
  },
  maxUploadMb: 25,
  paymentsV2: { ...setting(SettingType.Boolean, { b: false }, 'p-off'), r: [{ c: [isGerman], s: { v: { b: true }, i: 'p-on' } }] },
  rating: ruled({ a: 'Rating', c: Comparator.NumberEquals, d: 4.5 }),
  roles: ruled({ a: 'Roles', c: Comparator.ArrayContainsAnyOf, l: ['admin'] }),
  searchTimeout: 1.5,
  [MARKUP]: MARKUP,
};

/** The text of the first element, without surplus white space. */
const text = (selector) => document.querySelector(selector)?.innerText.replace(/\s+/g, ' ').trim();
const texts = (selector) => [...document.querySelectorAll(selector)].filter((found) => found.checkVisibility()).map((found) => found.innerText.replace(/\s+/g, ' ').trim());
const focused = () => document.activeElement.id || document.activeElement.name || document.activeElement.textContent;
const summaryIs = (value) => document.querySelector('#summary .value')?.textContent === value;

const binary = chromiumBinary();
const skip = binary ? false : 'there is no Chromium here';

describe('the page for operators', { skip, timeout: 120_000 }, () => {
  const it = shared(before, after, async (t) => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`flag-${at}`, at % 2 === 0]));
    const folder = makeFolder(t, { 'prod.json': JSON.stringify(configOf(FLAGS)), 'staging.json': JSON.stringify(configOf(many)) });
    const file = (name) => ({ enabled: true, local: { file_path: path.join(folder, name) } });
    const options = {
      sdks: {
        'mobile-beta': { key: keyOf('-BETA'), base_url: 'http://127.0.0.1:1' },
        production: { key: keyOf('-PROD'), offline: file('prod.json') },
        staging: { key: keyOf('AGING'), offline: file('staging.json') },
      },
      default_user_attributes: { Plan: 'free' },
    };
    const proxy = await startProxy(t, options);
    const page = await openChromium(t, binary);
    await page.resize(1280, 900);
    const url = `http://127.0.0.1:${proxy.diagPort}`;
    return { options, folder, proxy, page, url };
  });

  /** Puts another config in place of a file. */
  function replace(name, config) {
    const file = path.join(it.folder, name);
    fs.writeFileSync(`${file}.next`, JSON.stringify(config));
    fs.renameSync(`${file}.next`, file);
  }

  /** Filters the list, and chooses the first flag that is left. */
  async function choose(key) {
    await it.page.call(() => document.getElementById('filter').focus());
    await it.page.press('Escape');
    await it.page.type(key);
    await it.page.press('Enter');
    await it.page.until(`the choice of ${key}`, (wanted) => document.getElementById('flag-title').textContent === wanted, key);
    await it.page.press('Escape');
  }

  /** Types into a field of the form, in place of what is there. */
  async function fill(selector, value) {
    await it.page.call((wanted) => document.querySelector(wanted).select(), selector);
    if (value) await it.page.type(value);
    else await it.page.call((wanted) => (document.querySelector(wanted).value = ''), selector);
  }

  /** Evaluates by the Enter key, and waits for the value. */
  async function evaluated(value) {
    await it.page.call(() => document.getElementById('evaluate').elements.Identifier.focus());
    await it.page.press('Enter');
    await it.page.until(`the value ${value}`, summaryIs, value);
  }

  test('tells how the SDKs are', async () => {
    await it.page.open(`${it.url}/`);
    assert.equal(await it.page.evaluate('location.pathname'), '/ui', 'the root leads to the page');
    await it.page.until('the state', () => document.querySelectorAll('#sdks tr').length === 3 && document.querySelectorAll('.flag').length > 0);
    const rows = await it.page.call(texts, '#sdks tr');
    assert.match(rows[0], /^mobile-beta down online, remote \*\*\*-BETA none yet – 0 – –$/);
    assert.match(rows[1], /^production healthy offline, file \*\*\*-PROD W\/"[0-9a-f]{16}" 8 0 \d+ s ago \d+ s ago$/);
    assert.match(rows[2], /^staging healthy offline, file \*\*\*AGING W\/"[0-9a-f]{16}" 2,000 0 /);
    assert.equal(await it.page.call(text, '#overall'), 'degraded');
    assert.equal(await it.page.call(text, '#live'), 'Live');
    assert.equal(await it.page.call(text, '#flags-title'), 'Flags of production', 'one with a config is chosen');
    assert.equal(await it.page.call(text, '#records li .mark'), 'ok');
    const html = await it.page.evaluate('document.documentElement.outerHTML');
    assert.ok(!html.includes('HIDDEN'), 'no SDK keys');
  });

  test('ages go on without being told', async () => {
    const age = () => document.querySelector('#sdks tr:nth-child(2) td:nth-last-child(2)').textContent;
    const first = await it.page.call(age);
    await it.page.until('a second', (known) => document.querySelector('#sdks tr:nth-child(2) td:nth-last-child(2)').textContent !== known, first);
  });

  test('lists the flags, whatever they are called', async () => {
    const rows = await it.page.call(texts, '.flag');
    assert.equal(rows.length, 8);
    assert.equal(rows[0], `${MARKUP} string none ${JSON.stringify(MARKUP)}`);
    assert.equal(rows[2], 'checkout boolean 2 rules, split false');
    assert.equal(rows[3], 'maxUploadMb int none 25');
  });

  test('is walked by keyboard', async () => {
    const { page } = it;
    await page.evaluate('document.activeElement.blur()');
    const order = [];
    while (order.length < 12) {
      await page.press('Tab');
      order.push(await page.call(focused));
    }
    const expected = [
      'Skip to the flags', 'mobile-beta', 'production', 'staging', 'filter', 'flag-list', 'Identifier', 'Email', 'Country', 'add-attribute', 'Evaluate', 'nobody',
    ];
    assert.deepEqual(order, expected);

    await page.call(() => document.querySelector('.skip').focus());
    await page.press('Enter');
    assert.equal(await page.call(focused), 'filter');
    const outline = () => getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth;
    assert.equal(await page.call(outline), 'solid2px', 'the focus is seen');
    await page.type('A E');
    assert.deepEqual(await page.call(texts, '.flag > span:first-child'), ['bannerText', 'paymentsV2', 'searchTimeout']);
    const active = () => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.firstChild.textContent;
    assert.equal(await page.call(active), 'bannerText');
    await page.press('ArrowDown');
    assert.equal(await page.call(active), 'paymentsV2');
    await page.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp');
    assert.equal(await page.call(active), 'paymentsV2');
    await page.press('Enter');
    await page.until('the evaluation', () => document.querySelector('#summary .value')?.textContent === 'false');
    assert.equal(await page.call(text, '#flag-title'), 'paymentsV2');
    assert.equal(await page.call(text, '.flag[aria-selected="true"] > span'), 'paymentsV2');
    assert.equal(await page.evaluate('location.hash'), '#production/paymentsV2');
    await page.press('Escape');
    assert.equal(await page.call(text, '#flag-count'), '8 flags');

    await page.press('Tab');
    assert.equal(await page.call(focused), 'flag-list');
    await page.press('Home');
    assert.equal(await page.call(active), MARKUP);
    await page.press('End', 'ArrowUp', 'Space');
    await page.until('the choice', () => document.getElementById('flag-title').textContent === 'roles');
    assert.deepEqual(await page.call(nameless), []);
  });

  test('evaluates step by step', async () => {
    const { page } = it;
    await choose('checkout');
    await fill('[name="Identifier"]', 'u-1');
    await fill('[name="Country"]', 'DE');
    await page.press('Enter');
    await page.until('the value', summaryIs, 'true');
    assert.equal(await page.call(text, '#summary'), 'Value true Variation on-dach Served by Percentage option 1 of targeting rule 2');
    const steps = await page.call(texts, '.step');
    assert.equal(steps[0], `Evaluating 'checkout' for User '{"Country":"DE","Identifier":"u-1","Plan":"free"}'`);
    assert.ok(steps.includes("IF User.Email CONTAINS ANY OF ['@example.com'] THEN 'true' cannot evaluate the User.Email attribute is missing"), steps.join('\n'));
    assert.ok(steps.includes("IF User.Country IS ONE OF ['DE', 'AT'] true"), steps.join('\n'));
    assert.ok(steps.includes("AND Flag 'paymentsV2' EQUALS 'true' true"), steps.join('\n'));
    assert.equal(steps.at(-1), "Returning 'true'.");
    const nested = await page.call(() => {
      const found = [...document.querySelectorAll('.step')].find(({ textContent }) => textContent.startsWith('Evaluating prerequisite'));
      return found.parentElement.parentElement.parentElement.firstElementChild.textContent;
    });
    assert.match(nested, /^AND Flag 'paymentsV2'/, 'the steps of a prerequisite belong to its condition');
    assert.equal((await page.call(texts, '.warnings li')).length, 1);

    await fill('[name="Email"]', 'a@example.com');
    await page.press('Enter');
    await page.until('the rule', () => /Targeting rule 1$/.test(document.getElementById('summary').innerText.trim()));
    assert.equal(await page.call(text, '#summary'), 'Value true Variation on-staff Served by Targeting rule 1');
    await choose(MARKUP);
    await page.until('the value', summaryIs, JSON.stringify(MARKUP));
    assert.equal(await page.evaluate('document.getElementById("bold")'), null, 'texts are no markup');
  });

  test('takes other attributes, and says what is wrong with them', async () => {
    const { page } = it;
    const last = (part) => `.attribute:last-child ${part}`;
    const setType = (type) => page.call((wanted) => {
      const select = document.querySelector('.attribute:last-child select');
      select.value = wanted;
      select.dispatchEvent(new Event('change'));
    }, type);
    await choose('rating');
    await page.evaluate('document.getElementById("add-attribute").click()');
    await page.type('Rating');
    await setType('number');
    await fill(last('label:nth-of-type(3) input'), 'x');
    await page.press('Enter');
    await page.until('the problem', () => document.getElementById('form-problem').textContent === "The value of 'Rating' is not a number.");
    await fill(last('label:nth-of-type(3) input'), '4.5');
    await evaluated('"these"');

    await choose('roles');
    await page.evaluate('document.getElementById("add-attribute").click()');
    await page.type('Roles');
    await setType('list');
    await fill(last('label:nth-of-type(3) input'), 'user, admin');
    await evaluated('"these"');
    await page.evaluate('document.querySelector(".attribute:last-child button").click()');
    assert.equal(await page.call(focused), 'add-attribute');
    await evaluated('"others"');
    await page.evaluate('document.querySelector(".attribute:last-child button").click()');
  });

  test('evaluates for nobody', async () => {
    const { page } = it;
    await choose('paymentsV2');
    await page.call(() => document.getElementById('nobody').click());
    assert.equal(await page.evaluate('document.getElementById("user").disabled'), true);
    await page.call(() => document.querySelector('#evaluate [type="submit"]').focus());
    await page.press('Enter');
    await page.until('the value', () => document.querySelector('.step')?.textContent === `Evaluating 'paymentsV2' for User '{"Plan":"free"}'`);
    await page.call(() => document.getElementById('nobody').click());
  });

  test('can be read in light and in dark, and by the narrow', async () => {
    const { page } = it;
    await fill('[name="Email"]', '');
    await choose('checkout');
    await page.until('the steps', () => document.querySelectorAll('.step').length > 9);
    for (const scheme of ['light', 'dark']) {
      await page.media({ 'prefers-color-scheme': scheme });
      const isDark = await page.evaluate('getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every((part) => part < 64)');
      assert.equal(isDark, scheme === 'dark');
      assert.deepEqual(await page.call(lowContrast), [], scheme);
    }
    await page.media({});
    for (const width of [360, 700, 1280]) {
      await page.resize(width, 800);
      assert.deepEqual(await page.call(overflowing), [], `${width} pixels`);
    }
    await page.resize(1280, 900);
  });

  test('keeps still for those who want that', async () => {
    const { page } = it;
    const moves = () => document.getAnimations({ subtree: true }).length > 0 || getComputedStyle(document.querySelector('.live.on'), '::before').animationName !== 'none';
    assert.equal(await page.call(moves), true);
    await page.media({ 'prefers-reduced-motion': 'reduce' });
    assert.equal(await page.call(moves), false);
    await page.media({});
  });

  test('stays quick with two thousand flags', async () => {
    const { page } = it;
    await page.call(() => [...document.querySelectorAll('.pick')].find(({ textContent }) => textContent === 'staging').click());
    await page.until('the flags', () => document.getElementById('flag-count').textContent === '2,000 flags');
    const ms = await page.call(() => {
      const filter = document.getElementById('filter');
      const start = performance.now();
      for (const value of ['f', 'fl', 'flag-1', 'flag-19', 'flag-1999']) {
        filter.value = value;
        filter.dispatchEvent(new Event('input'));
        document.body.getBoundingClientRect();
      }
      return performance.now() - start;
    });
    assert.equal(await page.call(text, '#flag-count'), '1 of 2,000 flags');
    assert.deepEqual(await page.call(texts, '.flag > span:first-child'), ['flag-1999']);
    assert.ok(ms < 5_000, `${ms} ms`);
    await page.call(() => document.getElementById('filter').focus());
    await page.press('Escape');
  });

  test('says that an SDK has no config yet', async () => {
    const { page } = it;
    await page.call(() => [...document.querySelectorAll('.pick')].find(({ textContent }) => textContent === 'mobile-beta').click());
    await page.until('the words', () => document.getElementById('flags-problem').textContent === "SDK 'mobile-beta' has no config yet.");
    assert.match((await page.call(texts, '#records li'))[0], / error config fetch failed$/);
  });

  test('shows changes as they happen', async () => {
    const { page } = it;
    await page.open(`${it.url}/ui#production/checkout`);
    await page.until('the evaluation', summaryIs, 'false');
    await page.evaluate('(window.sameDocument = true)');
    const next = { ...FLAGS, checkout: { ...FLAGS.checkout, v: { b: true }, r: [], p: [] }, newFlag: true };
    delete next.searchTimeout;
    replace('prod.json', configOf(next));
    await page.until('the change', () => document.querySelectorAll('#changes li').length === 1);
    const change = await page.call(text, '#changes li');
    assert.match(change, /^\d\d:\d\d:\d\d production 1 flag changed, 1 flag added, 1 flag removed Changed: checkout Added: newFlag Removed: searchTimeout$/);
    await page.until('the new value', summaryIs, 'true');
    assert.equal(await page.call(text, '#summary .note'), 'Evaluated again: the config has changed.');
    // Rows have their texts when they are painted.
    await page.until('the marks', (wanted) => {
      const marked = [...document.querySelectorAll('.flag.fresh > span:first-child')];
      return marked.map((/** @type {HTMLElement} */ found) => found.innerText.trim()).join() === wanted;
    }, 'checkout,newFlag');
    assert.equal(await page.evaluate('window.sameDocument'), true, 'without loading the page again');
  });

  test('follows a reload of the options', async () => {
    const { page, proxy } = it;
    await page.open(`${it.url}/ui#production/checkout`);
    await page.until('the evaluation', summaryIs, 'true');
    const { sdks } = proxy.options;
    for (const [names, given] of [[4, { ...sdks, another: sdks.staging }], [3, sdks]]) {
      proxy.rewrite({ ...proxy.options, sdks: given });
      await page.until('the SDKs', (count) => document.querySelectorAll('#sdks tr').length === count, names);
      await page.until('the connection', () => document.getElementById('live').textContent === 'Live');
    }
    assert.equal(await page.call(text, '#flag-title'), 'checkout', 'what was chosen stays');
    assert.equal(await page.call(summaryIs, 'true'), true);
  });

  test('names a flag that is gone', async () => {
    const { page } = it;
    await page.open(`${it.url}/ui#production/searchTimeout`);
    await page.until('the words', () => document.getElementById('form-problem').textContent === "There is no flag 'searchTimeout'.");
    // The browser notes the answer, too.
    page.complaints = page.complaints.filter((complaint) => !/404 .*\/ui\/api\/evaluate/.test(complaint));
  });

  test('looks like something', async (t) => {
    const { page } = it;
    replace('prod.json', shopConfig(25));
    await page.open(`${it.url}/ui#production/checkoutRedesign`);
    await page.until('the flags', () => document.getElementById('flag-count').textContent === '41 flags');
    await fill('[name="Identifier"]', 'u-1843');
    await fill('[name="Email"]', 'jane@shop.example');
    await fill('[name="Country"]', 'DE');
    await page.press('Enter');
    await page.until('the steps', () => document.querySelectorAll('.step').length > 12);
    replace('prod.json', shopConfig(80));
    await page.until('the change', () => document.querySelectorAll('#changes li').length === 1 && document.querySelector('#summary .note') !== null);
    await page.evaluate('document.activeElement.blur()');
    await page.until('the end of animations', () => document.getAnimations({ subtree: true }).every(({ playState }) => playState === 'finished'));
    const png = await page.screenshot({ whole: true });
    const target = process.env.VEXIL_SCREENSHOT === '1' ? path.join(ROOT, 'docs', 'proxy-page.png') : path.join(makeFolder(t), 'proxy-page.png');
    fs.writeFileSync(target, png);
    assert.equal(isBlank(fs.readFileSync(target)), false);
    await page.open('about:blank');
    assert.equal(isBlank(await page.screenshot()), true, 'the check can fail');
  });

  test('the browser has nothing to complain about', () => {
    assert.deepEqual(it.page.complaints, []);
  });

  test('says when the proxy is gone, and goes on when it is back', async (t) => {
    const { page, proxy } = it;
    await page.open(`${it.url}/ui#production/bannerText`);
    await page.until('the connection', () => document.getElementById('live').textContent === 'Live');
    const started = performance.now();
    await proxy.stop();
    assert.ok(performance.now() - started < 4_000, 'open pages do not hold up the end');
    await page.until('the words', () => document.getElementById('live').textContent === 'Connection lost. Trying again…');
    await page.call(() => document.getElementById('evaluate').requestSubmit());
    await page.until('the words', () => document.getElementById('form-problem').textContent === 'The proxy does not answer.');
    await startProxy(t, it.options, { ports: [proxy.port, proxy.diagPort] });
    await page.until('the connection', () => document.getElementById('live').textContent === 'Live');
    await page.call(() => document.getElementById('evaluate').requestSubmit());
    await page.until('the value', summaryIs, '"Free delivery over 40 €"');
  });
});
