/**
 * How severe an event is, and how verbose a logger is.
 *
 * Source: ConfigCat Node.js SDK Reference, Setting log levels.
 */
export declare enum LogLevel {
  /** All of the below plus debug info is logged. */
  Debug = 4,
  /** Errors, warnings and feature flag evaluations are logged. */
  Info = 3,
  /** Errors and warnings are logged. */
  Warn = 2,
  /** Only errors are logged. */
  Error = 1,
  /** Nothing is logged. */
  Off = -1,
}

/**
 * Number of a kind of event, such as 1000 for a missing config; 0 for debug events.
 *
 * Source: `@configcat/sdk` 1.1.0, `LogEventId`.
 */
export type LogEventId = number;

/**
 * A log message whose parts and named arguments stay apart, for structured logging.
 *
 * Source: `@configcat/sdk` 1.1.0, `FormattableLogMessage`.
 */
export declare class FormattableLogMessage {
  /** The fixed parts: one more than there are arguments. */
  readonly strings: ReadonlyArray<string>;
  /** Names of the arguments, such as `KEY`. */
  readonly argNames: ReadonlyArray<string>;
  /** Values of the arguments. */
  readonly argValues: ReadonlyArray<unknown>;

  /** A template tag that makes messages with the given argument names. */
  static from(
    ...argNames: string[]
  ): (strings: ReadonlyArray<string>, ...argValues: unknown[]) => FormattableLogMessage;

  constructor(strings: ReadonlyArray<string>, argNames: ReadonlyArray<string>, argValues: ReadonlyArray<unknown>);

  /** The text, made when first read. */
  get defaultFormattedMessage(): string;

  /** The text. */
  toString(): string;
}

/** What a logger is given. Source: `@configcat/sdk` 1.1.0, `LogMessage`. */
export type LogMessage = string | FormattableLogMessage;

/**
 * Decides whether an event is logged. Asked after the level check; errors reach `clientError` listeners regardless.
 *
 * Source: `@configcat/sdk` 1.1.0, `LogFilterCallback`.
 */
export type LogFilterCallback = (
  level: LogLevel,
  eventId: LogEventId,
  message: LogMessage,
  exception?: any,
) => boolean;

/**
 * A logger of the current API.
 *
 * Source: `@configcat/sdk` 1.1.0, `IConfigCatLogger`.
 */
export interface IConfigCatLogger {
  /** The most verbose level to log; looked at before each event. Default: `LogLevel.Warn`. */
  readonly level?: LogLevel;
  /** Line break of multi-line messages. Default: `"\n"`. */
  readonly eol?: string;

  /**
   * Takes one event.
   *
   * @param level Its level.
   * @param eventId Its id.
   * @param message Its message; `String(message)` is the text.
   * @param exception The error behind it, if there is one.
   */
  log(level: LogLevel, eventId: LogEventId, message: LogMessage, exception?: any): void;
}

/**
 * A logger of the callback API: one method per level, texts without ids. It gets every level; filtering is up to it.
 *
 * Source: ConfigCat Node.js SDK Reference, Logging; `configcat-node` 8.0.0, `IConfigCatLogger`.
 */
export interface ILegacyConfigCatLogger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * The console logger. It fits both APIs.
 *
 * Source: ConfigCat Node.js SDK Reference, Logging; `@configcat/sdk` 1.1.0, `createConsoleLogger`.
 */
export interface IConsoleLogger extends ILegacyConfigCatLogger {
  /** The most verbose level that is printed; may be changed at any time. */
  level: LogLevel;
  /** Line break of multi-line messages. */
  readonly eol: string;

  log(level: LogLevel, eventId: LogEventId, message: LogMessage, exception?: any): void;
  /** @deprecated Use `info`. */
  log(message: string): void;
}

/**
 * A logger that prints to the console: `ConfigCat - WARN - [3001] …`, for the callback API without the id.
 *
 * @param logLevel The most verbose level to print. Default, also for 0 and `null`: `LogLevel.Warn`.
 * @param eol Line break of multi-line messages. Default: `"\n"`.
 * @throws TypeError `logLevel` is no number, or `eol` no string.
 * @throws RangeError `logLevel` is no `LogLevel`.
 *
 * Source: ConfigCat Node.js SDK Reference, Setting log levels; `@configcat/sdk` 1.1.0, `createConsoleLogger`.
 */
export declare function createConsoleLogger(logLevel?: LogLevel | 0 | null, eol?: string | null): IConsoleLogger;
