// Which module of lib/configcat/ goes into which file of the staged package.

/** The modules that only the callback API needs, from three folders. */
const LEGACY = ['clients/legacy-client.js', 'options/legacy-options.js', 'logging/legacy-logger.js', 'logging/legacy-messages.js'];

/** The modules of fetching/ that every program needs. The others are for fetchers, agents and caches of the host. */
const FETCHING = ['fetching/fetchers.js', 'fetching/fetch-messages.js', 'fetching/fetch-report.js'];

/**
 * The file of a module: that of its folder, unless plain programs do not need it and the others in the folder they do.
 *
 * @param {string} name of the module, below lib/configcat/
 * @returns {string} name of the file, in lib/configcat/ of the package
 */
export function groupOf(name) {
  if (LEGACY.includes(name)) return 'legacy.js';
  const slash = name.indexOf('/');
  if (slash < 0) return 'base.js';
  const folder = name.slice(0, slash);
  return folder === 'fetching' && !FETCHING.includes(name) ? 'fetching-by-host.js' : `${folder}.js`;
}

/** @param {string[]} names @returns {Map<string, string[]>} the modules by file, both in the order of the alphabet */
export function groupsOf(names) {
  for (const name of [...LEGACY, ...FETCHING]) {
    if (!names.includes(name)) throw new Error(`scripts/stage/groups.mjs names lib/configcat/${name}, which is not there.`);
  }
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const name of [...names].sort()) groups.set(groupOf(name), [...(groups.get(groupOf(name)) ?? []), name]);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
