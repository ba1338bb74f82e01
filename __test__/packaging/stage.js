'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { ROOT, pack, plainEnvironment, runNode, runNpm } = require('./npm');
const { PACKAGE, stage: stagePackage } = require('./staged');

/** The built addon of this machine: `{ file, platform }` for `vexil.<platform>.node`. */
function builtAddon() {
  const file = fs.readdirSync(ROOT).find((name) => /^vexil\..+\.node$/.test(name));
  if (!file) {
    throw new Error('There is no built addon: run `npm run build` first');
  }
  return { file, platform: file.slice('vexil.'.length, -'.node'.length) };
}

/** The built proxy of this machine. */
function builtProxy() {
  const name = process.platform === 'win32' ? 'vexil-proxy.exe' : 'vexil-proxy';
  const file = ['release', 'debug'].map((profile) => path.join(ROOT, 'target', profile, name)).find(fs.existsSync);
  if (!file) {
    throw new Error('There is no built proxy: run `npm run build:proxy` first');
  }
  return file;
}

/** Puts addon and proxy into every platform package: the built ones, and stand-ins for those that other machines build. */
function fillPlatformPackages(npmFolder, { file, platform }) {
  for (const name of fs.readdirSync(npmFolder)) {
    const addon = path.join(npmFolder, name, `vexil.${name}.node`);
    const proxy = path.join(npmFolder, name, name.startsWith('win32') ? 'vexil-proxy.exe' : 'vexil-proxy');
    if (name === platform) {
      fs.copyFileSync(path.join(ROOT, file), addon);
      fs.copyFileSync(builtProxy(), proxy);
    } else {
      fs.writeFileSync(addon, '');
      fs.writeFileSync(proxy, '');
    }
  }
}

/** A copy of what a release works on: the staged package with the addon beside it, after `napi pre-publish` has completed its manifests. */
function stageRelease(folder) {
  const addon = builtAddon();
  const stage = path.join(folder, 'stage');
  stagePackage();
  fs.cpSync(PACKAGE, stage, { recursive: true });
  fs.cpSync(path.join(ROOT, 'npm'), path.join(stage, 'npm'), { recursive: true });
  fillPlatformPackages(path.join(stage, 'npm'), addon);
  const cli = path.join(ROOT, 'node_modules/@napi-rs/cli/dist/cli.js');
  runNode([cli, 'pre-publish', '--skip-optional-publish', '--no-gh-release'], { cwd: stage });
  return { stage, platformFolder: path.join(stage, 'npm', addon.platform) };
}

/** Packs the release and installs it into an empty project, offline and without running any script. */
function installIntoEmptyProject(folder) {
  const env = plainEnvironment(folder);
  const { stage, platformFolder } = stageRelease(folder);
  const root = pack(stage, folder, env);
  const platform = pack(platformFolder, folder, env);
  const dependencies = Object.keys(require(path.join(ROOT, 'package.json')).dependencies);
  // Without a registry, they come from what is installed here.
  const tarballs = dependencies.map((name) => pack(path.join(ROOT, 'node_modules', name), folder, env).tarball);
  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'package.json'), '{ "name": "consumer", "version": "1.0.0", "private": true }\n');
  runNpm(
    ['install', '--ignore-scripts', '--offline', '--no-audit', '--no-fund', root.tarball, platform.tarball, ...tarballs],
    { cwd: project, env },
  );
  return { dependencies, env, platform, project, root, stage };
}

module.exports = { installIntoEmptyProject };
