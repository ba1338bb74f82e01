'use strict';

const assert = require('node:assert/strict');
const test = require('node:test');

const { FetchError } = require('../../lib/configcat/errors.js');
const { abortedResult, reportFetch } = require('../../lib/configcat/fetching/fetch-report.js');
const { LoggerWrapper } = require('../../lib/configcat/logging/logger.js');
const { Messages } = require('../../lib/configcat/logging/messages.js');

const SDK_KEY = 'configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012';

function report(fields) {
  const events = [];
  const logger = { level: 4, log: (level, id, message, exception) => events.push({ level, id, text: String(message), exception }) };
  const result = reportFetch(new Messages(new LoggerWrapper(logger)), SDK_KEY, { timeoutMs: 1000, ...fields });
  return { result, events };
}

test('a download that brought a config, or the news that there is none newer, is a success and not logged', () => {
  for (const code of [0, 304]) {
    const { result, events } = report({ code, status: code || 200, reason: 'OK' });
    assert.deepEqual(result, { isSuccess: true, errorCode: 0 });
    assert.deepEqual(events, []);
  }
});

test('each failure is logged once under its id, and the result carries the logged text', () => {
  const cases = [
    [{ code: 1100, status: 404, reason: 'Not Found' }, /SDK Key seems to be wrong: '\*{15}\/\*{22}\/\*{16}789012'/, undefined],
    [{ code: 1101, status: 500, reason: 'Oops', rayId: 'RAY' }, /config JSON: 500 Oops \(Ray ID: RAY\)$/, undefined],
    [{ code: 1102 }, /Timeout value: 1000ms$/, FetchError],
    [{ code: 1103, errorText: 'refused' }, /local network issue/, FetchError],
    [{ code: 1105, status: 200, reason: 'OK', errorText: 'Invalid config JSON content. Type mismatch at $.f' }, /was invalid\.$/, TypeError],
    [{ code: 1105, status: 200, reason: 'OK', errorText: 'Unexpected end' }, /was invalid\.$/, SyntaxError],
    [{ code: 1106, status: 304, reason: 'Not Modified' }, /cached locally: 304 Not Modified$/, undefined],
  ];
  for (const [fields, text, ErrorType] of cases) {
    const { result, events } = report(fields);
    assert.deepEqual(events.map(({ level, id }) => [level, id]), [[1, fields.code]]);
    assert.match(events[0].text, text);
    assert.equal(result.isSuccess, false);
    assert.equal(result.errorCode, fields.code);
    assert.equal(result.errorMessage, events[0].text);
    assert.equal(result.errorException, events[0].exception);
    assert.equal(result.errorException?.constructor, ErrorType);
  }
});

test('what the fetcher of the host threw is passed on as it is, with its own time limit and Ray ID', () => {
  const thrown = new FetchError('timeout', 77, 'RAY');
  const { result, events } = report({ code: 1102, thrown });
  assert.equal(result.errorException, thrown);
  assert.match(events[0].text, /Timeout value: 77ms \(Ray ID: RAY\)$/);
});

test('a logger that throws does not keep the result back', () => {
  const logger = {
    level: 4,
    log() {
      throw new Error('broken logger');
    },
  };
  const result = reportFetch(new Messages(new LoggerWrapper(logger)), SDK_KEY, { code: 1101, status: 500, reason: '' });
  assert.equal(result.errorCode, 1101);
  assert.equal(result.isSuccess, false);
});

test('a refresh that dispose cut short is a failure', () => {
  const result = abortedResult();
  assert.deepEqual([result.isSuccess, result.errorCode], [false, -1]);
  assert.equal(result.errorMessage, 'FetchError: Request was aborted.');
  assert.equal(result.errorException.cause, 'abort');
});
