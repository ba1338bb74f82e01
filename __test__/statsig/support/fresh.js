'use strict';

const path = require('node:path');

/**
 * A package with a state of its own: the namespace of the SDK has one server for the whole process, and the official package keeps more
 * than that between servers.
 *
 * @param {import('./sdks').Subject} subject
 */
function loadFresh({ file, isOfficial, load }) {
  const folder = path.dirname(isOfficial ? require.resolve('statsig-node/package.json') : file);
  const own = isOfficial ? folder : path.join(folder, 'lib');
  for (const name of Object.keys(require.cache)) {
    if (name === file || name.startsWith(own + path.sep)) delete require.cache[name];
  }
  return load();
}

module.exports = { loadFresh };
