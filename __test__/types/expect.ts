/** Whether two types are the very same. */
export type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only for `true`. */
export declare function expectType<T extends true>(): T;

export declare const console: { log(...values: unknown[]): void };
