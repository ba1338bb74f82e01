'use strict';

/**
 * The code blocks of the "Node.js SDK Reference" of configcat-node 8, in the order of the document, word for word.
 * `after` names the blocks that a reader has typed before this one.
 */
const blocks = {
  install: { code: `npm i configcat-node` },

  import: { code: `const configcat = require('configcat-node');` },

  create: { after: ['import'], code: `let configCatClient = configcat.createClient('#YOUR-SDK-KEY#');` },

  valuePromise: {
    after: ['import', 'create'],
    code: `configCatClient
  .getValueAsync('isMyAwesomeFeatureEnabled', false)
  .then((value) => {
    if (value) {
      do_the_new_thing();
    } else {
      do_the_old_thing();
    }
  });`,
  },

  valueCallback: {
    after: ['import', 'create'],
    code: `configCatClient.getValue('isMyAwesomeFeatureEnabled', false, (value) => {
  if (value) {
    do_the_new_thing();
  } else {
    do_the_old_thing();
  }
});`,
  },

  dispose: { after: ['import', 'create'], code: `configCatClient.dispose();` },

  anatomyOfGetValue: {
    after: ['import', 'create'],
    code: `configCatClient.getValue(
  'keyOfMySetting', // Setting Key
  false, // Default value
  (value) => {
    console.log(value);
  }, // Callback function
  { identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92' }, // Optional User Object
);`,
  },

  anatomyOfGetValueAsync: {
    after: ['import', 'create'],
    code: `const value = await configCatClient.getValueAsync(
  'keyOfMySetting', // Setting Key
  false, // Default value
  { identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92' }, // Optional User Object
);`,
  },

  anatomyOfGetValueAsyncThen: {
    after: ['import', 'create'],
    code: `configCatClient
  .getValueAsync(
    'keyOfMySetting', // Setting Key
    false, // Default value
    { identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92' },
  ) // Optional User Object
  .then((value) => {
    console.log(value);
  });`,
  },

  userById: {
    after: ['import', 'create'],
    code: `let userObject = {
  identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92',
};`,
  },

  userByEmail: {
    after: ['import', 'create'],
    code: `let userObject = {
  identifier: 'john@example.com',
};`,
  },

  userWithAttributes: {
    after: ['import', 'create'],
    code: `let userObject = {
  identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92',
  email: 'john@example.com',
  country: 'United Kingdom',
  custom: {
    SubscriptionType: 'Pro',
    UserRole: 'Admin',
  },
};`,
  },

  autoPollInterval: {
    after: ['import'],
    code: `let configCatClient = configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
  pollIntervalSeconds: 95,
});`,
  },

  autoPollConfigChanged: {
    after: ['import'],
    code: `let configCatClient = configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
  configChanged: () => {
    console.log('Your config has been changed!');
  },
});`,
  },

  lazyLoad: {
    after: ['import'],
    code: `let configCatClient = configcat.createClientWithLazyLoad('#YOUR-SDK-KEY#', {
  cacheTimeToLiveSeconds: 600,
});`,
  },

  manualPoll: {
    after: ['import'],
    code: `let configCatClient = configcat.createClientWithManualPoll('#YOUR-SDK-KEY#');

configCatClient.forceRefresh(() => {
  configCatClient.getValue('key', 'my default value', (value) => {
    console.log(value);
  });
});`,
  },

  manualPollEmptyCache: {
    after: ['import'],
    code: `let configCatClient = configcat.createClientWithManualPoll('#YOUR-SDK-KEY#');
configCatClient.getValue('key', 'my default value', (value) => {
  console.log(value); // console: "my default value"
});

configCatClient.forceRefresh(() => {
  configCatClient.getValue('key', 'my default value', (value) => {
    console.log(value); // console: "value from server"
  });
});`,
  },

  flagOverrides: {
    after: ['import'],
    code: `let configCatClient = configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
  flagOverrides: configcat.createFlagOverridesFromMap(
    {
      enabledFeature: true,
      disabledFeature: false,
      intSetting: 5,
      doubleSetting: 3.14,
      stringSetting: 'test',
    },
    configcat.OverrideBehaviour.LocalOnly,
  ),
});`,
  },

  logLevel: {
    after: ['import'],
    code: `const logger = configcat.createConsoleLogger(3); // Setting log level to 3 (= Info)

const configCatClient = configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
  logger: logger,
});`,
  },

  logLevelEnum: {
    after: ['import'],
    code: `var configcat-common = require("configcat-common");

const logger = configcat.createConsoleLogger(configcat-common.LogLevel.Info);`,
  },

  infoLog: {
    code: `ConfigCat - INFO - Evaluate 'isPOCFeatureEnabled'
 User : {"identifier":"#SOME-USER-ID#","email":"configcat@example.com"}
 Evaluating rule: 'configcat@example.com' CONTAINS '@something.com' => no match
 Evaluating rule: 'configcat@example.com' CONTAINS '@example.com' => MATCH
 Returning value : true`,
  },

  allKeys: {
    after: ['import'],
    code: `const configCatClient = configcat.createClient('#YOUR-SDK-KEY#');
configCatClient.getAllKeys((keys) => {
  console.log(keys);
});`,
  },

  allKeysAsync: {
    after: ['import'],
    code: `const configCatClient = configcat.createClient('#YOUR-SDK-KEY#');
const keys = await configCatClient.getAllKeysAsync();
console.log(keys);`,
  },

  allValues: {
    after: ['import'],
    code: `const configCatClient = configcat.createClient('#YOUR-SDK-KEY#');

configCatClient.getAllValues(function (settingValues) {
  settingValues.forEach((i) =>
    console.log(i.settingKey + ' -> ' + i.settingValue),
  );
});

// invoke with user object
const userObject = { identifier: 'john@example.com' };
configCatClient.getAllValues(function (settingValues) {
  settingValues.forEach((i) =>
    console.log(i.settingKey + ' -> ' + i.settingValue),
  );
}, userObject);`,
  },

  allValuesAsync: {
    after: ['import'],
    code: `const configCatClient = configcat.createClient('#YOUR-SDK-KEY#');

const settingValues = await configCatClient.getAllValuesAsync();
settingValues.forEach((i) =>
  console.log(i.settingKey + ' -> ' + i.settingValue),
);

// invoke with user object
const userObject = { identifier: 'john@example.com' };
const settingValuesTargeting = await configCatClient.getAllValuesAsync(
  userObject,
);
settingValuesTargeting.forEach((i) =>
  console.log(i.settingKey + ' -> ' + i.settingValue),
);`,
  },

  proxy: {
    after: ['import'],
    code: `const options = { pollIntervalSeconds: 2, proxy: 'http://192.168.1.1:8080' };

const configCatClient = configcat.createClientWithAutoPoll(
  'PKDVCLf-Hq-h-kCzMp-L7Q/HhOWfwVtZ0mb30i9wi17GQ',
  options,
);`,
  },

  customCache: {
    after: ['import'],
    code: `function myCustomCache() {}

myCustomCache.prototype.get = function (key) {
  // \`key\` [string] - a unique cachekey
  // insert here your cache read logic
};

myCustomCache.prototype.set = function (key, item) {
  // \`key\` [string] - a unique cachekey
  // \`item\` [object] - configcat's cache config item
  // insert here your cache write logic
};

// set the \`myCustomCache\` when create a client instance

const configCatClient = configcat.createClientWithAutoPoll(
  'PKDVCLf-Hq-h-kCzMp-L7Q/HhOWfwVtZ0mb30i9wi17GQ',
  {
    cache: new myCustomCache(),
  },
);`,
  },
};

/** Blocks that no JavaScript engine takes as printed, and what had to be done about it. */
const repairs = [
  {
    block: 'logLevelEnum',
    damage: '`configcat-common` is no variable name',
    from: [/\bconfigcat-common(?!")/g],
    to: 'configcatCommon',
  },
];

/** Not repairs, but conditions: these blocks use `await` at the top level, so every block runs inside an async function. */
const awaiting = ['anatomyOfGetValueAsync', 'allKeysAsync', 'allValuesAsync'];

module.exports = { awaiting, blocks, repairs };
