'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { LoggerWrapper: OfficialWrapper } = require('@configcat/sdk/lib/cjs/ConfigCatLogger.js');
const { LoggerWrapper } = require('../../lib/configcat/logging/logger.js');
const { Messages } = require('../../lib/configcat/logging/messages.js');

const SDK_KEY = 'configcat-sdk-1/1234567890123456789012/abcdefghijklmnopqrstuv';
const err = new Error('cause');

/** Each row: our method, the official one, and the arguments of both where they differ. */
const ROWS = [
  ['configMissing', 'configJsonIsNotPresent', ['empty array']],
  ['configMissingSingle', 'configJsonIsNotPresentSingle', ['k', 1.5], ['k', 'defaultValue', 1.5]],
  ['configMissingVariation', 'configJsonIsNotPresentSingle', ['k', null], ['k', 'defaultVariationId', null]],
  [
    'keyMissing',
    'settingEvaluationFailedDueToMissingKey',
    ['k', Symbol('d'), () => ['a', 'b']],
    ['k', 'defaultValue', Symbol('d'), "'a', 'b'"],
  ],
  ['evaluationError', 'settingEvaluationError', ['getAllKeysAsync', 'empty array', err]],
  [
    'evaluationErrorSingle',
    'settingEvaluationErrorSingle',
    ['getValueAsync', 'k', false, err],
    ['getValueAsync', 'k', 'defaultValue', false, err],
  ],
  ['methodError', 'clientMethodError', ['snapshot', err]],
  ['fetchInvalidSdkKey', 'fetchFailedDueToInvalidSdkKey', [SDK_KEY, 404, 'Not Found'], [SDK_KEY, undefined]],
  ['fetchInvalidSdkKey', 'fetchFailedDueToInvalidSdkKey', [SDK_KEY, 404, 'Not Found', 'ray'], [SDK_KEY, 'ray']],
  ['fetchUnexpectedStatus', 'fetchFailedDueToUnexpectedHttpResponse', [500, 'Oops']],
  ['fetchUnexpectedStatus', 'fetchFailedDueToUnexpectedHttpResponse', [500, 'Oops', 'ray']],
  ['fetchTimeout', 'fetchFailedDueToRequestTimeout', [1000, err]],
  ['fetchTimeout', 'fetchFailedDueToRequestTimeout', [1000, err, 'ray']],
  ['fetchFailure', 'fetchFailedDueToUnexpectedError', [err]],
  ['fetchFailure', 'fetchFailedDueToUnexpectedError', [err, 'ray']],
  ['fetchRedirectLoop', 'fetchFailedDueToRedirectLoop', []],
  ['fetchRedirectLoop', 'fetchFailedDueToRedirectLoop', ['ray']],
  ['fetchInvalidBody', 'fetchReceived200WithInvalidBody', [undefined, err]],
  ['fetchInvalidBody', 'fetchReceived200WithInvalidBody', ['ray', err]],
  ['fetchNotModifiedWhenEmpty', 'fetchReceived304WhenLocalCacheIsEmpty', [304, 'Not Modified']],
  ['fetchNotModifiedWhenEmpty', 'fetchReceived304WhenLocalCacheIsEmpty', [304, 'Not Modified', 'ray']],
  ['pollError', 'autoPollConfigServiceErrorDuringPolling', [err]],
  ['variationIdMissing', 'settingForVariationIdIsNotPresent', ['id']],
  ['cacheReadError', 'configServiceCacheReadError', [err]],
  ['cacheWriteError', 'configServiceCacheWriteError', [err]],
  ['clientExists', 'clientIsAlreadyCreated', [SDK_KEY]],
  ['userMissing', 'userObjectIsMissing', ['k']],
  ['governanceOutOfSync', 'dataGovernanceIsOutOfSync', []],
  ['percentageAttributeMissing', 'userObjectAttributeIsMissingPercentage', ['k', 'Email']],
  ['conditionAttributeMissing', 'userObjectAttributeIsMissingCondition', ['cond', 'k', 'Email']],
  ['attributeInvalid', 'userObjectAttributeIsInvalid', ['cond', 'k', 'reason', 'Email']],
  ['attributeConverted', 'userObjectAttributeIsAutoConverted', ['cond', 'k', 'Email', '1']],
  ['offline', 'configServiceCannotInitiateHttpCalls', []],
  ['noEffectDisposed', 'configServiceMethodHasNoEffectDueToDisposedClient', ['setOnline']],
  ['noEffectOverride', 'configServiceMethodHasNoEffectDueToOverrideBehavior', ['LocalOnly', 'setOnline']],
  ['evaluated', 'settingEvaluated', ["Evaluating 'k'"]],
  ['statusChanged', 'configServiceStatusChanged', ['Offline']],
];

function recorder() {
  const events = [];
  return { level: 4, events, log: (...event) => events.push(event) };
}

function describe(message) {
  if (typeof message === 'string') return message;
  const { argNames, argValues, strings } = message;
  return { argNames, argValues: argValues.map(String), strings: [...strings], text: message.toString() };
}

for (const [name, officialName, args, officialArgs = args] of ROWS) {
  test(`${name}(${args.map(String).join(', ')}) logs the official event`, () => {
    const ours = recorder();
    const theirs = recorder();
    const returned = new Messages(new LoggerWrapper(ours))[name](...args);
    new OfficialWrapper(theirs)[officialName](...officialArgs);

    const [[level, id, message, exception]] = ours.events;
    const [[officialLevel, officialId, officialMessage, officialException]] = theirs.events;
    assert.deepEqual([level, id, exception], [officialLevel, officialId, officialException]);
    assert.deepEqual(describe(message), describe(officialMessage));
    assert.equal(returned, message);
  });
}

test('a proxy that cannot be parsed is an error without id', () => {
  const logger = recorder();
  new Messages(new LoggerWrapper(logger)).proxyInvalid('ftp://me:secret@host');
  const [[level, id, message]] = logger.events;
  assert.deepEqual([level, id, String(message)], [1, 0, "Failed to parse `options.proxy`: 'ftp://***@host'."]);
});

test('a failed listener is logged as an error but not signalled to listeners', () => {
  const logger = recorder();
  const signalled = [];
  const log = new LoggerWrapper(logger, null, (...args) => signalled.push(args));
  new Messages(log).listenerError('clientError', err);
  assert.equal(logger.events.length, 1);
  assert.deepEqual(signalled, []);
  new Messages(log).pollError(err);
  assert.equal(signalled.length, 1);
});
