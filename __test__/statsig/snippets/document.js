'use strict';

/**
 * The code blocks of Statsig's page about Node.js, in the order of the document, word for word: it has come to us without its
 * indentation, and with lines missing. A block without a `kind` is JavaScript. `after` names the blocks that a reader has typed before
 * this one.
 *
 * @type {Record<string, { code: string, kind?: 'shell' | 'typescript', after?: string[] }>}
 */
const blocks = {
  install: { kind: 'shell', code: 'npm install statsig-node' },

  initialize: {
    code: `const Statsig = require("statsig-node");

await Statsig.initialize(
{ environment: { tier: "staging" } } // optional, pass options here if needed`,
  },

  checkGate: {
    after: ['initialize'],
    code: `const user = {
userID: '12345',
email: '',

const showNewDesign = Statsig.checkGateSync(user, 'new_homepage_design');
if (showNewDesign) {
// show new design here
} else {
// show old design here`,
  },

  getConfig: {
    after: ['initialize', 'checkGate'],
    code: `const config = await Statsig.getConfig(user, "awesome_product_details");

// The 2nd parameter is the default value to be used in case the given parameter name does not exist on
// the Dynamic Config object. This can happen when there is a typo, or when the user is offline and the
// value has not been cached on the client.
const itemName = config.get("product_name", "Awesome Product v1");
const price = config.get("price", 10.0);
const shouldDiscount = config.get("discount", false);`,
  },

  getLayer: {
    after: ['initialize', 'checkGate'],
    code: `// Values via getLayer

const layer = await Statsig.getLayer(user, "user_promo_experiments");
const promoTitle = layer.get("title", "Welcome to Statsig!");
const discount = layer.get("discount", 0.1);`,
  },

  getExperiment: {
    after: ['initialize', 'checkGate'],
    code: `// or, via getExperiment

const titleExperiment = await Statsig.getExperiment(user, "new_user_promo_title");
const priceExperiment = await Statsig.getExperiment(user, "new_user_promo_price");

const promoTitle = titleExperiment.get("title", "Welcome to Statsig!");
const discount = priceExperiment.get("discount", 0.1);`,
  },

  price: {
    after: ['initialize', 'checkGate', 'getExperiment'],
    code: 'const price = msrp * (1 - discount);',
  },

  logEvent: {
    after: ['initialize', 'checkGate'],
    code: `Statsig.logEvent(user, "add_to_cart", "SKU_12345", {
price: "9.99",
item_name: "diet_coke_48_pack",`,
  },

  rulesUpdatedCallback: {
    code: '      options.rulesUpdatedCallback(specsString, timeStamp)',
  },

  flush: {
    after: ['initialize', 'checkGate'],
    code: 'await Statsig.flush();',
  },

  bootstrap: {
    after: ['initialize', 'checkGate'],
    code: `const values = Statsig.getClientInitializeResponse(user); // Record<string, unknown> | null

if (values != null) {
// Bootstrap the Statsig React Client SDK
return <StatsigSynchronousProvider initializeValues={values} ... />;`,
  },

  overrides: {
    after: ['initialize'],
    code: `// Overrides the given gate to the specified value
Statsig.overrideGate("a_gate_name", true, "a_user_id");

// Overrides the given config (dynamic config or experiment) to the provided value
Statsig.overrideConfig("a_config_or_experiment_name", { key: "value" }, "a_user_id");

// Overrides the given layer to the provided value
Statsig.overrideLayer("a_layer_name", { key: "value" }, "a_user_id");`,
  },

  withoutExposure: {
    after: ['initialize'],
    code: "const result = Statsig.checkGateWithExposureLoggingDisabledSync(aUser, 'a_gate_name');",
  },

  manualExposure: {
    after: ['initialize'],
    code: "Statsig.manuallyLogGateExposure(aUser, 'a_gate_name');",
  },

  cloudflarePolling: {
    after: ['initialize'],
    code: `if (env.lastSyncTime < - env.syncInterval) {
env.lastSyncTime =;`,
  },

  typeUser: {
    kind: 'typescript',
    code: `export type StatsigUser =
// at least one of userID or customIDs must be provided
({ userID: string } | { customIDs: Record<string, string> }) & {
userID?: string;
customIDs?: Record<string, string>;
email?: string;
ip?: string;
userAgent?: string;
country?: string;
locale?: string;
appVersion?: string;
custom?: Record<
string | number | boolean | Array<string> | undefined
privateAttributes?: Record<
string | number | boolean | Array<string> | undefined
> | null;
statsigEnvironment?: StatsigEnvironment;`,
  },

  typeOptions: {
    kind: 'typescript',
    code: `export type StatsigOptions = {
api: string;
bootstrapValues: string | null;
environment: StatsigEnvironment | null;
rulesUpdatedCallback: RulesUpdatedCallback | null;
localMode: boolean;
initTimeoutMs: number;
dataAdapter: IDataAdapter | null;
rulesetsSyncIntervalMs: number;
idListsSyncIntervalMs: number;
loggingIntervalMs: number;
loggingMaxBufferSize: number;`,
  },

  typeEnvironment: {
    kind: 'typescript',
    code: `export type StatsigEnvironment = {
tier?: "production" | "staging" | "development";
bootstrapValues: string;
rulesUpdatedCallback: function;`,
  },

  typeDataAdapter: {
    kind: 'typescript',
    code: `export interface IDataAdapter {
get(key: string): Promise<AdapterResponse>;
set(key: string, value: string, time?: number): Promise<void>;
initialize(): Promise<void>;
shutdown(): Promise<void>;
supportsPollingUpdatesFor(key: DataAdapterKey): boolean;`,
  },
};

const LOST = 'a line is missing';
const END = 'the last line is missing';

/** Blocks that do not do as printed, and what had to be done about it. @type {import('../../snippets/run-block').Repair[]} */
const repairs = [
  { block: 'initialize', damage: `${LOST}: the secret key`, from: ['initialize(\n'], to: 'initialize(\n"secret-key",\n' },
  { block: 'initialize', damage: END, from: [/needed$/g], to: 'needed\n);' },
  { block: 'checkGate', damage: `${LOST}: the end of the user`, from: ["email: '',\n"], to: "email: '',\n};\n" },
  { block: 'checkGate', damage: END, from: [/old design here$/g], to: 'old design here\n}' },
  { block: 'logEvent', damage: END, from: [/"diet_coke_48_pack",$/g], to: '"diet_coke_48_pack",\n});' },
  { block: 'bootstrap', damage: 'JSX is no JavaScript', from: [/<StatsigSynchronousProvider initializeValues=\{values\} \.\.\. \/>/g], to: 'render({ initializeValues: values })' },
  { block: 'bootstrap', damage: END, from: [/;$/g], to: ';\n}' },
  { block: 'cloudflarePolling', damage: 'the time is missing', from: ['< - env'], to: '< Date.now() - env' },
  { block: 'cloudflarePolling', damage: 'the time and what follows are missing', from: ['=;'], to: '= Date.now();\nawait Statsig.syncConfigSpecs();\n}' },
  { block: 'typeUser', damage: `${LOST}: the keys of \`custom\` and \`privateAttributes\``, from: [/Record<\nstring \| number/g], to: 'Record<\nstring,\nstring | number' },
  { block: 'typeUser', damage: `${LOST}: the end of \`custom\``, from: ['undefined\nprivateAttributes'], to: 'undefined\n>;\nprivateAttributes' },
  { block: 'typeUser', damage: END, from: [/StatsigEnvironment;$/g], to: 'StatsigEnvironment;\n};' },
  { block: 'typeOptions', damage: END, from: [/loggingMaxBufferSize: number;$/g], to: 'loggingMaxBufferSize: number;\n};' },
  { block: 'typeEnvironment', damage: 'two options have got into it', from: ['bootstrapValues: string;\nrulesUpdatedCallback: function;'], to: '[key: string]: string | undefined;\n};' },
  { block: 'typeDataAdapter', damage: END, from: [/DataAdapterKey\): boolean;$/g], to: 'DataAdapterKey): boolean;\n}' },
  { block: 'typeDataAdapter', damage: 'the type has another name, and the method need not be there', from: ['supportsPollingUpdatesFor(key: DataAdapterKey)'], to: 'supportsPollingUpdatesFor?(key: DataAdapterKeyPath)' },
];

module.exports = { blocks, repairs };
