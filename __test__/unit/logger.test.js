'use strict';

const assert = require('node:assert/strict');
const { mock, test } = require('node:test');
const official = require('@configcat/sdk/node');
const legacy = require('configcat-node');
const { adaptLegacyLogger } = require('../../lib/configcat/logging/legacy-logger.js');
const { FormattableLogMessage, LoggerWrapper, createConsoleLogger } = require('../../lib/configcat/logging/logger.js');

const METHODS = ['debug', 'info', 'warn', 'error'];

/** What `act` writes to the console. */
function captured(act) {
  const lines = [];
  const mocks = ['log', 'info', 'warn', 'error'].map((name) =>
    mock.method(console, name, (line) => lines.push(`${name}: ${line}`)),
  );
  try {
    act();
  } finally {
    for (const { mock: m } of mocks) m.restore();
  }
  return lines;
}

test('the console logger prints events as the current official one does', () => {
  const err = new TypeError('cause');
  const act = (create) => () => {
    const logger = create(official.LogLevel.Warn, '\r\n');
    for (const level of [1, 2, 3, 4]) logger.log(level, 1000 + level, `text ${level}`);
    logger.log(1, 1, FormattableLogMessage.from('A')`a ${1}`, err);
    logger.log(2, 2, 'nothing thrown', undefined);
    logger.log(2, 2, 'null thrown', null);
  };
  const ours = captured(act(createConsoleLogger));
  assert.equal(ours.length, 7);
  assert.deepEqual(ours, captured(act(official.createConsoleLogger)));
});

test('its four methods filter and print as those of version 8 do', () => {
  for (const level of [-1, 1, 2, 3, 4, 0, undefined, null]) {
    const act = (create) => () => {
      const logger = create(level);
      for (const name of METHODS) logger[name](`${name} text`);
      logger.log('deprecated');
    };
    assert.deepEqual(captured(act(createConsoleLogger)), captured(act(legacy.createConsoleLogger)), `level ${level}`);
  }
});

test('a falsy level means Warn; a level that does not exist is refused as officially', () => {
  for (const level of [undefined, null, 0]) assert.equal(createConsoleLogger(level).level, 2);
  for (const args of [[7], ['3'], [true], [3, ''], [3, 5]]) {
    let expected;
    assert.throws(() => official.createConsoleLogger(...args), (err) => Boolean((expected = err)));
    assert.throws(() => createConsoleLogger(...args), { name: expected.name, message: expected.message });
  }
});

test('events are checked against the level and the filter of the moment; errors are signalled regardless', () => {
  const logger = { level: 1, log: mock.fn() };
  const filter = mock.fn(() => false);
  const signal = mock.fn();
  const log = new LoggerWrapper(logger, filter, signal);

  log.log(2, 3001, 'below the level');
  assert.equal(filter.mock.callCount(), 0);
  assert.equal(log.log(1, 1000, 'filtered', 'exception'), 'filtered');
  assert.deepEqual(filter.mock.calls[0].arguments, [1, 1000, 'filtered', 'exception']);
  assert.equal(logger.log.mock.callCount(), 0);
  assert.deepEqual(signal.mock.calls[0].arguments, ['filtered', 'exception']);

  filter.mock.mockImplementation(() => true);
  logger.level = 4;
  log.debug('now');
  assert.deepEqual(logger.log.mock.calls[0].arguments, [4, 0, 'now', undefined]);
  assert.equal(signal.mock.callCount(), 1);
});

test('a logger without level and line break has those of the official package', () => {
  const log = new LoggerWrapper({ log() {} });
  assert.equal(log.level, 2);
  assert.equal(log.eol, '\n');
  assert.equal(log.isEnabled(2), true);
  assert.equal(log.isEnabled(3), false);
});

test('levels are compared as the official package compares them; one that stands for no number is Warn', () => {
  for (const level of ['3', '1', 3n, new Number(4), { valueOf: () => 3 }, true, 'info', NaN, [4], null]) {
    const log = new LoggerWrapper({ level, log() {} });
    for (const asked of [1, 2, 3, 4]) assert.equal(log.isEnabled(asked), (level ?? 2) >= asked, `${String(level)}, ${asked}`);
  }
  for (const level of [Symbol('level'), Object.create(null)]) assert.equal(new LoggerWrapper({ level, log() {} }).level, 2);
});

test('listeners get a formattable message as a text that is made late', () => {
  const argument = { toString: mock.fn(() => 'late') };
  const signal = mock.fn();
  new LoggerWrapper({ level: -1, log() {} }, null, signal).log(1, 1, FormattableLogMessage.from('A')`is ${argument}.`);
  assert.equal(argument.toString.mock.callCount(), 0);
  assert.equal(String(signal.mock.calls[0].arguments[0]), 'is late.');
});

test('a formattable message keeps its parts apart, as officially', () => {
  const make = ({ FormattableLogMessage: Message }) => Message.from('A', 'B')`a ${1} b ${Symbol('x')}`;
  const ours = make({ FormattableLogMessage });
  const theirs = make(official);
  assert.equal(ours.defaultFormattedMessage, theirs.defaultFormattedMessage);
  assert.deepEqual([...ours.strings], [...theirs.strings]);
  assert.deepEqual(ours.argNames, theirs.argNames);
  assert.equal(String(new FormattableLogMessage(['no arguments'], [], [])), 'no arguments');
});

test('a logger of four methods gets every level, texts only', () => {
  const calls = [];
  const target = Object.fromEntries(METHODS.map((name) => [name, (...args) => calls.push([name, ...args])]));
  target.level = 'error';
  const adapted = adaptLegacyLogger(target);
  const log = new LoggerWrapper(adapted);
  for (const level of [4, 3, 2, 1]) log.log(level, 1, FormattableLogMessage.from('L')`level ${level}`);
  assert.deepEqual(calls, [['debug', 'level 4'], ['info', 'level 3'], ['warn', 'level 2'], ['error', 'level 1']]);
});

test('the console logger filters by itself, so that nothing is prepared in vain', () => {
  const logger = createConsoleLogger(1);
  const log = new LoggerWrapper(adaptLegacyLogger(logger));
  assert.equal(log.isEnabled(3), false);
  logger.level = 3;
  assert.equal(log.isEnabled(3), true);
  assert.deepEqual(captured(() => log.log(3, 5000, 'text')), ['info: ConfigCat - INFO - text']);
});

test('a logger of the current shape keeps its events with their ids', () => {
  const calls = [];
  const logger = { level: 3, log: (level, id, message, err) => calls.push([level, id, message, err]) };
  new LoggerWrapper(adaptLegacyLogger(logger)).log(3, 5000, 'text');
  assert.deepEqual(calls, [[3, 5000, 'text', undefined]]);
});

test('a logger that lacks methods is called where it can be', () => {
  const calls = [];
  const log = new LoggerWrapper(adaptLegacyLogger({ log: (text) => calls.push(text) }));
  for (const level of [1, 2, 3, 4]) log.log(level, 0, `level ${level}`);
  assert.deepEqual(calls, ['level 3']);
});
