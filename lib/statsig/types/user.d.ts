/** Where a program runs, and whatever else is to be the same for all of its users. */
export type StatsigEnvironment = {
  tier?: 'production' | 'staging' | 'development' | (string & {});
  [key: string]: string | undefined;
};

/** Whom gates are checked for. At least one of `userID` and `customIDs` is needed. The object is never changed. */
export type StatsigUser = ({ userID: string } | { customIDs: Record<string, string> }) & {
  userID?: string;
  /** Ids of other kinds, such as `companyID`. */
  customIDs?: Record<string, string>;
  email?: string;
  /** An IPv4 address; conditions about countries find the country by it, where `country` is not set. */
  ip?: string;
  /** Conditions about browsers and operating systems go by it. */
  userAgent?: string;
  country?: string;
  locale?: string;
  appVersion?: string;
  /** Whatever else conditions ask for. */
  custom?: Record<string, string | number | boolean | Array<string> | undefined>;
  /** The same, but it never leaves the process. */
  privateAttributes?: Record<string, string | number | boolean | Array<string> | undefined> | null;
  /** Only used where neither the option `environment` nor the specs say anything. */
  statsigEnvironment?: StatsigEnvironment;
};
