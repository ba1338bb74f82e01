'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const official = require('@configcat/sdk/node');
const { EvaluationError: OfficialEvaluationError } = require('@configcat/sdk/lib/cjs/RolloutEvaluator.js');
const { InvalidConfigModelError: OfficialModelError } = require('@configcat/sdk/lib/cjs/ProjectConfig.js');
const { refreshResultFromFailure, refreshResultFromSuccess } = require('@configcat/sdk/lib/cjs/ConfigServiceBase.js');
const errors = require('../../lib/configcat/errors.js');
const { failure, success } = require('../../lib/configcat/clients/refresh-result.js');

const partsOf = ({ name, message, errorCode }) => ({ name, message, errorCode });

test('a failure of the evaluator becomes the official error with its code', () => {
  const model = errors.errorFromFailure(1, 'model');
  assert.deepEqual(partsOf(model), partsOf(new OfficialModelError('model')));
  assert.equal(errors.evaluationErrorCode(model), official.EvaluationErrorCode.InvalidConfigModel);

  const mismatch = errors.errorFromFailure(2, 'mismatch');
  assert.deepEqual(partsOf(mismatch), partsOf(new OfficialEvaluationError(2, 'mismatch')));
  assert.equal(errors.evaluationErrorCode(mismatch), official.EvaluationErrorCode.SettingValueTypeMismatch);

  assert.deepEqual(partsOf(errors.errorFromFailure(4, 'other')), partsOf(new Error('other')));
  for (const thrown of [errors.errorFromFailure(4, 'other'), 'text', undefined]) {
    assert.equal(errors.evaluationErrorCode(thrown), official.EvaluationErrorCode.UnexpectedError);
  }
});

test('fetch errors have the official texts', () => {
  for (const args of [
    ['abort'], ['abort', 'ray'], ['timeout', 1000], ['timeout', 1000, 'ray'], ['failure'], ['failure', new Error('cause')],
    ['failure', 'text', 'ray'], ['failure', ''], ['other'],
  ]) {
    const ours = new errors.FetchError(...args);
    const theirs = new official.FetchError(...args);
    assert.equal(String(ours), String(theirs));
    assert.equal(ours.cause, theirs.cause);
    assert.deepEqual(ours.args, theirs.args);
    if (args[0] !== 'other') assert.equal(ours.rayId, theirs.rayId);
  }
});

test('fetch errors have a stable code of their cause, beside the official parts', () => {
  const codes = ['abort', 'timeout', 'failure'].map((cause) => new errors.FetchError(cause).code);
  assert.deepEqual(codes, ['ABORTED', 'TIMEOUT', 'NETWORK']);
});

test('refresh results have the official parts', () => {
  assert.deepEqual(success(), refreshResultFromSuccess());
  const err = new Error('cause');
  const message = { toString: () => 'text' };
  for (const args of [[1100, 'text', err], [-1, message, err], [1, 'text']]) {
    const { isSuccess, errorCode, errorMessage, errorException } = refreshResultFromFailure(...args);
    assert.deepEqual({ ...failure(...args) }, { isSuccess, errorCode, errorMessage, errorException });
  }
});
