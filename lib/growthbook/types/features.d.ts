import type { ConditionInterface, ParentConditionInterface } from './conditions.js';
import type { AutoExperiment, Experiment, Filter, Result, VariationMeta, VariationRange } from './experiments.js';

/** A rule of a feature: it forces a value, or runs an experiment. */
export type FeatureRule<T = any> = {
  id?: string;
  condition?: ConditionInterface;
  parentConditions?: ParentConditionInterface[];
  force?: T;
  variations?: T[];
  weights?: number[];
  key?: string;
  hashAttribute?: string;
  fallbackAttribute?: string;
  hashVersion?: number;
  disableStickyBucketing?: boolean;
  bucketVersion?: number;
  minBucketVersion?: number;
  range?: VariationRange;
  coverage?: number;
  /** @deprecated Use `filters`. */
  namespace?: [string, number, number];
  ranges?: VariationRange[];
  meta?: VariationMeta[];
  filters?: Filter[];
  seed?: string;
  name?: string;
  phase?: string;
  /** Experiments that were run elsewhere, to be tracked where the rule is applied. */
  tracks?: { experiment: Experiment<T>; result: Result<T> }[];
  contextualBanditRef?: string;
  contextualVariations?: T[];
};

/** A feature: the first rule that applies decides, or else the default value. */
export interface FeatureDefinition<T = any> {
  defaultValue?: T;
  rules?: FeatureRule<T>[];
}

/** Features by their keys. */
export type FeatureDefinitions = Record<string, FeatureDefinition>;

/** Why a feature has its value. */
export type FeatureResultSource =
  | 'unknownFeature'
  | 'defaultValue'
  | 'force'
  | 'override'
  | 'experiment'
  | 'prerequisite'
  | 'cyclicPrerequisite';

/** The value of a feature, and where it comes from. */
export interface FeatureResult<T = any> {
  value: T | null;
  source: FeatureResultSource;
  /** Whether the value is truthy. */
  on: boolean;
  off: boolean;
  /** Empty if no rule decided, or one without an id. */
  ruleId: string;
  experiment?: Experiment<T>;
  experimentResult?: Result<T>;
}

/** Lists of saved groups by their ids. */
export type SavedGroupsValues = Record<string, (string | number)[]>;

/** One saved group of any type. */
export type SavedGroupPayloadEntry =
  | { type: 'list'; attributeKey: string; values: (string | number)[] }
  | { type: 'condition'; condition: ConditionInterface };

/** Saved groups by their ids. */
export type SavedGroupsPayload = Record<string, (string | number)[] | SavedGroupPayloadEntry>;

/** The weights of a contextual bandit, by context. */
export type ContextualBanditDefinition = {
  banditVersion?: number;
  contexts: { leafId: number; condition: Record<string, unknown>; weights: number[] }[];
};

/** Contextual bandits by the names that rules know them by. */
export type ContextualBanditDefinitions = Record<string, ContextualBanditDefinition>;

/** What the GrowthBook API answers, and what `setPayload` and `init` take. */
export type FeatureApiResponse = {
  features?: FeatureDefinitions;
  dateUpdated?: string;
  encryptedFeatures?: string;
  experiments?: AutoExperiment[];
  encryptedExperiments?: string;
  savedGroups?: SavedGroupsPayload;
  encryptedSavedGroups?: string;
  contextualBandits?: ContextualBanditDefinitions;
  encryptedContextualBandits?: string;
};

/** The same. */
export type GrowthBookPayload = FeatureApiResponse;
