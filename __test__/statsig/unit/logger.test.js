'use strict';

const assert = require('node:assert/strict');
const { mock, test } = require('node:test');
const { OutputLogger } = require('../../../lib/statsig/logging/logger.js');
const { Faults } = require('../../../lib/statsig/logging/faults.js');
const { noting } = require('./support/doubles.js');

const KEY = 'secret-abcdefghijklmnopqrstuvwxyz';

const METHODS = /** @type {const} */ (['debug', 'info', 'warn', 'error']);

test('levels that are less urgent than the logger wants are not told', () => {
  const told = (/** @type {any} */ level) => {
    const target = noting(level);
    const logger = new OutputLogger(target, KEY);
    for (const method of METHODS) logger[method]('x');
    return target.said.map(([level]) => level);
  };
  assert.deepEqual(told('none'), []);
  assert.deepEqual(told('error'), ['error']);
  assert.deepEqual(told('warn'), ['warn', 'error']);
  assert.deepEqual(told('info'), ['info', 'warn', 'error']);
  assert.deepEqual(told('debug'), ['debug', 'info', 'warn', 'error']);
  // No level that there is: the default.
  assert.deepEqual(told('loud'), ['warn', 'error']);
});

test('without a logger warnings and errors go to the console', (t) => {
  const methods = METHODS.map((name) => t.mock.method(console, name, () => {}));
  const logger = new OutputLogger(null, KEY);
  for (const method of METHODS) logger[method](method);
  assert.deepEqual(methods.map((method) => method.mock.callCount()), [0, 0, 1, 1]);
});

test('the key is masked, in texts and in errors, whose objects stay what they are', () => {
  const target = { logLevel: 'warn', warn: mock.fn(), error: mock.fn() };
  const logger = new OutputLogger(target, KEY);
  const [plain, telling] = [new Error('plain'), new Error(`at ${KEY}`)];
  logger.warn(`a ${KEY} b ${KEY}`, 5, null, plain, telling);
  const [text, number, nothing, first, second] = target.warn.mock.calls[0].arguments;
  assert.deepEqual([text, number, nothing, first], ['a ****** b ******', 5, null, plain]);
  assert.match(second, /^Error: at \*{6}\n/);
  assert.equal(second.includes(KEY), false);
  assert.equal(telling.message, `at ${KEY}`);
});

test('a logger that throws, or lacks methods, harms nobody', () => {
  const angry = () => {
    throw new Error('no');
  };
  for (const target of [{ logLevel: 'debug' }, { logLevel: 'debug', warn: angry, error: angry, debug: 5 }]) {
    const logger = new OutputLogger(target, KEY);
    for (const method of METHODS) logger[method]('x');
  }
});

test('a kind of failure is told once per call, and no more than a hundred kinds', () => {
  const target = noting();
  const faults = new Faults(new OutputLogger(target, KEY));
  faults.tell('checkGate', new RangeError('1'));
  faults.tell('checkGate', new RangeError('2'));
  faults.tell('checkGate', new TypeError('3'));
  faults.tell('getConfig', new RangeError('4'));
  assert.deepEqual(target.said, ['1', '3', '4'].map((text) => ['error', '[Statsig] An unexpected exception occurred.', text]));
  for (let at = 0; at < 200; at++) faults.tell(`call ${at}`, new Error('x'));
  assert.equal(target.said.length, 100);
});

test('what callbacks throw, now or later, is told', async () => {
  const target = noting();
  const faults = new Faults(new OutputLogger(target, KEY));
  faults.guard('now', () => {
    throw new Error('now');
  });
  faults.guard('later', async () => {
    throw new Error('later');
  });
  faults.guard('odd', () => {
    throw Object.create(null);
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(target.said.map(([, , text]) => text).filter((text) => typeof text === 'string'), ['now', 'later']);
  assert.equal(target.said.length, 3);
});
