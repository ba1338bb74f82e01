// Which module of lib/ goes into which file of the staged package. Each folder of lib/ is a library; its files stay in it.

/** The file of the package whose exports are those of a library's `index.js`. */
export const ENTRIES = { configcat: 'index.js', growthbook: 'growthbook.js', statsig: 'statsig.js' };

/** The modules of lib/configcat/fetching/ that every program needs. The others are for fetchers, agents and caches of the host. */
const FETCHING = ['fetching/fetchers.js', 'fetching/fetch-messages.js', 'fetching/fetch-report.js'];

/**
 * What goes into another file than that of its folder: module or folder, by file. A folder does not need a file of its own if it
 * is small and always loaded.
 *
 * @type {Record<string, Record<string, string[]>>}
 */
const ELSEWHERE = {
  configcat: {
    // What only the callback API needs, from three folders.
    'legacy.js': ['clients/legacy-client.js', 'options/legacy-options.js', 'logging/legacy-logger.js', 'logging/legacy-messages.js'],
    'fetching.js': FETCHING,
    'fetching-by-host.js': ['fetching/'],
  },
  growthbook: {
    'base.js': ['experiments/', 'logging/', 'options/'],
  },
  statsig: {
    'base.js': ['logging/', 'lookups/', 'options/', 'user/'],
    'clients.js': ['responses/'],
    'evaluation.js': ['exposures/', 'overrides/', 'results/', 'specs/', 'sticky/'],
    'network.js': ['store/'],
  },
};

/** @param {string} name @returns {[library: string, path: string]} */
export function splitName(name) {
  const slash = name.indexOf('/');
  return [name.slice(0, slash), name.slice(slash + 1)];
}

/**
 * @param {string} name of a module, below lib/
 * @returns {string} name of its file in the package, below lib/
 */
export function groupOf(name) {
  const [library, path] = splitName(name);
  return `${library}/${fileOf(ELSEWHERE[library] ?? {}, path)}`;
}

/**
 * @param {Record<string, string[]>} elsewhere
 * @param {string} path
 */
function fileOf(elsewhere, path) {
  const found = Object.entries(elsewhere).find(([, members]) => members.some((member) => covers(member, path)));
  if (found) return found[0];
  const slash = path.indexOf('/');
  return slash < 0 ? 'base.js' : `${path.slice(0, slash)}.js`;
}

/**
 * @param {string} member a module, or a folder with a slash at its end
 * @param {string} path
 */
const covers = (member, path) => (member.endsWith('/') ? path.startsWith(member) : path === member);

/** @param {string[]} names of all modules @returns {Map<string, string[]>} the modules by file, both in the order of the alphabet */
export function groupsOf(names) {
  for (const [library, files] of Object.entries(ELSEWHERE)) {
    for (const member of Object.values(files).flat()) {
      if (names.some((name) => covers(`${library}/${member}`, name))) continue;
      throw new Error(`scripts/stage/groups.mjs names lib/${library}/${member}, which is not there.`);
    }
  }
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const name of [...names].sort()) groups.set(groupOf(name), [...(groups.get(groupOf(name)) ?? []), name]);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}
