'use strict';

const { execFileSync, spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const process = require('node:process');
const readline = require('node:readline');

const ROOT = path.resolve(__dirname, '../..');
const NAME = process.platform === 'win32' ? 'fault-server.exe' : 'fault-server';
const BINARY = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target', 'debug', NAME);

/** `npm test` builds the binary; a test file that is run alone does so where it is missing. */
function ensureBinary() {
  if (!fs.existsSync(BINARY)) {
    execFileSync('cargo', ['build', '--quiet', '-p', 'vexil-testkit', '--bin', 'fault-server'], { cwd: ROOT, stdio: 'inherit' });
  }
  return BINARY;
}

/** The process that holds the servers of a test file: it ends with the file's own process. */
class Process {
  constructor() {
    this.child = spawn(ensureBinary(), [], { stdio: ['pipe', 'pipe', 'inherit'] });
    /** @type {((answer: any) => void)[]} */
    this.waiting = [];
    readline.createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.waiting.shift()?.(JSON.parse(line));
      if (this.waiting.length === 0) this.hold('unref');
    });
    this.hold('unref');
  }

  /** Keeps this process alive while an answer is waited for, and only then. */
  hold(how) {
    for (const handle of [this.child, this.child.stdin, this.child.stdout]) /** @type {any} */ (handle)[how]();
  }

  /** @returns {Promise<any>} */
  async ask(command) {
    this.hold('ref');
    const answer = await new Promise((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin.write(`${JSON.stringify(command)}\n`);
    });
    if (answer.error) throw new Error(`fault-server: ${answer.error}`);
    return answer;
  }
}

/** @type {Process | null} */
let running = null;

/** One listener of the fault server. What it does on a request is said byte by byte. */
class FaultServer {
  constructor(process, { id, port, ca }, scheme) {
    this.process = process;
    this.id = id;
    this.port = port;
    /** The authority that signed the certificate, as PEM. */
    this.ca = ca;
    this.url = `${scheme}://127.0.0.1:${port}`;
  }

  /**
   * Sets what happens on the next requests, one list of steps each; the last list is repeated for ever.
   *
   * @param {...object[]} connections
   */
  script(...connections) {
    return this.process.ask({ do: 'script', id: this.id, connections });
  }

  /** Answers all requests in this way. */
  answer(answer, ...more) {
    return this.script([{ answer }, { keep: true }], ...more);
  }

  /** @returns {Promise<{ connections: number, requests: { line: string, headers: Record<string, string>, atMs: number }[] }>} */
  seen() {
    return this.process.ask({ do: 'requests', id: this.id });
  }

  async requestCount() {
    return (await this.seen()).requests.length;
  }

  forget() {
    return this.process.ask({ do: 'forget', id: this.id });
  }
}

/**
 * A listener that lives as long as a test.
 *
 * @param {import('node:test').TestContext | null} t
 * @param {{ tls?: string, backlog?: 'full', refuse?: boolean }} [options]
 */
async function startFaultServer(t, options = {}) {
  running ??= new Process();
  const server = new FaultServer(running, await running.ask({ do: 'listen', ...options }), options.tls ? 'https' : 'http');
  t?.after(() => server.forget());
  return server;
}

module.exports = { startFaultServer };
