'use strict';

/** Definitions of features: code blocks of the document, see ../document.js. */
module.exports = {
  definitions: {
    kind: 'object',
    code: `{
"feature-1": {...},
"feature-2": {...},
"another-feature": {...},
}`,
  },

  basicFeature: {
    kind: 'object',
    code: `{
"my-feature": {}
}`,
  },

  defaultValue: {
    kind: 'object',
    code: `{
"my-feature": {
defaultValue: "green"
}
}`,
  },

  ruleConditionAttributes: {
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

  ruleCondition: {
    kind: 'object',
    code: `{
"browser.vendor": "firefox",
"country": {
"$in": ["US", "CA", "IN"]
}
}`,
  },

  forceRules: {
    kind: 'object',
    code: `// Firefox users in the US or Canada get "green"
// Everyone else gets the default "blue"
{
"button-color": {
defaultValue: "blue",
rules: [
{
id: "rule-123",
condition: {
browser: "firefox",
country: {
$in: ["US", "CA"]
}
},
force: "green"
}
],
}
}`,
  },

  rollout: {
    kind: 'object',
    code: `{
"new-feature": {
defaultValue: false,
rules: [
{
force: true,
hashAttribute: "device-id",
seed: 'new-feature-rollout-abcdef123',
// 20% of users
range: [0, 0.2]
// Increase to 40%:
// range: [0, 0.4]
}
]
}
}`,
  },

  experimentRules: {
    kind: 'object',
    code: `// Each variation gets assigned to a random 1/3rd of users
{
"image-size": {
rules: [
{
variations: ["small", "medium", "large"]
}
]
}
}`,
  },

  ruleTrafficSplit: {
    kind: 'objects',
    code: `// Option 1: Using weights and coverage
{
variations: ["red", "blue", "green"],
// Only include 10% of traffic
coverage: 0.1,
// Split the included traffic 50/25/25 instead of the default 33/33/33
weights: [0.5, 0.25, 0.25]
}
// Option 2: Specifying ranges
{
variations: ["red", "blue", "green"],
// Identical to the above
// 5% of traffic in A, 2.5% each in B and C
ranges: [
[0, 0.05],
[0.5, 0.525],
[0.75, 0.775]
]
}`,
  },

  ruleMeta: {
    kind: 'object',
    code: `{
"image-size": {
rules: [
{
variations: ["sm", "md", "lg"],
ranges: [
[0, 0.5],
[0.5, 0.75],
[0.75, 1.0]
],
meta: [
{
key: "control",
name: "Small",
},
{
key: "v1",
name: "Medium",
},
{
key: "v2",
name: "Large",
}
]
}
]
}
}`,
  },

  trackingKey: {
    kind: 'object',
    code: `{
"feature-1": {
rules: [
{
// Use "my-experiment" as the key instead of "feature-1"
key: "my-experiment",
name: "My Experiment",
variations: ["A", "B"]
}
]
},
}`,
  },

  hashAttribute: {
    code: `const gb = new GrowthBook({
attributes: {
id: "123",
company: "acme",
},
features: {
"my-feature": {
rules: [
// All users with the same "company" value
// will be assigned the same variation
{
variations: ["A", "B"],
hashAttribute: "company",
},
// If "company" is empty for the user (e.g. if they are logged out)
// The experiment will be skipped and fall through to this next rule
{
force: "A",
},
],
},
},
});`,
  },

  filters: {
    kind: 'object',
    code: `{
"feature1": {
rules: [
// Will include 60% of users - ones with a hash between 0 and 0.6
{
variations: [false, true],
filters: [
{
seed: "pricing",
attribute: "id",
ranges: [[0, 0.6]]
}
]
}
]
},
"feature2": {
rules: [
// Will include the other 40% of users - ones with a hash between 0.6 and 1
{
variations: [false, true],
filters: [
{
seed: "pricing",
attribute: "id",
ranges: [[0.6, 1.0]]
}
]
},
]
}
}`,
  },
};
