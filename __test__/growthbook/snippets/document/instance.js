'use strict';

/** Attributes, callbacks and inline experiments: code blocks of the document, see ../document.js. */
module.exports = {
  attributes: {
    code: `new GrowthBook({
attributes: {
id: "123",
loggedIn: true,
deviceId: "abc123def456",
company: "acme",
paid: false,
url: "/pricing",
browser: "chrome",
mobile: false,
country: "US",
},
});`,
  },

  updatingAttributes: {
    code: `gb.setAttributes({
// Only update the \`url\` attribute, keep the rest the same
...gb.getAttributes(),
url: "/new-page"
})`,
  },

  secureAttributes: {
    code: `const salt = "f09jq3fij"; // Your organization's secure attribute salt (see Organization Settings)
// hashing a secureString attribute
const userEmail = sha256(salt + user.email);
// hashing an secureString[] attribute
const userTags = user.tags.map(tag => sha256(salt + tag));
gb.setAttributes({
id: user.id,
loggedIn: true,
email: userEmail,
tags: userTags,
});
await gb.init();
// In this example, we are using Node.js's built-in crypto library
function sha256(str) {
return crypto.createHash("sha256").update(str).digest("hex");
}`,
  },

  featureUsage: {
    code: `new GrowthBook({
onFeatureUsage: (featureKey, result) => {
console.log("feature", featureKey, "has value", result.value);
},
});`,
  },

  evalFeature: {
    code: `// Get detailed information about the feature evaluation
const result = gb.evalFeature("my-feature");
// The value of the feature (or \`null\` if not defined)
console.log(result.value);
// Why the value was assigned to the user
// One of: \`override\`, \`unknownFeature\`, \`defaultValue\`, \`force\`, or \`experiment\`
console.log(result.source);
// The string id of the rule (if any) which was used
console.log(result.ruleId);
// Information about the experiment (if any) which was used
console.log(result.experiment);
// The result of the experiment (or \`undefined\`)
console.log(result.experimentResult);`,
  },

  inlineExperiment: {
    code: `// These are the only required options
const { value } = gb.run({
key: "my-experiment",
variations: ["red", "blue", "green"],
});`,
  },

  trafficSplit: {
    code: `// Option 1: Using weights and coverage
gb.run({
key: "my-experiment",
variations: ["red", "blue", "green"],
// Only include 10% of traffic
coverage: 0.1,
// Split the included traffic 50/25/25 instead of the default 33/33/33
weights: [0.5, 0.25, 0.25],
});
// Option 2: Specifying ranges
gb.run({
key: "my-experiment",
variations: ["red", "blue", "green"],
// Identical to the above
// 5% of traffic in A, 2.5% each in B and C
ranges: [
[0, 0.05],
[0.5, 0.525],
[0.75, 0.775],
],
});`,
  },

  hashing: {
    code: `gb.run({
key: "my-experiment",
variations: ["A", "B"],
// Which hashing algorithm to use
// Version 2 is the latest and the one we recommend
hashVersion: 2,
// Use a different seed instead of the experiment key
seed: "abcdef123456",
// Use a different user attribute (default is \`id\`)
hashAttribute: "device_id",
});`,
  },

  metaInfo: {
    code: `gb.run({
key: "results-per-page",
variations: [10, 20],
// Experiment meta info
name: "Results per Page",
phase: "full-traffic"
// Variation meta info
meta: [
{
key: "control",
name: "10 Results per Page",
},
{
key: "variation",
name: "20 Results per Page",
},
]
})`,
  },

  mutualExclusion: {
    code: `// Will include 60% of users - ones with a hash between 0 and 0.6
gb.run({
key: "experiment-1",
variation: [0, 1],
filters: [
{
seed: "pricing",
attribute: "id",
ranges: [[0, 0.6]]
}
]
});
// Will include the other 40% of users - ones with a hash between 0.6 and 1
gb.run({
key: "experiment-2",
variation: [0, 1],
filters: [
{
seed: "pricing",
attribute: "id",
ranges: [[0.6, 1.0]]
}
]
});`,
  },

  holdout: {
    code: `// The value will be \`true\` if in the holdout group, otherwise \`false\`
const holdout = gb.run({
key: "holdout",
variations: [true, false],
// 10% of users in the holdout group
weights: [0.1, 0.9]
});
// Only run your main experiment if the user is NOT in the holdout
if (!holdout.value) {
const res = gb.run({
key: "my-experiment",
variations: ["A", "B"]
})
}`,
  },

  conditionAttributes: {
    kind: 'object',
    code: `{
"id": "123",
"browser": {
"vendor": "firefox",
"version": 94
},
"country": "CA"
}`,
  },

  condition: {
    code: `gb.run({
key: "my-experiment",
variation: [0, 1],
condition: {
"browser.vendor": "firefox",
"country": {
"$in": ["US", "CA", "IN"]
}
}
})`,
  },

  returnValue: {
    code: `const {
value,
key,
name,
variationId,
inExperiment,
hashUsed,
hashAttribute,
hashValue,
} = gb.run({
key: "my-experiment",
variations: ["A", "B"],
});
// If user is included in the experiment
console.log(inExperiment); // true or false
// The index of the assigned variation
console.log(variationId); // 0 or 1
// The value of the assigned variation
console.log(value); // "A" or "B"
// The key and name of the assigned variation (if specified in \`meta\`)
console.log(key); // "0" or "1"
console.log(name); // ""
// If the variation was randomly assigned by hashing
console.log(hashUsed);
// The user attribute that was hashed
console.log(hashAttribute); // "id"
// The value of that attribute
console.log(hashValue); // e.g. "123"`,
  },
};
