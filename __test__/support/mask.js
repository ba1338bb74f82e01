'use strict';

/** How an SDK key is shown: the slashes, and of twelve characters and more the last six. */
function maskOf(sdkKey) {
  const visibleFrom = sdkKey.length >= 12 ? sdkKey.length - 6 : Infinity;
  return [...sdkKey].map((character, index) => (character === '/' || index >= visibleFrom ? character : '*')).join('');
}

module.exports = { maskOf };
