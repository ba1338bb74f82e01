/** How the names in a client initialize response are hidden. */
export type HashingAlgorithm = 'sha256' | 'djb2' | 'none';

export interface ClientInitializeResponseValueOverride {
  value?: Record<string, unknown>;
}

export interface ClientInitializeResponseExperimentOverride extends ClientInitializeResponseValueOverride {
  /** The group whose value is used, where `value` is not given. */
  groupName?: string;
}

export type ClientInitializeResponseOptions = {
  /** Default: `djb2`. */
  hash?: HashingAlgorithm;
  /** Whether local overrides count. Default: false. */
  includeLocalOverrides?: boolean;
  /** Values for this response only, by name. */
  overrides?: {
    featureGates?: Record<string, boolean>;
    /** Of dynamic configs and experiments. */
    dynamicConfigs?: Record<string, ClientInitializeResponseExperimentOverride>;
    layers?: Record<string, ClientInitializeResponseValueOverride>;
  };
};

/** What a client SDK starts from, in place of a request of its own. */
export type ClientInitializeResponse = {
  feature_gates: Record<string, unknown>;
  dynamic_configs: Record<string, unknown>;
  layer_configs: Record<string, unknown>;
  sdkParams: Record<string, unknown>;
  has_updates: boolean;
  generator: 'statsig-node-sdk';
  sdkInfo: { sdkType: string; sdkVersion: string; sessionId?: string };
  /** Of the specs, in milliseconds. */
  time: number;
  evaluated_keys: Record<string, unknown>;
  hash_used: HashingAlgorithm;
  /** The user without private attributes. */
  user: Record<string, unknown>;
  recording_blocked?: boolean;
  can_record_session?: boolean;
  session_recording_rate?: number;
  passes_session_recording_targeting?: boolean;
  session_recording_event_triggers?: Record<string, unknown>;
  session_recording_exposure_triggers?: Record<string, unknown>;
};
