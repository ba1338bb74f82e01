'use strict';

const assert = require('node:assert/strict');
const { own, shared } = require('./support/subjects');
const { cachePayload, configOf, createCache, createRecorder, setting } = require('./support/fixtures');
const { open } = require('./support/client');

const TARGETED = {
  f: {
    flag: {
      ...setting(0, { b: false }),
      r: [{ c: [{ u: { a: 'Email', c: 2, l: ['@example.com'] } }], s: { v: { b: true } } }],
    },
  },
};

/** Runs `body` while the console methods only take notes. */
async function captureConsole(t, body) {
  const lines = [];
  for (const method of ['info', 'warn', 'error', 'log']) {
    t.mock.method(console, method, (...args) => lines.push([method, ...args]));
  }
  try {
    await body();
  } finally {
    t.mock.restoreAll();
  }
  return lines;
}

function openTargeted(t, sdk, options) {
  return open(t, sdk, 'ManualPoll', { offline: true, cache: createCache(cachePayload(TARGETED)), ...options });
}

shared('the console logger prints source, level, event id and message on the right method', async (t, sdk) => {
  const lines = await captureConsole(t, async () => {
    const client = openTargeted(t, sdk, { logger: sdk.createConsoleLogger(sdk.LogLevel.Info) });
    await client.getValueAsync('flag', false);
    await client.getValueAsync('missing', false);
  });
  assert.deepEqual(lines.map(([method]) => method), ['warn', 'info', 'error']);
  assert.match(lines[0][1], /^ConfigCat - WARN - \[3001\] Cannot evaluate targeting rules and % options for setting 'flag' \(User Object is missing\)\./);
  assert.equal(
    lines[1][1],
    "ConfigCat - INFO - [5000] Evaluating 'flag'\n" +
      '  Evaluating targeting rules and applying the first match if any:\n' +
      "  - IF User.Email CONTAINS ANY OF ['@example.com'] THEN 'true' => cannot evaluate, User Object is missing\n" +
      '    The current targeting rule is ignored and the evaluation continues with the next rule.\n' +
      "  Returning 'false'.",
  );
  assert.match(lines[2][1], /^ConfigCat - ERROR - \[1001\] Failed to evaluate setting 'missing'/);
});

shared('the line break of the console logger is used inside the evaluation log', async (t, sdk) => {
  const lines = await captureConsole(t, async () => {
    const client = openTargeted(t, sdk, { logger: sdk.createConsoleLogger(sdk.LogLevel.Info, '\r\n') });
    await client.getValueAsync('flag', false, { identifier: '1', email: 'x@example.com' });
  });
  assert.equal(
    lines[0][1],
    'ConfigCat - INFO - [5000] Evaluating \'flag\' for User \'{"Identifier":"1","Email":"x@example.com"}\'\r\n' +
      '  Evaluating targeting rules and applying the first match if any:\r\n' +
      "  - IF User.Email CONTAINS ANY OF ['@example.com'] THEN 'true' => MATCH, applying rule\r\n" +
      "  Returning 'true'.",
  );
});

shared('an exception is printed behind the message', async (t, sdk) => {
  const lines = await captureConsole(t, async () => {
    await openTargeted(t, sdk, { logger: sdk.createConsoleLogger(sdk.LogLevel.Error) }).getValueAsync('flag', 'text');
  });
  assert.equal(lines.length, 1);
  assert.match(lines[0][1], /^ConfigCat - ERROR - \[1002\] .*\n.*The type of a setting must match the type of the specified default value\./s);
});

for (const [level, expected] of [['Off', []], ['Error', ['error']], ['Warn', ['warn', 'error']], ['Info', ['warn', 'info', 'error']]]) {
  shared(`LogLevel.${level} lets through what is at most that verbose`, async (t, sdk) => {
    const lines = await captureConsole(t, async () => {
      const client = openTargeted(t, sdk, { logger: sdk.createConsoleLogger(sdk.LogLevel[level]) });
      await client.getValueAsync('flag', false);
      await client.getValueAsync('missing', false);
    });
    assert.deepEqual(lines.map(([method]) => method), expected);
  });
}

shared('without a logger the console hears warnings and errors', async (t, sdk) => {
  const lines = await captureConsole(t, async () => {
    const client = openTargeted(t, sdk, { logger: undefined });
    await client.getValueAsync('flag', false);
  });
  assert.deepEqual(lines.map(([method]) => method), ['warn']);
});

shared('a logger without a level hears warnings and errors; its level is asked per event', async (t, sdk) => {
  const recorder = createRecorder(undefined);
  delete recorder.level;
  const client = openTargeted(t, sdk, { logger: recorder });
  await client.getValueAsync('flag', false, { identifier: '1' });
  assert.deepEqual(recorder.ids(), [3003]);
  recorder.level = sdk.LogLevel.Info;
  await client.getValueAsync('flag', false, { identifier: '1' });
  assert.deepEqual(recorder.ids(), [3003, 3003, 5000]);
  recorder.level = sdk.LogLevel.Off;
  await client.getValueAsync('flag', false, { identifier: '1' });
  assert.deepEqual(recorder.ids(), [3003, 3003, 5000]);
});

shared('a logger gets level, id, a message with its arguments, and the exception', async (t, sdk) => {
  const calls = [];
  const logger = { level: sdk.LogLevel.Warn, log: (...args) => calls.push(args) };
  const client = openTargeted(t, sdk, { logger });
  await client.getValueAsync('flag', 'text');
  const [[level, id, message, exception]] = calls;
  assert.deepEqual([level, id], [sdk.LogLevel.Error, 1002]);
  assert.ok(message instanceof sdk.FormattableLogMessage);
  assert.deepEqual(message.argNames, ['METHOD_NAME', 'KEY', 'DEFAULT_PARAM_NAME', 'DEFAULT_PARAM_VALUE']);
  assert.deepEqual(message.argValues, ['getValueAsync', 'flag', 'defaultValue', 'text']);
  assert.equal(message.strings.length, 5);
  assert.equal(message.toString(), message.defaultFormattedMessage);
  assert.ok(exception instanceof Error);
});

shared('logFilter sees each event that passed the level and decides', async (t, sdk) => {
  const seen = [];
  const recorder = createRecorder(3);
  const client = openTargeted(t, sdk, {
    logger: recorder,
    logFilter: (level, eventId, message, exception) => {
      seen.push([level, eventId, String(message).slice(0, 10), exception]);
      return eventId !== 3001;
    },
  });
  await client.getValueAsync('flag', false);
  assert.deepEqual(seen.map(([level, id]) => [level, id]), [[2, 3001], [3, 5000]]);
  assert.deepEqual(recorder.ids(), [5000]);
});

own('createConsoleLogger gives both shapes: log(level, …) and the four methods of the older API', async (t, sdk) => {
  const lines = await captureConsole(t, () => {
    const logger = sdk.createConsoleLogger(sdk.LogLevel.Info);
    assert.equal(logger.level, sdk.LogLevel.Info);
    logger.debug('d');
    logger.info('i');
    logger.warn('w');
    logger.error('e');
    logger.log(sdk.LogLevel.Warn, 3001, 'with an id');
  });
  assert.deepEqual(lines, [
    ['info', 'ConfigCat - INFO - i'],
    ['warn', 'ConfigCat - WARN - w'],
    ['error', 'ConfigCat - ERROR - e'],
    ['warn', 'ConfigCat - WARN - [3001] with an id'],
  ]);
});

own('a falsy level of createConsoleLogger means Warn', (t, sdk) => {
  for (const level of [undefined, null, 0]) {
    assert.equal(sdk.createConsoleLogger(level).level, sdk.LogLevel.Warn);
  }
});

shared('LogLevel, PollingMode and the other enums map both ways', (t, sdk) => {
  const expected = {
    LogLevel: { Debug: 4, Info: 3, Warn: 2, Error: 1, Off: -1 },
    PollingMode: { AutoPoll: 0, LazyLoad: 1, ManualPoll: 2 },
    DataGovernance: { Global: 0, EuOnly: 1 },
    OverrideBehaviour: { LocalOnly: 0, LocalOverRemote: 1, RemoteOverLocal: 2 },
    ClientCacheState: { NoFlagData: 0, HasLocalOverrideFlagDataOnly: 1, HasCachedFlagDataOnly: 2, HasUpToDateFlagData: 3 },
    SettingType: { Boolean: 0, String: 1, Int: 2, Double: 3 },
    PrerequisiteFlagComparator: { Equals: 0, NotEquals: 1 },
    SegmentComparator: { IsIn: 0, IsNotIn: 1 },
    EvaluationErrorCode: { UnexpectedError: -1, None: 0, InvalidConfigModel: 1, SettingValueTypeMismatch: 2, ConfigJsonNotAvailable: 1000, SettingKeyMissing: 1001 },
  };
  for (const [name, members] of Object.entries(expected)) {
    for (const [member, value] of Object.entries(members)) {
      assert.equal(sdk[name][member], value, `${name}.${member}`);
      assert.equal(sdk[name][value], member, `${name}[${value}]`);
    }
  }
});

shared('configOf and other fixtures are valid configs', async (t, sdk) => {
  const client = open(t, sdk, 'ManualPoll', { offline: true, cache: createCache(cachePayload(configOf({ a: 1, b: 'x', c: 1.5, d: true }))) });
  assert.deepEqual(
    (await client.getAllValuesAsync()).map(({ settingKey, settingValue }) => [settingKey, settingValue]),
    [['a', 1], ['b', 'x'], ['c', 1.5], ['d', true]],
  );
});
