'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const process = require('node:process');
const { spawn } = require('node:child_process');
const { eventually, within } = require('../../faults/support/waits');
const { proxyBinary } = require('./binary');
const { freePorts, isOpen } = require('./ports');
const { assertSecret, secretsOf } = require('./secrets');

const START_MS = 20_000;
const STOP_MS = 10_000;

/** The environment of the tests, without what would configure a proxy. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^CONFIGCAT_|_PROXY$/i.test(name)));
}

/**
 * A folder that ends with the test, with these files.
 *
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} [files]
 */
function makeFolder(t, files = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'vexil-proxy-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

/** A process of the proxy, running or ended. */
class Proxy {
  /**
   * @param {import('node:test').TestContext} t
   * @param {string[]} args
   * @param {Record<string, string>} env
   */
  constructor(t, args, env) {
    this.stdout = '';
    this.stderr = '';
    this.child = spawn(proxyBinary(), args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...cleanEnvironment(), ...env } });
    this.child.stdout.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    this.child.stderr.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    /** @type {Promise<{ code: number | null, signal: string | null }>} */
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => resolve({ code, signal }));
    });
    t.after(() => this.kill());
    this.port = 0;
    this.diagPort = 0;
    /** The file with the options. */
    this.file = '';
  }

  /** @param {NodeJS.Signals} [signal] */
  signal(signal = 'SIGTERM') {
    this.child.kill(signal);
  }

  /** Ends it the orderly way. @param {NodeJS.Signals} [signal] */
  stop(signal) {
    this.signal(signal);
    return within(STOP_MS, this.ended, 'the end of the proxy');
  }

  /** Ends it at once. */
  async kill() {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended.catch(() => {});
  }

  /** Everything that was printed. */
  get output() {
    return this.stdout + this.stderr;
  }

  /** Rewrites the file with the options, in one step. @param {object | string} options */
  rewrite(options) {
    const next = `${this.file}.next`;
    fs.writeFileSync(next, typeof options === 'string' ? options : JSON.stringify(options, null, 2));
    fs.renameSync(next, this.file);
  }
}

/**
 * Runs the program to its end.
 *
 * @param {import('node:test').TestContext} t
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
async function runProxy(t, args, env = {}) {
  const proxy = new Proxy(t, args, env);
  const { code } = await within(START_MS, proxy.ended, `the end of vexil-proxy ${args.join(' ')}`);
  return { code, stdout: proxy.stdout, stderr: proxy.stderr };
}

/** Options with ports, where they are not given. @param {any} options @param {number[]} ports */
function withPorts(options, [port, diagPort]) {
  return { ...options, http: { port, ...options.http }, diag: { port: diagPort, ...options.diag } };
}

/**
 * Starts the proxy and waits until it listens. It ends with the test, which fails if the proxy has panicked or printed a secret.
 *
 * @param {import('node:test').TestContext} t
 * @param {any} options
 * @param {{ env?: Record<string, string>, ports?: number[], args?: string[] }} [more]
 */
async function startProxy(t, options, { env = {}, ports: given, args = [] } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    const ports = given ?? (await freePorts(2));
    const effective = withPorts(options, ports);
    const folder = makeFolder(t, { 'options.yml': JSON.stringify(effective, null, 2) });
    const file = path.join(folder, 'options.yml');
    const proxy = new Proxy(t, ['-c', file, ...args], env);
    Object.assign(proxy, { port: effective.http.port, diagPort: effective.diag.port, file, options: effective });
    const ended = await untilReady(proxy, effective);
    if (!ended) {
      const secrets = [...secretsOf(options), ...Object.values(options.sdks ?? {}).map(({ key }) => key)].filter(Boolean);
      t.after(async () => {
        await proxy.kill();
        assertSecret('the output', proxy.output, secrets);
        if (/panicked/.test(proxy.stderr)) throw new Error(`The proxy has panicked.\n${proxy.stderr}`);
      });
      return proxy;
    }
    const isTaken = /in use/i.test(proxy.stderr) && !given && attempt < 3;
    if (!isTaken) throw new Error(`vexil-proxy ended with ${ended.code ?? ended.signal}:\n${proxy.output}`);
  }
}

/** @returns {Promise<{ code: number | null, signal: string | null } | undefined>} how it has ended, when it has */
async function untilReady(proxy, { http, diag }) {
  let end;
  proxy.ended.then((ended) => (end = ended));
  const ports = [http.enabled !== false && http.port, diag.enabled !== false && diag.port].filter(Boolean);
  await eventually(START_MS, async () => {
    if (end) return true;
    if (ports.length === 0) return /starting/.test(proxy.stdout);
    return (await Promise.all(ports.map(isOpen))).every(Boolean);
  }, 'the start of the proxy');
  return end;
}

/**
 * A test that is ended when it hangs. No test here measures time with it.
 */
const HANG_GUARD = { timeout: 60_000 };

module.exports = { HANG_GUARD, Proxy, makeFolder, runProxy, startProxy };
