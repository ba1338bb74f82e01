import {
  EVENT_EXPERIMENT_VIEWED,
  ExpressCookieStickyBucketService,
  GrowthBook,
  GrowthBookClient,
  GrowthBookMultiUser,
  LocalStorageStickyBucketService,
  RedisStickyBucketService,
  StickyBucketService,
  StickyBucketServiceSync,
  UserScopedGrowthBook,
  clearCache,
  configureCache,
  evalCondition,
  getAutoExperimentChangeType,
  getPolyfills,
  helpers,
  isURLTargeted,
  paddedVersionString,
  prefetchPayload,
  setPolyfills,
} from 'vexil/growthbook';
import type {
  Attributes,
  AutoExperiment,
  ConditionInterface,
  Context,
  Experiment,
  FeatureApiResponse,
  FeatureDefinition,
  FeatureResult,
  FeatureResultSource,
  FeatureRule,
  GrowthBookPayload,
  InitResponse,
  JSONValue,
  MultiUserOptions,
  Options,
  Plugin,
  Result,
  StickyAssignmentsDocument,
  TrackingCallback,
  TrackingData,
  UserContext,
  WidenPrimitives,
} from 'vexil/growthbook';
import { console, expectType, type Same } from './expect.js';

const gb = new GrowthBook({ apiHost: 'https://cdn.growthbook.io', clientKey: 'sdk-abc123', attributes: { id: '1' } });

// The type of a value is that of the default value, widened.
const color = gb.getFeatureValue('button-color', 'blue');
expectType<Same<typeof color, string>>();
const size = gb.getFeatureValue('size', 1);
expectType<Same<typeof size, number>>();
const flag = gb.getFeatureValue('flag', false);
expectType<Same<typeof flag, boolean>>();
const object = gb.getFeatureValue('object', { a: 1 });
expectType<Same<typeof object, { a: number }>>();
expectType<Same<WidenPrimitives<'literal'>, string>>();

// Types may be given by hand.
const feature = gb.evalFeature<number>('font-size');
expectType<Same<typeof feature, FeatureResult<number | null>>>();
expectType<Same<typeof feature.value, number | null>>();
expectType<Same<typeof feature.source, FeatureResultSource>>();

// Experiments infer the type of their values.
const result = gb.run({ key: 'my-test', variations: ['blue', 'green'] });
expectType<Same<typeof result, Result<string>>>();
const experiment: Experiment<number> = { key: 'e', variations: [0, 1, 2], weights: [0.2, 0.3, 0.5], include: () => true, url: /x/ };
expectType<Same<typeof gb.run<number>, (experiment: Experiment<number>) => Result<number>>>();
console.log(gb.run(experiment).value);
// @ts-expect-error An experiment has at least two variations.
gb.run({ key: 'one', variations: ['only'] });
// @ts-expect-error It has a key.
gb.run({ variations: [0, 1] });

// All features of an application.
interface AppFeatures {
  'button-color': string;
  'font-size': number;
  newForm: boolean;
}
const strict = new GrowthBook<AppFeatures>({ clientKey: 'k' });
const strictResult = strict.evalFeature('font-size');
expectType<Same<typeof strictResult.value, number | null>>();
const strictValue = strict.getFeatureValue('newForm', false);
expectType<Same<typeof strictValue, boolean>>();
expectType<Same<ReturnType<typeof strict.isOn>, boolean>>();
strict.isOff('newForm');
// @ts-expect-error A misspelt key: "buton" instead of "button".
strict.isOn('buton-color');
// @ts-expect-error The same in other methods.
strict.isOff('buton-color');
// @ts-expect-error
strict.getFeatureValue('buton-color', 'x');
// @ts-expect-error
strict.evalFeature('buton-color');
// @ts-expect-error
strict.feature('buton-color');
// @ts-expect-error A default value of the wrong type.
strict.getFeatureValue('font-size', 'large');
expectType<Same<ReturnType<typeof strict.initSync>, GrowthBook<AppFeatures>>>();

// Initialization.
gb.init({ timeout: 1000, streaming: true, skipCache: true, pollingInterval: 60_000 }).then((response: InitResponse) => {
  expectType<Same<typeof response.success, boolean>>();
  expectType<Same<typeof response.status, boolean>>();
  expectType<Same<typeof response.source, 'init' | 'cache' | 'network' | 'error' | 'timeout'>>();
  expectType<Same<typeof response.error, Error | undefined>>();
});
const rule: FeatureRule<string> = { id: 'r', condition: { country: { $in: ['US'] } }, force: 'x', coverage: 0.5, hashVersion: 2 };
const definition: FeatureDefinition<string> = { defaultValue: 'a', rules: [rule] };
const payload: FeatureApiResponse = { features: { f: definition }, savedGroups: { g: ['1', 2] } };
const same: GrowthBookPayload = payload;
gb.initSync({ payload: same }).isOn('f');
// @ts-expect-error A payload is needed.
gb.initSync({});

// Options and callbacks.
const track: TrackingCallback = (viewed, { key }, user) => console.log(viewed.key, key, user?.attributes?.['id']);
const options: Options = {
  trackingCallback: track,
  onFeatureUsage: (key, { value }) => console.log(key, value),
  eventLogger: async (name, properties, user) => console.log(name, properties, user.url),
  forcedVariations: { e: 1 },
  forcedFeatureValues: new Map<string, any>([['f', true]]),
  log: (message, context) => console.log(message, context),
  plugins: [(instance) => console.log(instance)],
};
const context: Context = options;
new GrowthBook(context);
// @ts-expect-error An option that there is not.
new GrowthBook({ trackingCalback: track });
const calls: TrackingData[] = gb.getDeferredTrackingCalls();
gb.setDeferredTrackingCalls(calls);
const unsubscribe: () => void = gb.subscribe((viewed, { inExperiment }) => console.log(viewed.key, inExperiment));
unsubscribe();
const attributes: Attributes = gb.getAttributes();
gb.setAttributes({ ...attributes, url: '/new-page' });
const results: Map<string, { experiment: Experiment<any>; result: Result<any> }> = gb.getAllResults();
console.log(results.size);

// Clients of many users.
const clientOptions: MultiUserOptions = { globalAttributes: { a: 1 }, trackingCallback: (viewed, outcome, user) => console.log(viewed, outcome, user.url) };
const client = new GrowthBookClient<AppFeatures>(clientOptions);
const user: UserContext = { attributes: { id: '1' }, url: '/', forcedVariations: { e: 1 } };
const clientValue = client.getFeatureValue('font-size', 5, user);
expectType<Same<typeof clientValue, number>>();
// @ts-expect-error A misspelt key.
client.isOn('buton-color', user);
// @ts-expect-error The user is missing.
client.isOn('newForm');
const scoped: UserScopedGrowthBook<AppFeatures> = client.createScopedInstance(user);
scoped.isOn('newForm');
// @ts-expect-error A misspelt key.
scoped.isOn('buton-color');
const multiUser: GrowthBookMultiUser = new GrowthBookMultiUser();
multiUser.isOn('anything', {});
const plugin: Plugin = (instance) => console.log(instance);
client.createScopedInstance(user, [plugin]);

// Sticky buckets.
class OwnService extends StickyBucketService {
  async getAssignments(attributeName: string, attributeValue: string): Promise<StickyAssignmentsDocument | null> {
    return { attributeName, attributeValue, assignments: { [this.getKey(attributeName, attributeValue)]: this.prefix } };
  }
  async saveAssignments(doc: StickyAssignmentsDocument) {
    console.log(doc);
  }
}
// @ts-expect-error A service has to say how documents are saved.
class Incomplete extends StickyBucketServiceSync {
  getAssignmentsSync() {
    return null;
  }
}
console.log(Incomplete);
new GrowthBook({ stickyBucketService: new OwnService() });
declare const redis: { mget(...keys: string[]): Promise<(string | null)[]>; set(key: string, value: string): Promise<'OK'> };
new GrowthBook({ stickyBucketService: new RedisStickyBucketService({ redis }) });
declare const req: { cookies: Record<string, string> };
declare const res: { cookie(name: string, value: string, options?: object): unknown };
new GrowthBook({ stickyBucketService: new ExpressCookieStickyBucketService({ req, res }) });
new LocalStorageStickyBucketService({ localStorage: { getItem: (key) => key, setItem: async () => {} } });

// Functions.
setPolyfills({ EventSource: class {}, localStorage: { getItem: async () => null, setItem: async () => {} } });
console.log(getPolyfills().fetch);
configureCache({ staleTTL: 1000, maxAge: 5000, disableCache: false });
// @ts-expect-error A setting that there is not.
configureCache({ staleTtl: 1000 });
prefetchPayload({ clientKey: 'k', streaming: true }).then(() => clearCache());
const condition: ConditionInterface = { $and: [{ 'browser.vendor': 'firefox' }, { country: { $in: ['US', 'CA'] } }, { $not: { id: '1' } }] };
expectType<Same<ReturnType<typeof evalCondition>, boolean>>();
evalCondition({ id: '1' }, condition, { g: ['1'] });
isURLTargeted('http://a/', [{ include: true, type: 'simple', pattern: '*' }]);
const auto: AutoExperiment = { key: 'r', variations: [{}, { urlRedirect: 'http://b/' }], manual: true, changeId: 'c' };
const type: 'redirect' | 'visual' | 'unknown' = getAutoExperimentChangeType(auto);
const padded: string = paddedVersionString('1.2.3');
const event: 'Experiment Viewed' = EVENT_EXPERIMENT_VIEWED;
const json: JSONValue = { a: [1, 'b', null] };
console.log(type, padded, event, json, helpers.fetchFeaturesCall);
