import type { PercentageOption, TargetingRule } from './config.js';
import type { IUser } from './user.js';
import type { SettingValue, VariationIdValue } from './values.js';

/**
 * Why an evaluation gave the default value.
 *
 * Source: `@configcat/sdk` 1.1.0, `EvaluationErrorCode`.
 */
export declare enum EvaluationErrorCode {
  /** Anything not listed here. */
  UnexpectedError = -1,
  /** It did not: the evaluation succeeded. */
  None = 0,
  /** The flag's part of the config is malformed. */
  InvalidConfigModel = 1,
  /** The flag is of another type than the default value. */
  SettingValueTypeMismatch = 2,
  /** There is no config: none was fetched yet, or no request succeeded. */
  ConfigJsonNotAvailable = 1000,
  /** The config has no such flag. */
  SettingKeyMissing = 1001,
}

/**
 * What is known about an evaluation, whether it succeeded or failed.
 *
 * Source: `@configcat/sdk` 1.1.0, `IEvaluationDetails`.
 */
export interface IEvaluationDetails<TValue extends SettingValue = SettingValue> {
  /** Key of the flag. */
  readonly key: string;
  /** The evaluated value; the default value after a failure. */
  readonly value: TValue;
  /** Id of the variation that was served, if the config names one. */
  readonly variationId?: VariationIdValue;
  /** When the config was last fetched or confirmed; `undefined` with local overrides only. */
  readonly fetchTime?: Date | undefined;
  /** The user it was evaluated for: the very object that was passed. */
  readonly user?: IUser | undefined;
  /** Whether the value is the default value, because of a failure. */
  readonly isDefaultValue: boolean;
  /** Why it failed. */
  readonly errorCode: EvaluationErrorCode;
  /** Why it failed, in words. */
  readonly errorMessage?: string | undefined;
  /** The error behind the failure, if there is one. */
  readonly errorException?: any;
  /** The rule that was applied, if one was. */
  readonly matchedTargetingRule?: TargetingRule | undefined;
  /** The percentage option that was selected, if one was. */
  readonly matchedPercentageOption?: PercentageOption | undefined;
}

/** Details of an evaluation that succeeded. Source: `@configcat/sdk` 1.1.0, `EvaluationDetails`. */
export interface IEvaluationSuccess<TValue extends SettingValue = SettingValue> extends IEvaluationDetails<TValue> {
  readonly value: NonNullable<TValue>;
  readonly variationId: VariationIdValue;
  readonly fetchTime: Date | undefined;
  readonly user: IUser | undefined;
  readonly isDefaultValue: false;
  readonly errorCode: EvaluationErrorCode.None;
  readonly errorMessage?: undefined;
  readonly errorException?: undefined;
  readonly matchedTargetingRule: TargetingRule | undefined;
  readonly matchedPercentageOption: PercentageOption | undefined;
}

/** Details of an evaluation that failed. Source: `@configcat/sdk` 1.1.0, `EvaluationDetails`. */
export interface IEvaluationFailure<TValue extends SettingValue = SettingValue> extends IEvaluationDetails<TValue> {
  readonly variationId?: undefined;
  readonly fetchTime: Date | undefined;
  readonly user: IUser | undefined;
  readonly isDefaultValue: true;
  readonly errorCode: Exclude<EvaluationErrorCode, EvaluationErrorCode.None>;
  readonly errorMessage: string;
  readonly matchedTargetingRule?: undefined;
  readonly matchedPercentageOption?: undefined;
}

/**
 * An evaluated value and how it came about; `isDefaultValue` tells failure from success.
 *
 * Source: `@configcat/sdk` 1.1.0, `EvaluationDetails`.
 */
export type EvaluationDetails<TValue extends SettingValue = SettingValue> =
  | IEvaluationSuccess<TValue>
  | IEvaluationFailure<TValue>;
