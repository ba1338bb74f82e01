/** What a data adapter has for a key. */
export type AdapterResponse = {
  /** A JSON text or what was parsed from it; for ID lists the lines as they were set. */
  result?: string | object;
  time?: number;
  /** Set: there is nothing. */
  error?: Error;
};

/** What data adapters are asked for. */
export declare enum DataAdapterKeyPath {
  V1Rulesets = '/v1/download_config_specs',
  V2Rulesets = '/v2/download_config_specs',
  V1IDLists = '/v1/get_id_lists',
  IDList = 'id_list',
}

/** A storage for specs and ID lists. Whatever it throws is logged, and counts as nothing found; so does an answer that takes 10 s. */
export interface IDataAdapter {
  get(key: string): Promise<AdapterResponse>;
  /**
   * @param time of the specs, in milliseconds
   */
  set(key: string, value: string, time?: number): Promise<void>;
  /** Called before all others. */
  initialize(): Promise<void>;
  /** Called last. */
  shutdown(): Promise<void>;
  /** Whether updates come from the adapter, in place of the network. Without it they come from the network. */
  supportsPollingUpdatesFor?(key: DataAdapterKeyPath): boolean;
}

/** What is kept of a user's assignment to an experiment. */
export type StickyValues = {
  value: boolean;
  json_value: Record<string, unknown>;
  rule_id: string;
  group_name: string | null;
  secondary_exposures: { gate: string; gateValue: string; ruleID: string }[];
  undelegated_secondary_exposures: { gate: string; gateValue: string; ruleID: string }[];
  config_delegate: string | null;
  explicit_parameters: string[] | null;
  /** Of the specs, in milliseconds. */
  time: number;
  configVersion?: number | undefined;
};

/** The assignments of a user, by the names of experiments and layers. */
export type UserPersistedValues = Record<string, StickyValues>;

/** A storage for assignments to experiments. All of it is synchronous; what it throws is logged. */
export interface IUserPersistentStorage {
  /** All assignments of a user. */
  load(key: string): UserPersistedValues;
  save(key: string, configName: string, data: StickyValues): void;
  delete(key: string, configName: string): void;
}
