'use strict';

/** Loading definitions, streams and caches: code blocks of the document, see ../document.js. */
module.exports = {
  install: {
    kind: 'shell',
    code: `npm install --save @growthbook/growthbook
yarn add @growthbook/growthbook
pnpm add @growthbook/growthbook`,
  },

  middleware: {
    code: `// Example using Express
app.use(function(req, res, next) {
// Create a GrowthBook instance and store in the request
req.growthbook = new GrowthBook({
apiHost: "https://cdn.growthbook.io",
clientKey: "sdk-abc123"
});
// TODO: Add user targeting attributes from cookies, headers, etc.
req.growthbook.setAttributes({
id: req.user?.id
});
// Clean up at the end of the request
res.on('close', () => req.growthbook.destroy());
// Wait for features to load (will be cached in-memory for future requests)
req.growthbook.init({timeout: 1000}).then(() => next())
});`,
  },

  route: {
    after: ['middleware'],
    code: `app.get("/", (req, res) => {
const gb = req.growthbook;
// Boolean on/off flag
if (gb.isOn("my-feature")) {
// Do something
}
// String/Number/JSON flag
const value = gb.getFeatureValue("my-string-feature", "fallback");
console.log(value);
})`,
  },

  builtInFetching: {
    code: `const gb = new GrowthBook({
apiHost: "https://cdn.growthbook.io",
clientKey: "sdk-abc123",
});
// Wait for features to be downloaded with a timeout (in ms)
gb.init({ timeout: 2000 }).then(() => next())`,
  },

  errorHandling: {
    code: `const res = await gb.init({
timeout: 1000
});
console.log(res);`,
  },

  customIntegration: {
    code: `await gb.init({
payload: {
features: {
"feature-1": {...},
"feature-2": {...},
"another-feature": {...},
}
}
})`,
  },

  installEventsource: {
    kind: 'shell',
    code: `npm install --save eventsource
yarn add eventsource
pnpm add eventsource`,
  },

  streaming: {
    code: `const { setPolyfills, prefetchPayload } = require("@growthbook/growthbook");
// Configure GrowthBook to use the eventsource library
setPolyfills({
EventSource: require("eventsource"),
});
// Start a streaming connection
prefetchPayload({
apiHost: "https://cdn.growthbook.io",
clientKey: "sdk-abc123",
streaming: true
}).then(() => console.log("Streaming connection open!"))`,
  },

  localStorage: {
    code: `const { setPolyfills } = require("@growthbook/growthbook");
setPolyfills({
localStorage: {
// Example using Redis
getItem: (key) => redisClient.get(key),
setItem: (key, value) => redisClient.set(key, value),
}
});`,
  },

  cacheSettings: {
    kind: 'module',
    code: `import { configureCache } from "@growthbook/growthbook";
configureCache({
// The localStorage key the cache will be stored under
cacheKey: "gbFeaturesCache",
// Consider features stale after this much time (60 seconds default)
staleTTL: 1000 * 60,
// Cached features older than this will be ignored (24 hours default)
maxAge: 1000 * 60 * 60 * 24,
// Set to \`true\` to completely disable both in-memory and persistent caching
disableCache: false,
})`,
  },
};
