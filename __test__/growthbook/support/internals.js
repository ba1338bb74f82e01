'use strict';

// What unit tests hand to parts of the package in place of the rest of it.

const binding = require('../../../binding.js');
const { PayloadView } = require('../../../lib/growthbook/payload/view.js');

/** The attributes of a user who has nothing else. */
const plainSources = (attributes) => ({ overrides: null, attributes, globals: null, hasPlainAttributes: () => true });

/** A payload of features as the package sees it, made by `native` if that is given. */
function viewOf(features, native = binding.growthbookPayload(JSON.stringify({ features }))) {
  return new PayloadView(native, { feature: (key) => features[key], experiment: () => undefined, contextualBandits: () => undefined });
}

module.exports = { plainSources, viewOf };
