'use strict';

// The servers that are measured, each a process of its own.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const path = require('node:path');

const RELEASE = path.resolve(__dirname, '../../target/release');

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** A program that listens on a port. */
class Server {
  /**
   * @param {import('node:child_process').ChildProcess} child
   * @param {number} port
   */
  constructor(child, port) {
    this.child = child;
    this.port = port;
  }

  /** @param {string} name of the program @param {string[]} args @param {number} port that it will listen on */
  static async start(name, args, port) {
    const child = spawn(path.join(RELEASE, name), args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const server = new Server(child, port);
    await server.waitForPort();
    return server;
  }

  async waitForPort() {
    for (let attempt = 0; attempt < 200; attempt++) {
      if (this.child.exitCode !== null) throw new Error(`the server ended with ${this.child.exitCode}`);
      const isOpen = await new Promise((resolve) => {
        const socket = net.connect(this.port, '127.0.0.1');
        socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
        socket.on('connect', () => socket.destroy());
      });
      if (isOpen) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the server does not listen');
  }

  /** Resident memory in MB, as the system counts it: now, and at most so far. */
  memory() {
    const status = fs.readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const megabytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
    return { now: megabytes('VmRSS'), most: megabytes('VmHWM') };
  }

  /** Begins to count the most memory anew. */
  forgetMost() {
    fs.writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
  }

  async stop() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

/**
 * One request.
 * @param {number} port
 * @param {{ method: string, path: string, body?: string, headers?: Record<string, string> }} options
 * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, body: Buffer }>}
 */
function request(port, { method, path: target, body, headers }) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port, method, path: target, headers, agent: false }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

module.exports = { RELEASE, Server, freePort, request };
