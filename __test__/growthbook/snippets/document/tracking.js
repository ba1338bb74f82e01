'use strict';

/** Exposures, sticky buckets and types: code blocks of the document, see ../document.js. */
module.exports = {
  trackingCallback: {
    code: `const gb = new GrowthBook({
apiHost: "https://cdn.growthbook.io",
clientKey: "sdk-abc123",
trackingCallback: (experiment, result) => {
// Example using Segment
analytics.track("Experiment Viewed", {
experimentId: experiment.key,
variationId: result.key,
});
},
});`,
  },

  featureFlagExperiment: {
    code: `// If this has an active experiment and the user is included,
// it will call trackingCallback automatically
const newLogin = gb.isOn("new-signup-form");`,
  },

  getDeferred: { code: `const tracks = gb.getDeferredTrackingCalls();` },

  fireDeferred: {
    code: `gb.setDeferredTrackingCalls(tracks);
gb.fireDeferredTrackingCalls();`,
  },

  standaloneTracker: {
    code: `tracks.forEach(({experiment, result}) => {
// Example using Segment.io
analytics.track("Experiment Viewed", {
experimentId: experiment.key,
variationId: result.key,
});
})`,
  },

  expressSticky: {
    code: `const { ExpressCookieStickyBucketService } = require("@growthbook/growthbook");
app.use(function(req, res, next) {
// Create a GrowthBook instance and store in the request
req.growthbook = new GrowthBook({
apiHost: "https://cdn.growthbook.io",
clientKey: "sdk-abc123",
stickyBucketService: new ExpressCookieStickyBucketService({
req,
res
}),
})
})`,
  },

  typeInference: {
    kind: 'typescript',
    code: `// Type will be \`string\` based on the fallback provided ("blue")
const color = gb.getFeatureValue("button-color", "blue");
// You can manually specify types as well
// feature.value will be type \`number\`
const feature = gb.evalFeature<number>("font-size");
console.log(feature.value);
// Experiments will use the variations to infer the return value
// result.value will be type "string"
const result = gb.run({
key: "my-test",
variations: ["blue", "green"],
});`,
  },

  strictTyping: {
    kind: 'typescript',
    code: `// Define all your feature flags and types here
interface AppFeatures {
"button-color": string;
"font-size": number;
"newForm": boolean;
}
// Pass into the GrowthBook instance
const gb = new GrowthBook<AppFeatures>({
...
});`,
  },

  strictlyTyped: {
    kind: 'typescript', after: ['strictTyping'],
    code: `// feature.value will by type \`number\`
const feature = gb.evalFeature("font-size");
console.log(feature.value);
// Typos will cause compile-time errors
gb.isOn("buton-color"); // "buton" instead of "button"`,
  },
};
