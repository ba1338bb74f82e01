'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const ROOT = path.resolve(__dirname, '../..');

/** The file that is npm: the one that started us, else the one beside this node. */
function npmCli() {
  const candidates = [
    process.env.npm_execpath,
    path.join(path.dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ];
  const found = candidates.find((file) => file && /npm-cli\.js$/.test(file) && fs.existsSync(file));
  if (!found) {
    throw new Error('npm-cli.js was found neither in npm_execpath nor beside node');
  }
  return found;
}

/** The environment of somebody who has node and nothing else: no Rust, no settings of an outer npm. */
function plainEnvironment(folder) {
  const bin = path.join(folder, 'bin');
  fs.mkdirSync(bin, { recursive: true });
  const node = path.join(bin, 'node');
  if (!fs.existsSync(node)) {
    fs.symlinkSync(process.execPath, node);
  }
  const env = { PATH: bin, HOME: folder, npm_config_cache: path.join(folder, 'npm-cache') };
  return process.platform === 'win32' ? { ...env, SystemRoot: process.env.SystemRoot } : env;
}

/** Runs node with arguments; a failure carries the whole output. */
function runNode(args, { cwd, env = process.env }) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`node ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
  }
  return stdout;
}

const runNpm = (args, options) => runNode([npmCli(), ...args], options);

/** Packs a folder and returns the tarball's path and the names of the files in it. */
function pack(folder, destination, env) {
  const output = runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', destination], { cwd: folder, env });
  const [{ filename, files }] = Object.values(JSON.parse(output));
  return { tarball: path.join(destination, filename), files: files.map((file) => file.path).sort() };
}

module.exports = { ROOT, pack, plainEnvironment, runNode, runNpm };
