/** A gate that was looked at on the way to a value. */
export type SecondaryExposure = {
  gate: string;
  gateValue: string;
  ruleID: string;
};

/** Why a value is what it is. */
export type EvaluationReason =
  | 'Network'
  | 'Bootstrap'
  | 'DataAdapter'
  | 'LocalOverride'
  | 'Unrecognized'
  | 'Uninitialized'
  | 'Unsupported'
  | 'Persisted';

/** Where a value comes from. All times are in milliseconds. */
export type EvaluationDetails = {
  /** The time of the specs that were used. */
  readonly configSyncTime: number;
  /** The time of the specs that there were when initializing ended; -1: there were none. */
  readonly initTime: number;
  /** When it was evaluated. */
  readonly serverTime: number;
  readonly reason: EvaluationReason;
};

/** A gate for a user. */
export type FeatureGate = {
  readonly name: string;
  /** The rule that decided; empty where there is none. */
  readonly ruleID: string;
  readonly groupName: string | null;
  readonly idType: string | null;
  readonly value: boolean;
  /** `null` where evaluating failed. */
  readonly evaluationDetails: EvaluationDetails | null;
};

/** The value of a dynamic config or an experiment for a user. */
export declare class DynamicConfig {
  /** For tests of applications: servers make these objects themselves. */
  constructor(
    configName: string,
    value?: Record<string, unknown>,
    ruleID?: string,
    groupName?: string | null,
    idType?: string | null,
    secondaryExposures?: SecondaryExposure[],
    onDefaultValueFallback?:
      | ((config: DynamicConfig, parameter: string, defaultValueType: string, valueType: string) => void)
      | null,
    evaluationDetails?: EvaluationDetails | null,
  );
  readonly name: string;
  /** All parameters. The object is the caller's to change. */
  readonly value: Record<string, unknown>;
  /** A parameter, or the default where it is missing, `null` or of another type than the default. A type guard decides in place of the types. */
  get<T>(key: string, defaultValue: T, typeGuard?: ((value: unknown) => value is T | null) | null): T;
  /** A parameter whatever its type, or the default (`null`) where it is missing or `null`; without a key all parameters. */
  getValue(key?: string | null, defaultValue?: boolean | number | string | object | Array<any> | null): unknown | null;
  /** The rule that decided; empty where there is none. */
  getRuleID(): string;
  getGroupName(): string | null;
  getIDType(): string | null;
  getEvaluationDetails(): EvaluationDetails | null;
  /** The gates that were looked at. */
  _getSecondaryExposures(): SecondaryExposure[];
}

/** The values of a layer for a user. Each parameter that is read is logged as an exposure. */
export declare class Layer {
  /** For tests of applications: servers make these objects themselves. */
  constructor(
    layerName: string,
    value?: Record<string, unknown>,
    ruleID?: string,
    groupName?: string | null,
    allocatedExperimentName?: string | null,
    logExposure?: ((layer: Layer, key: string) => void) | null,
    evaluationDetails?: EvaluationDetails | null,
    idType?: string | null,
  );
  readonly name: string;
  /** A parameter, or the default where it is missing, `null` or of another type than the default: then nothing is logged. */
  get<T>(key: string, defaultValue: T, typeGuard?: ((value: unknown) => value is T) | null): T;
  /** A parameter whatever its type, or the default (`null`) where it is missing or `null`. */
  getValue(key: string, defaultValue?: boolean | number | string | object | Array<any> | null): unknown | null;
  getRuleID(): string;
  getIDType(): string | null;
  getGroupName(): string | null;
  /** The experiment that decided. */
  getAllocatedExperimentName(): string | null;
  getEvaluationDetails(): EvaluationDetails | null;
}
