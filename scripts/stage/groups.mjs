// Which module of lib/ goes into which file of the staged package.

/** The modules that only the callback API needs, from three folders. */
const LEGACY = ['clients/legacy-client.js', 'options/legacy-options.js', 'logging/legacy-logger.js', 'logging/legacy-messages.js']
  .map((name) => `configcat/${name}`);

/** The modules of fetching/ that every program needs. The others are for fetchers, agents and caches of the host. */
const FETCHING = ['fetching/fetchers.js', 'fetching/fetch-messages.js', 'fetching/fetch-report.js'].map((name) => `configcat/${name}`);

/** The folder that is no dialect: what all of them need of Node.js. Its modules are one file. */
const SHARED = 'node';

/**
 * The file of a module: that of its folder, unless plain programs do not need it and the others in the folder they do.
 *
 * @param {string} name of the module, below lib/
 * @returns {string} name of the file, in lib/ of the package
 */
export function groupOf(name) {
  if (LEGACY.includes(name)) return 'configcat/legacy.js';
  const [dialect, folder, ...more] = name.split('/');
  if (dialect === SHARED) return `${SHARED}.js`;
  if (more.length === 0) return `${dialect}/base.js`;
  const isByHost = dialect === 'configcat' && folder === 'fetching' && !FETCHING.includes(name);
  return `${dialect}/${isByHost ? 'fetching-by-host' : folder}.js`;
}

/** @param {string[]} names @returns {Map<string, string[]>} the modules by file, both in the order of the alphabet */
export function groupsOf(names) {
  for (const name of [...LEGACY, ...FETCHING]) {
    if (!names.includes(name)) throw new Error(`scripts/stage/groups.mjs names lib/${name}, which is not there.`);
  }
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const name of [...names].sort()) groups.set(groupOf(name), [...(groups.get(groupOf(name)) ?? []), name]);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
