// The examples of the ConfigCat Node.js SDK Reference, as TypeScript. Only the module name differs, and options that
// need a value of their own get one.
import * as configcat from 'vexil';
import { console } from './expect.js';

declare function do_the_new_thing(): void;
declare function do_the_old_thing(): void;

export function gettingStarted() {
  let configCatClient = configcat.createClient('#YOUR-SDK-KEY#');
  configCatClient.getValueAsync('isMyAwesomeFeatureEnabled', false).then((value) => {
    if (value) {
      do_the_new_thing();
    } else {
      do_the_old_thing();
    }
  });
  configCatClient.getValue('isMyAwesomeFeatureEnabled', false, (value) => {
    if (value) {
      do_the_new_thing();
    } else {
      do_the_old_thing();
    }
  });
  configCatClient.dispose();
}

export async function anatomy(configCatClient: configcat.ILegacyConfigCatClient) {
  configCatClient.getValue(
    'keyOfMySetting', // Setting Key
    false, // Default value
    (value) => {
      console.log(value);
    }, // Callback function
    { identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92' }, // Optional User Object
  );
  const value = await configCatClient.getValueAsync(
    'keyOfMySetting', // Setting Key
    false, // Default value
    { identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92' }, // Optional User Object
  );
  let userObject = {
    identifier: '435170f4-8a8b-4b67-a723-505ac7cdea92',
    email: 'john@example.com',
    country: 'United Kingdom',
    custom: {
      SubscriptionType: 'Pro',
      UserRole: 'Admin',
    },
  };
  configCatClient
    .getValueAsync('keyOfMySetting', value, userObject)
    .then((value) => {
      console.log(value);
    });
}

export function pollingModes() {
  configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
    pollIntervalSeconds: 95,
  });
  configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
    configChanged: () => {
      console.log('Your config has been changed!');
    },
  });
  configcat.createClientWithLazyLoad('#YOUR-SDK-KEY#', {
    cacheTimeToLiveSeconds: 600,
  });
  let configCatClient = configcat.createClientWithManualPoll('#YOUR-SDK-KEY#');
  configCatClient.forceRefresh(() => {
    configCatClient.getValue('key', 'my default value', (value) => {
      console.log(value);
    });
  });
}

export function flagOverrides() {
  configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
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
  });
}

export function logging() {
  const logger = configcat.createConsoleLogger(3); // Setting log level to 3 (= Info)
  configcat.createClientWithAutoPoll('#YOUR-SDK-KEY#', {
    logger: logger,
  });
  configcat.createConsoleLogger(configcat.LogLevel.Info);
}

export async function keysAndValues() {
  const configCatClient = configcat.createClient('#YOUR-SDK-KEY#');
  configCatClient.getAllKeys((keys) => {
    console.log(keys);
  });
  const keys = await configCatClient.getAllKeysAsync();
  console.log(keys);
  const userObject = { identifier: 'john@example.com' };
  configCatClient.getAllValues(function (settingValues) {
    settingValues.forEach((i) => console.log(i.settingKey + ' -> ' + i.settingValue));
  }, userObject);
  const settingValuesTargeting = await configCatClient.getAllValuesAsync(userObject);
  settingValuesTargeting.forEach((i) => console.log(i.settingKey + ' -> ' + i.settingValue));
}

export function proxy() {
  const options = { pollIntervalSeconds: 2, proxy: 'http://192.168.1.1:8080' };
  configcat.createClientWithAutoPoll('PKDVCLf-Hq-h-kCzMp-L7Q/HhOWfwVtZ0mb30i9wi17GQ', options);
}

export function customCache() {
  class MyCustomCache {
    get(key: string) {
      console.log(key);
      return null;
    }
    set(key: string, item: object) {
      console.log(key, item);
    }
  }
  configcat.createClientWithAutoPoll('PKDVCLf-Hq-h-kCzMp-L7Q/HhOWfwVtZ0mb30i9wi17GQ', {
    cache: new MyCustomCache(),
  });
}
