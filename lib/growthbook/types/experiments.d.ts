import type { ConditionInterface, ParentConditionInterface } from './conditions.js';

/** From (included) and to (excluded), between 0 and 1. */
export type VariationRange = [number, number];

/** What a variation is called. */
export type VariationMeta = {
  /** Used for tracking instead of the index. */
  key?: string;
  name?: string;
  /** Whoever gets this variation goes on to the next rule, as in a holdout. */
  passthrough?: boolean;
};

/** Excludes experiments from one another: users are hashed, and those in the ranges are let in. */
export interface Filter {
  /** Default: `id`. */
  attribute?: string;
  seed: string;
  /** Default: 2. */
  hashVersion?: number;
  ranges: VariationRange[];
}

/** How the pattern of a URL target is meant. */
export type UrlTargetType = 'regex' | 'simple';

/** Which pages an experiment is for. */
export type UrlTarget = {
  include: boolean;
  type: UrlTargetType;
  pattern: string;
};

/** @deprecated Use `active`. */
export type ExperimentStatus = 'draft' | 'running' | 'stopped';

/** Which context of a contextual bandit was used, with its weights. */
export type CBContext = {
  leafId: number;
  variationWeights: number[];
  banditVersion?: number;
};

/** An experiment, as `run` takes it. */
export type Experiment<T> = {
  key: string;
  variations: [T, T, ...T[]];
  ranges?: VariationRange[];
  meta?: VariationMeta[];
  filters?: Filter[];
  seed?: string;
  name?: string;
  phase?: string;
  urlPatterns?: UrlTarget[];
  weights?: number[];
  condition?: ConditionInterface;
  parentConditions?: ParentConditionInterface[];
  /** How much of the traffic is included. */
  coverage?: number;
  /** Whether the user is included, if nothing else excludes them. */
  include?: () => boolean;
  /** @deprecated Use `filters`. */
  namespace?: [string, number, number];
  /** Everybody gets this variation, and is not tracked. */
  force?: number;
  /** The attribute that is hashed. Default: `id`. */
  hashAttribute?: string;
  /** Used instead if that attribute is missing, with sticky buckets only. */
  fallbackAttribute?: string;
  hashVersion?: number;
  disableStickyBucketing?: boolean;
  bucketVersion?: number;
  minBucketVersion?: number;
  active?: boolean;
  persistQueryString?: boolean;
  contextualBandit?: CBContext;
  /** @deprecated Use `active`. */
  status?: ExperimentStatus;
  /** @deprecated Use `urlPatterns`. */
  url?: RegExp;
  /** @deprecated Use `condition`. */
  groups?: string[];
};

/** Changes of the option `overrides`. */
export type ExperimentOverride = {
  condition?: ConditionInterface;
  weights?: number[];
  active?: boolean;
  status?: ExperimentStatus;
  force?: number;
  coverage?: number;
  groups?: string[];
  namespace?: [string, number, number];
  url?: RegExp | string;
};

/** What came out of an experiment. */
export interface Result<T> {
  value: T;
  variationId: number;
  /** The key of the variation: that of its meta info, or else its index. */
  key: string;
  name?: string;
  /** The number between 0 and 1 that the user was hashed to. */
  bucket?: number;
  passthrough?: boolean;
  inExperiment: boolean;
  /** Whether the variation was assigned by hashing, and not forced. */
  hashUsed?: boolean;
  hashAttribute: string;
  hashValue: string;
  /** The feature whose rule the experiment is; null for `run`. */
  featureId: string | null;
  stickyBucketUsed?: boolean;
  leafId?: number;
  variationWeights?: number[];
  banditVersion?: number;
}

/** What an experiment of the payload's list changes. */
export type AutoExperimentChangeType = 'redirect' | 'visual' | 'unknown';

/** A change of a page; only browsers make such. */
export type DOMMutation = {
  selector: string;
  action: string;
  attribute: string;
  value?: string;
  parentSelector?: string;
  insertBeforeSelector?: string;
};

/** A variation of an experiment that runs by itself. */
export type AutoExperimentVariation = {
  domMutations?: DOMMutation[];
  css?: string;
  js?: string;
  urlRedirect?: string;
};

/** An experiment that runs by itself whenever payload, attributes or URL change. */
export type AutoExperiment<T = AutoExperimentVariation> = Experiment<T> & {
  changeId?: string;
  /** Runs only once `triggerExperiment` was called for it. */
  manual?: boolean;
};
