'use strict';

const assert = require('node:assert/strict');
const { EventEmitter } = require('node:events');
const { mock, test } = require('node:test');
const { Hooks } = require('../../lib/configcat/clients/hooks.js');

function hooksWithReports() {
  const hooks = new Hooks();
  const reports = [];
  hooks.onListenerError = (name, err) => reports.push([name, err]);
  return { hooks, reports };
}

test('listeners are called in order, with the client at hand', () => {
  const hooks = new Hooks();
  const client = { name: 'client' };
  hooks.configCatClient = client;
  const calls = [];
  hooks.on('clientReady', function first(...args) {
    calls.push(['first', this.configCatClient, args]);
  });
  hooks.once('clientReady', function second(...args) {
    calls.push(['second', this.configCatClient, args]);
  });
  assert.equal(hooks.emit('clientReady', 1, 2), true);
  assert.equal(hooks.emit('clientReady', 3), true);
  assert.deepEqual(calls, [['first', client, [1, 2]], ['second', client, [1, 2]], ['first', client, [3]]]);
  assert.equal(hooks.emit('configChanged'), false);
});

test('a listener that throws is reported and does not keep the others from running', () => {
  const { hooks, reports } = hooksWithReports();
  const err = new Error('listener');
  const last = mock.fn();
  hooks.once('flagEvaluated', () => {
    throw err;
  });
  hooks.on('flagEvaluated', last);
  hooks.emit('flagEvaluated');
  hooks.emit('flagEvaluated');
  assert.deepEqual(reports, [['flagEvaluated', err]]);
  assert.equal(last.mock.callCount(), 2);
});

test('an asynchronous listener that fails is reported, too', async () => {
  const { hooks, reports } = hooksWithReports();
  const err = new Error('late');
  hooks.on('clientError', async () => {
    throw err;
  });
  hooks.emit('clientError', 'text');
  await new Promise(setImmediate);
  assert.deepEqual(reports, [['clientError', err]]);
});

test('a report that fails is the end of it', () => {
  const hooks = new Hooks();
  hooks.onListenerError = () => {
    throw new Error('report');
  };
  hooks.on('clientError', () => {
    throw new Error('listener');
  });
  assert.equal(hooks.emit('clientError', 'text'), true);
});

test('listeners added or removed during an event count from the next one on', () => {
  const hooks = new Hooks();
  const added = mock.fn();
  const removed = mock.fn();
  hooks.on('configChanged', () => {
    hooks.on('configChanged', added);
    hooks.removeListener('configChanged', removed);
  });
  hooks.on('configChanged', removed);
  hooks.emit('configChanged');
  assert.deepEqual([added.mock.callCount(), removed.mock.callCount()], [0, 1]);
  hooks.emit('configChanged');
  assert.deepEqual([added.mock.callCount(), removed.mock.callCount()], [1, 1]);
});

test('the bookkeeping methods answer as an EventEmitter does, and chain', () => {
  const hooks = new Hooks();
  const emitter = new EventEmitter();
  const listener = () => {};
  for (const subject of [hooks, emitter]) {
    const chain = subject.on('a', listener).once('a', listener).addListener('b', listener).off('b', listener);
    assert.equal(chain, subject);
  }
  const answers = (subject) => [subject.listeners('a'), subject.listenerCount('a'), subject.eventNames()];
  assert.deepEqual(answers(hooks), answers(emitter));
  assert.deepEqual([hooks.has('a'), hooks.has('b')], [true, false]);
  for (const subject of [hooks, emitter]) subject.removeAllListeners('a').on('c', listener);
  assert.deepEqual(answers(hooks), answers(emitter));
  hooks.removeAllListeners();
  assert.deepEqual(hooks.eventNames(), []);
});

test('once disconnected, nothing is emitted and nobody is added', () => {
  const hooks = new Hooks();
  const listener = mock.fn();
  hooks.on('clientReady', listener);
  assert.equal(hooks.disconnect(), true);
  assert.equal(hooks.disconnect(), false);
  hooks.on('clientReady', listener).once('clientReady', listener).removeAllListeners();
  assert.equal(hooks.emit('clientReady'), false);
  assert.equal(listener.mock.callCount(), 0);
  assert.deepEqual([hooks.has('clientReady'), hooks.listeners('clientReady'), hooks.eventNames()], [false, [], []]);
});
