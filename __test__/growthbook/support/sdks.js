'use strict';

const path = require('node:path');
const { OWN, isOfficial } = require('../../support/sdk');

const OFFICIAL = '@growthbook/growthbook';

/** The official package, which this one is compared with. */
const loadOfficial = () => require(OFFICIAL);

/** The package under test; VEXIL_TEST_SDK=official puts the official one to the test, to check the tests themselves. */
const load = () => (isOfficial ? loadOfficial() : require(path.join(OWN, 'growthbook.js')));

module.exports = { isOfficial, load, loadOfficial };
