import {
  DataGovernance,
  LogLevel,
  OverrideBehaviour,
  createClient,
  createClientWithAutoPoll,
  createClientWithLazyLoad,
  createClientWithManualPoll,
  createConsoleLogger,
  createFlagOverridesFromMap,
} from 'vexil';
import type {
  ClientCacheState,
  EvaluationDetails,
  IConfigCatClientSnapshot,
  ILegacyCacheItem,
  ILegacyConfigCatCache,
  ILegacyConfigCatClient,
  ILegacyConfigCatLogger,
  SettingKeyValue,
} from 'vexil';
import { console, expectType, type Same } from './expect.js';

const client: ILegacyConfigCatClient = createClient('any key');
const user = { identifier: 'id', email: 'a@example.com', country: 'UK', custom: { SubscriptionType: 'Pro' } };

client.getValue('k', false, (value) => expectType<Same<typeof value, boolean>>(), user);
client.getValue('k', 'a', (value) => expectType<Same<typeof value, string>>());
client.getValue('k', 1, (value: number) => console.log(value));
client.getValue('k', { any: ['JSON', 5, null] }, (value) => expectType<Same<typeof value, any>>());
client.getValue('k', null, (value: string) => console.log(value));
const flag = client.getValueAsync('k', true, user);
expectType<Same<typeof flag, Promise<boolean>>>();
const json = client.getValueAsync('k', [1, 'a']);
expectType<Same<typeof json, Promise<any>>>();
client.getValueAsync('k', undefined);

// @ts-expect-error A function is no value.
client.getValueAsync('k', () => true);
// @ts-expect-error A symbol is no value.
client.getValueAsync('k', Symbol('a'));
// @ts-expect-error The callback comes third.
client.getValue('k', () => {});
// @ts-expect-error Default and value agree in type.
client.getValue('k', false, (value: string) => console.log(value));

const details = client.getValueDetailsAsync('k', false, user);
expectType<Same<typeof details, Promise<EvaluationDetails<boolean>>>>();
client.getValueDetailsAsync('k', { any: 'JSON' });
client.getValueDetails('k', 'a', (value) => expectType<Same<typeof value, EvaluationDetails<string>>>(), null);
client.getAllValueDetails((all: EvaluationDetails[]) => console.log(all), user);
const allDetails: Promise<EvaluationDetails[]> = client.getAllValueDetailsAsync();

client.on('flagEvaluated', function (evaluated) {
  expectType<Same<typeof evaluated, EvaluationDetails>>();
  expectType<Same<typeof this.configCatClient, ILegacyConfigCatClient>>();
});
client.once('clientReady', () => {}).off('configChanged', () => {}).removeAllListeners('clientError');
// @ts-expect-error There is no such event.
client.on('ready', () => {});
client.setOffline();
client.setOnline();
const isOffline: boolean = client.isOffline;
const ready: Promise<ClientCacheState> = client.waitForReady();
// @ts-expect-error It cannot be set, only switched.
client.isOffline = true;

client.getAllKeys((keys: string[]) => console.log(keys));
client.getAllValues((values: SettingKeyValue[]) => console.log(values), user);
client.getAllVariationIds((ids: string[]) => console.log(ids), user);
client.getVariationId('k', 'none', (id: string) => console.log(id), user);
client.getKeyAndValue('id', (found) => console.log(found?.settingKey, found?.settingValue));
client.forceRefresh(() => {});

async function usePromises() {
  const keys: string[] = await client.getAllKeysAsync();
  const values: SettingKeyValue[] = await client.getAllValuesAsync();
  const ids: string[] = await client.getAllVariationIdsAsync(user);
  const id: string = await client.getVariationIdAsync('k', null);
  const found: SettingKeyValue | null = await client.getKeyAndValueAsync('id');
  const refreshed: void = await client.forceRefreshAsync();
  console.log(keys, values, ids, id, found, refreshed);
}

const snapshot: IConfigCatClientSnapshot = client.snapshot();
console.log(client.status().config?.age?.toFixed());
client.setDefaultUser(user);
client.clearDefaultUser();
client.dispose();

const logger: ILegacyConfigCatLogger = {
  debug: (message) => console.log(message),
  info: (message) => console.log(message),
  warn: (message) => console.log(message),
  error: (message) => console.log(message),
};
class Cache implements ILegacyConfigCatCache {
  item?: ILegacyCacheItem;
  get(_key: string) {
    return Promise.resolve(this.item);
  }
  set(_key: string, item: ILegacyCacheItem) {
    this.item = JSON.parse(JSON.stringify(item));
  }
}
createClientWithAutoPoll('any key', {
  pollIntervalSeconds: Number.MAX_SAFE_INTEGER,
  maxInitWaitTimeSeconds: 0,
  configChanged: () => {},
  logger,
  requestTimeoutMs: 1000,
  dataGovernance: DataGovernance.Global,
  cache: new Cache(),
  flagOverrides: createFlagOverridesFromMap({ a: true }, OverrideBehaviour.RemoteOverLocal),
  defaultUser: user,
  proxy: null,
});
createClientWithLazyLoad('any key', { cacheTimeToLiveSeconds: 600, logger: createConsoleLogger(LogLevel.Info) });
createClientWithManualPoll('any key', {
  offline: true,
  proxy: undefined,
  setupHooks: (hooks) => {
    hooks.on('configChanged', function (config) {
      console.log(config.f);
      expectType<Same<typeof this.configCatClient, ILegacyConfigCatClient>>();
    });
  },
});
createClientWithManualPoll('any key', { logger: { log: (level, eventId) => console.log(level, eventId) } });
// @ts-expect-error Lazy loading has no interval.
createClientWithLazyLoad('any key', { pollIntervalSeconds: 60 });
// @ts-expect-error Nor does manual polling have callbacks.
createClientWithManualPoll('any key', { configChanged: () => {} });
// @ts-expect-error A cache of the current API takes texts.
createClientWithManualPoll('any key', { cache: { get: () => 'text', set: (key: string, value: string) => {} } });

const consoleLogger = createConsoleLogger(3);
consoleLogger.info('text');
consoleLogger.log('text');
consoleLogger.log(LogLevel.Warn, 0, 'text');
consoleLogger.level = LogLevel.Debug;
createConsoleLogger();
createConsoleLogger(0);
// @ts-expect-error There is no such level.
createConsoleLogger('info');
console.log(usePromises, snapshot, allDetails, isOffline, ready);
