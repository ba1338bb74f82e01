'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { ROOT, runNode } = require('./npm');

const SOURCE = `
import * as vexil from 'vexil';
import { createClientWithAutoPoll, getClient, LogLevel, PollingMode, User } from 'vexil';

const client = getClient('key', PollingMode.ManualPoll, { offline: true });
const flag: Promise<boolean> = client.getValueAsync('flag', false);
const text: Promise<string> = client.getValueAsync('text', 'default', new User('id'));
const older = createClientWithAutoPoll('key', { logger: vexil.createConsoleLogger(LogLevel.Info) });
older.getValue('flag', false, (value: boolean) => void value, { identifier: 'id' });
const now: boolean = older.snapshot().getValue('flag', false);
// @ts-expect-error the default decides the type
const wrong: Promise<string> = client.getValueAsync('flag', false);
export { flag, now, text, wrong };

import growthbook, { GrowthBook } from 'vexil/growthbook';
interface AppFeatures {
  'button-color': string;
  'font-size': number;
}
const gb = new GrowthBook<AppFeatures>({ attributes: { id: '1' } });
const color: string = gb.getFeatureValue('button-color', 'blue');
const size: number | null = new growthbook.GrowthBook().evalFeature<number>('font-size').value;
// @ts-expect-error a feature that the application does not have
gb.isOn('buton-color');
export { color, size };

import Statsig, { StatsigServer, type StatsigUser } from 'vexil/statsig';
import type { IDataAdapter } from 'vexil/statsig/interfaces';
const user: StatsigUser = { userID: '1' };
const isOpen: boolean = Statsig.checkGate(user, 'gate');
const title: string = new StatsigServer('secret-key').getLayer(user, 'layer').get('title', 'Welcome');
const adapter: IDataAdapter | undefined = undefined;
// @ts-expect-error a user has an id
Statsig.checkGate({}, 'gate');
export { adapter, isOpen, title };
`;

const COMMONJS_SOURCE = `
import vexil = require('vexil');
import growthbook = require('vexil/growthbook');
import statsig = require('vexil/statsig');
const client: vexil.IConfigCatClient = vexil.getClient('key');
const gb: growthbook.GrowthBook = new growthbook.GrowthBook({ clientKey: 'key' });
const isOn: boolean = gb.isOn('flag');
const server: statsig.StatsigServer = new statsig.StatsigServer('secret-key');
const isOpen: boolean = statsig.checkGate({ userID: '1' }, 'gate');
export = [client, isOn, server, isOpen];
`;

const PROJECTS = {
  node16: { module: 'node16', moduleResolution: 'node16', files: ['use.mts', 'use.cts', 'require.cts'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', files: ['use.ts'] },
};

/** Compiles a consumer of the installed package; `name` is a resolution mode of \`PROJECTS\`. */
function compileConsumer(project, name) {
  const { files, ...options } = PROJECTS[name];
  const folder = path.join(project, `typescript-${name}`);
  fs.mkdirSync(folder);
  for (const file of files) {
    fs.writeFileSync(path.join(folder, file), file.startsWith('require') ? COMMONJS_SOURCE : SOURCE);
  }
  const config = {
    compilerOptions: {
      ...options,
      target: 'es2022',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      typeRoots: [path.join(ROOT, 'node_modules/@types')],
      types: ['node'],
    },
    files,
  };
  fs.writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  return runNode([path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: folder });
}

module.exports = { compileConsumer };
