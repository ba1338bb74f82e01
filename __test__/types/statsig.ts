import Statsig, {
  DataAdapterKeyPath,
  DynamicConfig,
  Layer,
  StatsigInvalidArgumentError,
  StatsigServer,
  StatsigUninitializedError,
} from 'vexil/statsig';
import type {
  AdapterResponse,
  CheckGateOptions,
  ClientInitializeResponse,
  ClientInitializeResponseExperimentOverride,
  ClientInitializeResponseOptions,
  ClientInitializeResponseValueOverride,
  CoreApiOptions,
  EvaluationCallbacks,
  ExplicitStatsigOptions,
  FeatureGate,
  GetConfigOptions,
  GetExperimentOptions,
  GetLayerOptions,
  IDataAdapter,
  IUserPersistentStorage,
  InitStrategy,
  InitializationDetails,
  LogEventObject,
  LoggerInterface,
  NetworkOverrideFunc,
  PersistentAssignmentOptions,
  RetryBackoffFunc,
  RulesUpdatedCallback,
  StatsigEnvironment,
  StatsigOptions,
  StatsigUser,
  StickyValues,
  UserPersistedValues,
} from 'vexil/statsig';
import type * as interfaces from 'vexil/statsig/interfaces';
import { console, expectType, type Same } from './expect.js';

const user: StatsigUser = {
  userID: 'a',
  customIDs: { companyID: 'c' },
  email: 'a@b.c',
  custom: { level: 3, tags: ['x'], beta: true, none: undefined },
  privateAttributes: { secret: 'x' },
  statsigEnvironment: { tier: 'staging', region: 'eu' },
};
const byCustomId: StatsigUser = { customIDs: { companyID: 'c' } };
// @ts-expect-error One of the ids is needed.
const nobody: StatsigUser = { email: 'a@b.c' };
console.log(byCustomId, nobody);

// The functions of the module, and what they give.
Statsig.initialize('secret-key', { environment: { tier: 'development' } }).then((details: InitializationDetails) => {
  const [success, source]: [boolean, 'Network' | 'Bootstrap' | 'DataAdapter' | undefined] = [details.success, details.source];
  console.log(success, source, details.error?.message, details.duration.toFixed());
});

expectType<Same<ReturnType<typeof Statsig.checkGate>, boolean>>();
expectType<Same<ReturnType<typeof Statsig.checkGateSync>, boolean>>();
expectType<Same<ReturnType<typeof Statsig.getFeatureGate>, FeatureGate>>();
expectType<Same<ReturnType<typeof Statsig.getConfig>, DynamicConfig>>();
expectType<Same<ReturnType<typeof Statsig.getExperimentWithExposureLoggingDisabledSync>, DynamicConfig>>();
expectType<Same<ReturnType<typeof Statsig.getLayer>, Layer>>();
expectType<Same<ReturnType<typeof Statsig.getClientInitializeResponse>, ClientInitializeResponse | null>>();
expectType<Same<ReturnType<typeof Statsig.shutdown>, void>>();
expectType<Same<ReturnType<typeof Statsig.flush>, Promise<void>>>();

const options: GetExperimentOptions & GetLayerOptions & GetConfigOptions & CheckGateOptions & CoreApiOptions = {
  disableExposureLogging: true,
  userPersistedValues: Statsig.getUserPersistedValues(user, 'userID'),
};
const { checkGate, getExperiment, getLayer } = Statsig;
const isOn: boolean = checkGate(user, 'gate', options);
const title: string = getExperiment(user, 'experiment', options).get('title', 'Welcome');
const discount: number = getLayer(user, 'layer', options).get('discount', 0.1);
// @ts-expect-error The type of a parameter is that of its default.
const wrong: number = getLayer(user, 'layer').get('title', 'text');
const guarded: string[] = Statsig.getConfig(user, 'config').get('list', [] as string[], (value): value is string[] => Array.isArray(value));
console.log(isOn, title, discount, wrong, guarded, Statsig.getConfig(user, 'config').getValue('any'));

Statsig.logEvent(user, 'add_to_cart', 'SKU_12345', { price: '9.99' });
Statsig.logEvent(user, 'plain');
const event: LogEventObject = { eventName: 'event', user, value: 5, metadata: { a: 1 }, time: 1_700_000_000_000 };
Statsig.logEventObject(event);
// @ts-expect-error A user is needed.
Statsig.checkGate('gate');
// @ts-expect-error A gate is true or false.
Statsig.overrideGate('gate', 'yes');
Statsig.overrideConfig('config', { a: 1 }, 'user');

const responseOptions: ClientInitializeResponseOptions = {
  hash: 'sha256',
  overrides: { featureGates: { gate: true }, dynamicConfigs: { experiment: { groupName: 'Control' } }, layers: { layer: { value: { a: 1 } } } },
};
const response = Statsig.getClientInitializeResponse(user, 'client-key', responseOptions);
console.log(response?.feature_gates, response?.time.toFixed(), response?.user);

// A gate cannot be changed; the value of a config can.
const gate = Statsig.getFeatureGate(user, 'gate');
// @ts-expect-error It is the result.
gate.value = true;
Statsig.getConfig(user, 'config').value['a'] = 1;
console.log(gate.evaluationDetails?.reason, new DynamicConfig('c', { a: 1 }, 'rule').getValue('a'), new Layer('l').getAllocatedExperimentName());

// What applications implement.
class Adapter implements IDataAdapter {
  async get(key: string): Promise<AdapterResponse> {
    return key === '' ? { error: new Error('none') } : { result: '{}', time: 5 };
  }
  async set(key: string, value: string, time?: number) {
    console.log(key, value, time);
  }
  async initialize() {}
  async shutdown() {}
  supportsPollingUpdatesFor(key: DataAdapterKeyPath) {
    return key === DataAdapterKeyPath.V1Rulesets;
  }
}
expectType<Same<interfaces.IDataAdapter, IDataAdapter>>();
expectType<Same<interfaces.AdapterResponse, AdapterResponse>>();

const storage: IUserPersistentStorage = {
  load: (key: string): UserPersistedValues => (key === '' ? {} : {}),
  save: (key: string, name: string, data: StickyValues) => console.log(key, name, data.rule_id),
  delete: (key: string, name: string) => console.log(key, name),
};

const logger: LoggerInterface = { ...console, warn: (...said: unknown[]) => console.log(...said), error: console.log, logLevel: 'warn' };
const backoff: RetryBackoffFunc = (remaining) => 100 * remaining;
const updated: RulesUpdatedCallback = (json: string, time: number) => console.log(json.length, time.toFixed());
const callbacks: EvaluationCallbacks = {
  gateCallback: (gate, user, event) => console.log(gate.name, user.userID, event.eventName, event.metadata?.['gate']),
  layerParamCallback: (layer, parameter, _user, event) => console.log(layer.getRuleID(), parameter, event.time),
};
const override: NetworkOverrideFunc = async (url, { headers, method }) => {
  console.log(url, method, headers['STATSIG-API-KEY']);
  return { ok: true, status: 200, headers: { get: () => null }, text: async () => '{}' };
};
const strategy: InitStrategy = 'lazy';
const environment: StatsigEnvironment = { tier: 'my-own' };
const assignment: PersistentAssignmentOptions = { enforceTargeting: true };

const all: StatsigOptions = {
  api: 'https://example.com/v1',
  bootstrapValues: null,
  dataAdapter: new Adapter(),
  environment,
  evaluationCallback: (result) => console.log(result.name),
  evaluationCallbacks: callbacks,
  initStrategyForIDLists: strategy,
  logger,
  networkOverrideFunc: override,
  postLogsRetryBackoff: backoff,
  rulesUpdatedCallback: updated,
  userPersistentStorage: storage,
};
const explicit: Partial<ExplicitStatsigOptions> = all;
// @ts-expect-error No strategy that there is.
const badStrategy: StatsigOptions = { initStrategyForIDLists: 'never' };
console.log(explicit, badStrategy, assignment);

// Servers have slightly other names than the module.
const server = new StatsigServer('secret-key', all);
expectType<Same<ReturnType<typeof server.initializeAsync>, Promise<InitializationDetails>>>();
const same: (keyof StatsigServer)[] = ['checkGate', 'logGateExposure', 'logLayerParameterExposure', 'syncStoreSpecs', 'syncStoreIdLists', 'shutdownAsync'];
console.log(same, server.getExperimentLayer('experiment')?.length, server.getAutotuneList());
// @ts-expect-error Its name is `logGateExposure`.
server.manuallyLogGateExposure(user, 'gate');

try {
  Statsig.checkGate(user, '');
} catch (error) {
  if (error instanceof StatsigInvalidArgumentError || error instanceof StatsigUninitializedError) console.log(error.message);
}

declare const valueOverride: ClientInitializeResponseValueOverride;
const experimentOverride: ClientInitializeResponseExperimentOverride = valueOverride;
console.log(experimentOverride.groupName);
export {};
