// An ES module sees the names and a default export with all of them.
import Statsig, { StatsigServer, checkGate, type StatsigUser } from 'vexil/statsig';
import * as namespace from 'vexil/statsig';
import type { IDataAdapter } from 'vexil/statsig/interfaces';
import { expectType, type Same } from './expect.js';

const user: StatsigUser = { userID: 'a' };
const server: StatsigServer = new Statsig.StatsigServer('secret-key');
const isOn: boolean = checkGate(user, 'gate');
expectType<Same<typeof namespace.StatsigServer, typeof Statsig.StatsigServer>>();
declare const adapter: IDataAdapter;
await Statsig.initialize('secret-key', { dataAdapter: adapter });
// @ts-expect-error Types hold here, too.
server.checkGate(isOn);
