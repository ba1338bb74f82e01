/**
 * Value of a custom attribute. What a comparator makes of it: texts as they are, numbers as numbers or their shortest
 * text, dates as moments or as seconds since 1970, lists as lists or their JSON text.
 *
 * Source: `@configcat/sdk` 1.1.0, `UserAttributeValue`.
 */
export type UserAttributeValue = string | number | Date | ReadonlyArray<string>;

/**
 * Whom a flag is evaluated for. Any object of this shape will do; only the attributes that the flag's rules name are
 * read; at log level `Info` or `Debug`, all of them.
 *
 * Source: ConfigCat Node.js SDK Reference, User Object.
 */
export interface IUser {
  /** Unique identifier of the user: an id, an email address, a session id. Rules know it as `Identifier`. */
  identifier: string;
  /** Email address. Rules know it as `Email`. */
  email?: string | undefined;
  /** Country. Rules know it as `Country`. */
  country?: string | undefined;
  /** Any further attributes, by the names rules use. Names differ by case; the three above cannot be replaced here. */
  custom?: Record<string, UserAttributeValue> | undefined;
}

/**
 * An `IUser` made by a constructor.
 *
 * Source: `@configcat/sdk` 1.1.0, `User`.
 */
export declare class User implements IUser {
  identifier: string;
  email?: string | undefined;
  country?: string | undefined;
  custom: Record<string, UserAttributeValue>;

  /**
   * @param identifier Unique identifier of the user.
   * @param email Email address.
   * @param country Country.
   * @param custom Further attributes. Default: none.
   */
  constructor(identifier: string, email?: string, country?: string, custom?: Record<string, UserAttributeValue>);
}
