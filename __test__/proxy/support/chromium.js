'use strict';

// A headless Chromium, driven by the DevTools protocol over a pipe: fds 3 and 4, JSON texts that end with a zero byte.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const process = require('node:process');
const { spawn, spawnSync } = require('node:child_process');
const { eventually, within } = require('../../faults/support/waits');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ANSWER_MS = 15_000;

/** The program; `undefined`: there is none here. VEXIL_CHROMIUM names another. */
function chromiumBinary() {
  const names = process.env.VEXIL_CHROMIUM ? [process.env.VEXIL_CHROMIUM] : NAMES;
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** The connection to a browser. */
class Browser {
  #child;
  #next = 1;
  #waiting = new Map();
  #listeners = [];

  constructor(child) {
    this.#child = child;
    let rest = '';
    child.stdio[4].setEncoding('utf8').on('data', (text) => {
      const texts = (rest + text).split('\0');
      rest = texts.pop();
      for (const one of texts) this.#take(JSON.parse(one));
    });
    child.stdio[3].on('error', () => {});
  }

  #take({ id, result, error, method, params, sessionId }) {
    if (id === undefined) {
      for (const listener of this.#listeners) listener({ method, params, sessionId });
      return;
    }
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(error.message));
    else resolve(result);
  }

  /** @param {(event: { method: string, params: any, sessionId?: string }) => void} listener */
  onEvent(listener) {
    this.#listeners.push(listener);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = this.#next++;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return within(ANSWER_MS, answer, method);
  }
}

/** One tab. What it complains about is collected. */
class Page {
  #browser;
  #session;
  #loaded = 0;

  constructor(browser, session) {
    this.#browser = browser;
    this.#session = session;
    /** Errors on the console, uncaught exceptions, and refused resources. @type {string[]} */
    this.complaints = [];
    browser.onEvent(({ method, params, sessionId }) => {
      if (sessionId !== session) return;
      if (method === 'Page.loadEventFired') this.#loaded += 1;
      if (method === 'Runtime.exceptionThrown') this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      if (method === 'Runtime.consoleAPICalled' && ['error', 'warning', 'assert'].includes(params.type)) {
        this.complaints.push(params.args.map(({ value, description }) => value ?? description).join(' '));
      }
      if (method === 'Log.entryAdded' && params.entry.level !== 'info') this.complaints.push(`${params.entry.text} ${params.entry.url ?? ''}`);
    });
  }

  send(method, params) {
    return this.#browser.send(method, params, this.#session);
  }

  /** Loads a document, also if it is the one that is there. */
  async open(url) {
    if (url !== 'about:blank') await this.open('about:blank');
    const before = this.#loaded;
    await this.send('Page.navigate', { url });
    await eventually(ANSWER_MS, () => this.#loaded > before, `the page ${url}`);
  }

  /** The value of an expression; promises are waited for. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** The value of a function that runs in the page, given what JSON can hold. */
  call(fn, ...args) {
    return this.evaluate(`(${fn})(${args.map((arg) => JSON.stringify(arg)).join(', ')})`);
  }

  /** Waits until a function that runs in the page returns something, and returns it. */
  async until(what, fn, ...args) {
    let found;
    await eventually(ANSWER_MS, async () => (found = await this.call(fn, ...args)), what);
    return found;
  }

  /** Types a text into whatever has the focus. */
  type(text) {
    return this.send('Input.insertText', { text });
  }

  /** Presses keys: `Tab`, `ArrowDown`, `Enter`, … */
  async press(...keys) {
    for (const given of keys) {
      const shift = given.startsWith('Shift+');
      const key = given.replace('Shift+', '');
      const text = { Enter: '\r', Space: ' ' }[key];
      const event = { key: key === 'Space' ? ' ' : key, code: key, windowsVirtualKeyCode: CODES[key], modifiers: shift ? 8 : 0 };
      await this.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', text, ...event });
      await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    }
  }

  /** Sets the size of the window. */
  resize(width, height) {
    return this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  }

  /** Pretends media features, such as `{ 'prefers-color-scheme': 'dark' }`. */
  media(features) {
    return this.send('Emulation.setEmulatedMedia', { features: Object.entries(features).map(([name, value]) => ({ name, value })) });
  }

  /** The window, or the whole page, as PNG. */
  async screenshot({ whole = false } = {}) {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png', captureBeyondViewport: whole });
    return Buffer.from(data, 'base64');
  }
}

const CODES = {
  Tab: 9, Enter: 13, Escape: 27, Space: 32, PageUp: 33, PageDown: 34, End: 35, Home: 36, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40,
};

/**
 * An empty tab of a browser that ends with the test.
 *
 * @param {import('node:test').TestContext} t
 */
async function openChromium(t, binary = chromiumBinary()) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-chromium-'));
  const args = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-extensions', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-color-profile=srgb', '--remote-debugging-pipe', `--user-data-dir=${profile}`,
    'about:blank',
  ];
  // In a group of its own, which ends with it: its helpers would go on writing to the profile.
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise((resolve) => child.once('close', resolve));
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-Number(child.pid), 'SIGKILL');
    await ended;
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const browser = new Browser(child);
  const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
  const page = new Page(browser, sessionId);
  for (const domain of ['Page', 'Runtime', 'Log']) await page.send(`${domain}.enable`);
  return page;
}

module.exports = { chromiumBinary, openChromium };
