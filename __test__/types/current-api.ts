import {
  ClientCacheState,
  DataGovernance,
  EvaluationErrorCode,
  FetchError,
  FetchResponse,
  FormattableLogMessage,
  LogLevel,
  OverrideBehaviour,
  PollingMode,
  RefreshErrorCode,
  User,
  createConsoleLogger,
  createFlagOverridesFromMap,
  createFlagOverridesFromQueryParams,
  disposeAllClients,
  getClient,
} from 'vexil';
import type {
  EvaluationDetails,
  FetchRequest,
  HookEvents,
  IConfigCatCache,
  IConfigCatClient,
  IConfigCatConfigFetcher,
  IConfigCatLogger,
  IEvaluationDetails,
  IProvidesHooks,
  IUser,
  RefreshResult,
  SettingKeyValue,
  SettingTypeOf,
  SettingValue,
} from 'vexil';
import { console, expectType, type Same } from './expect.js';

const client: IConfigCatClient = getClient('sdk key');
const user: IUser = { identifier: 'id', email: 'a@example.com', custom: { age: 5, since: new Date(), groups: ['a'] } };

// The type of a value is that of the default value, widened.
const flag = client.getValueAsync('k', false);
expectType<Same<typeof flag, Promise<boolean>>>();
const text = client.getValueAsync('k', 'a', user);
expectType<Same<typeof text, Promise<string>>>();
const number = client.getValueAsync('k', 1, new User('id'));
expectType<Same<typeof number, Promise<number>>>();
const nothing = client.getValueAsync('k', null);
expectType<Same<typeof nothing, Promise<boolean | number | string | null>>>();
const missing = client.getValueAsync('k', undefined);
expectType<Same<typeof missing, Promise<boolean | number | string | undefined>>>();
declare const either: boolean | string;
const mixed = client.getValueAsync('k', either);
expectType<Same<typeof mixed, Promise<boolean | string>>>();
declare const anything: any;
const unknown = client.getValueAsync('k', anything);
expectType<Same<typeof unknown, Promise<any>>>();
expectType<Same<SettingTypeOf<'literal'>, string>>();

// Wrong arguments.
// @ts-expect-error An object is no setting value.
client.getValueAsync('k', {});
// @ts-expect-error Nor is a list.
client.getValueAsync('k', ['a']);
// @ts-expect-error Nor is a symbol.
client.getValueAsync('k', Symbol('a'));
// @ts-expect-error Nor is a function.
client.getValueAsync('k', () => true);
// @ts-expect-error Nor is a big integer.
client.getValueAsync('k', 1n);
// @ts-expect-error A default value is required.
client.getValueAsync('k');
// @ts-expect-error A key is a text.
client.getValueAsync(5, false);
// @ts-expect-error A user has an identifier.
client.getValueAsync('k', false, { email: 'a@example.com' });
// @ts-expect-error Attributes are texts, numbers, dates or lists of texts.
client.getValueAsync('k', false, { identifier: 'id', custom: { nested: {} } });
// @ts-expect-error The callback form belongs to the callback API.
client.getValue('k', false, () => {});

// Details: failure and success differ.
async function useDetails() {
  const details = await client.getValueDetailsAsync('k', false, user);
  expectType<Same<typeof details.value, boolean>>();
  if (details.isDefaultValue) {
    const code: Exclude<EvaluationErrorCode, EvaluationErrorCode.None> = details.errorCode;
    const message: string = details.errorMessage;
    console.log(code, message, details.errorException);
  } else {
    expectType<Same<typeof details.errorCode, EvaluationErrorCode.None>>();
    expectType<Same<typeof details.errorMessage, undefined>>();
    console.log(details.variationId, details.matchedTargetingRule?.c?.[0]?.u?.a, details.matchedPercentageOption?.p);
  }
  const nullable = await client.getValueDetailsAsync('k', null);
  if (!nullable.isDefaultValue) {
    const value: boolean | number | string = nullable.value;
    console.log(value);
  }
  const all: EvaluationDetails[] = await client.getAllValueDetailsAsync();
  const common: IEvaluationDetails = all[0]!;
  // @ts-expect-error Details are read-only.
  common.value = true;
}

async function useTheRest() {
  const keys: string[] = await client.getAllKeysAsync();
  const values: SettingKeyValue[] = await client.getAllValuesAsync(user);
  const found: SettingKeyValue | null = await client.getKeyAndValueAsync('id');
  const first: SettingValue | undefined = values[0]?.settingValue;
  const state: ClientCacheState = await client.waitForReady();
  if (state === ClientCacheState.HasUpToDateFlagData) console.log(keys, found?.settingKey, first);

  const result: RefreshResult = await client.forceRefreshAsync();
  if (!result.isSuccess) {
    const message: string = result.errorMessage;
    if (result.errorCode === RefreshErrorCode.HttpRequestTimeout) console.log(message, result.errorException);
  } else {
    expectType<Same<typeof result.errorCode, RefreshErrorCode.None>>();
  }

  client.setDefaultUser(user);
  client.clearDefaultUser();
  if (client.isOffline) client.setOnline();
  client.setOffline();
  // @ts-expect-error Switched by methods only.
  client.isOffline = false;
  client.dispose();
  disposeAllClients();
}

// Snapshots answer at once.
const { lastSuccess, lastError, nextAttempt, config: known } = client.status();
expectType<Same<typeof lastSuccess, Date | null>>();
expectType<Same<typeof nextAttempt, Date | null>>();
if (lastError !== null) console.log(lastError.code.toLowerCase(), lastError.errorCode.toFixed(), lastError.message.length, lastError.time.getTime());
if (known !== null) console.log(known.age?.toFixed(), known.version?.length, known.fetchTime?.getTime());

const snapshot = client.snapshot();
const now = snapshot.getValue('k', 5, user);
expectType<Same<typeof now, number>>();
const nowDetails = snapshot.getValueDetails('k', '');
expectType<Same<typeof nowDetails.value, string>>();
const snapshotKeys: ReadonlyArray<string> = snapshot.getAllKeys();
const salt: string | null | undefined = snapshot.fetchedConfig?.p?.s;
const byVariation: SettingKeyValue | null = snapshot.getKeyAndValue('id');
// @ts-expect-error Default values are the same everywhere.
snapshot.getValue('k', {});

// Events.
client
  .on('flagEvaluated', function (details) {
    console.log(details.key, this.configCatClient.isOffline);
  })
  .once('clientReady', (state) => console.log(ClientCacheState[state]))
  .addListener('configChanged', (config) => console.log(Object.keys(config.f ?? {})))
  .off('clientError', (message, exception) => console.log(String(message), exception))
  .removeListener('configFetched', (result, isInitiatedByUser: boolean) => console.log(result.isSuccess, isInitiatedByUser))
  .removeAllListeners('clientReady')
  .removeAllListeners();
const eventNames: (keyof HookEvents)[] = client.eventNames();
const count: number = client.listenerCount('clientReady');
// @ts-expect-error There is no such event.
client.on('ready', () => {});
// @ts-expect-error Only the client emits.
client.emit('clientReady', 0);

// Options by polling mode.
const logger: IConfigCatLogger = {
  level: LogLevel.Info,
  eol: '\r\n',
  log(level, eventId, message, exception) {
    if (message instanceof FormattableLogMessage) console.log(message.argNames, message.argValues);
    console.log(LogLevel[level], eventId, message.toString(), exception);
  },
};
const cache: IConfigCatCache = { get: (key) => key, set: async (key, value) => console.log(key.length, value.length) };
const fetcher: IConfigCatConfigFetcher = {
  async fetchAsync(request: FetchRequest) {
    if (request.timeoutMs < 1) throw new FetchError('timeout', request.timeoutMs);
    if (request.url === '') console.log(new FetchError('abort').code.toLowerCase());
    return new FetchResponse(200, 'OK', [['ETag', request.lastETag ?? '']], '{}');
  },
};
getClient('k', PollingMode.AutoPoll, {
  pollIntervalSeconds: 30,
  maxInitWaitTimeSeconds: -1,
  requestTimeoutMs: 1000,
  baseUrl: null,
  proxy: 'http://localhost:8080',
  keepAlive: true,
  dataGovernance: DataGovernance.EuOnly,
  logger,
  logFilter: (level, eventId) => level === LogLevel.Error || eventId !== 3001,
  cache,
  configFetcher: fetcher,
  flagOverrides: createFlagOverridesFromMap({ a: true, b: 5, c: 'x' }, OverrideBehaviour.LocalOverRemote, true),
  defaultUser: user,
  offline: true,
  setupHooks: (hooks: IProvidesHooks) => hooks.on('clientReady', () => {}),
});
// What may be missing can be passed on as it is.
const absent = undefined as string | undefined;
getClient('k', PollingMode.AutoPoll, { proxy: absent, baseUrl: absent, defaultUser: { identifier: 'id', email: absent } });
getClient('k', PollingMode.AutoPoll, { cacheFile: '/var/lib/flags.cache' });
// @ts-expect-error A path is a text.
getClient('k', PollingMode.AutoPoll, { cacheFile: 5 });
getClient('k', PollingMode.LazyLoad, { cacheTimeToLiveSeconds: 600 });
getClient('k', PollingMode.ManualPoll, { logger: createConsoleLogger(LogLevel.Off) });
getClient('k', undefined, { pollIntervalSeconds: 5 });
getClient('k', null, null);
// @ts-expect-error No polling interval in lazy loading.
getClient('k', PollingMode.LazyLoad, { pollIntervalSeconds: 5 });
// @ts-expect-error No time to live in auto polling.
getClient('k', PollingMode.AutoPoll, { cacheTimeToLiveSeconds: 5 });
// @ts-expect-error An option of the callback API.
getClient('k', PollingMode.AutoPoll, { configChanged: () => {} });
// @ts-expect-error A logger of the callback API.
getClient('k', PollingMode.AutoPoll, { logger: { debug() {}, info() {}, warn() {}, error() {} } });
// @ts-expect-error There is no such mode.
getClient('k', 7);

// Overrides.
createFlagOverridesFromQueryParams(OverrideBehaviour.LocalOnly, true, 'cc-', { currentValue: { a: ['b'] } });
// @ts-expect-error Values are booleans, texts and numbers.
createFlagOverridesFromMap({ a: null }, OverrideBehaviour.LocalOnly);
// @ts-expect-error A behaviour is required.
createFlagOverridesFromMap({ a: true });

// Names of enumeration members.
const levelName: string = LogLevel[LogLevel.Warn];
console.log(useDetails, useTheRest, snapshotKeys, salt, byVariation, eventNames, count, levelName);
