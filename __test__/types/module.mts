// An ES module sees the names and a default export with all of them.
import vexil, { PollingMode, User, getClient, type IConfigCatClient } from 'vexil';
import * as namespace from 'vexil';
import { expectType, type Same } from './expect.js';

const client: IConfigCatClient = getClient('k', PollingMode.ManualPoll);
const other: vexil.IConfigCatClient = vexil.getClient('k', vexil.PollingMode.LazyLoad, { cacheTimeToLiveSeconds: 5 });
const value = client.getValueAsync('k', false, new vexil.User('id'));
expectType<Same<typeof value, Promise<boolean>>>();
expectType<Same<typeof namespace.getClient, typeof vexil.getClient>>();
expectType<Same<typeof vexil.User, typeof User>>();
// @ts-expect-error Types hold here, too.
other.getValueAsync('k', {});
