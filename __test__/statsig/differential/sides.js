'use strict';

const { official, own } = require('../support/sdks');
const { SWALLOWED } = require('./deviations');
const { Side } = require('./side');
const { SDKConfigs } = require('statsig-node/dist/SDKConfigs');

/** Told as an error, although the response is given. */
const EMPTY = 'getClientInitializeResponse returns empty response';

/**
 * What the official package throws inside of an evaluation ends in its error boundary, which gives a default, prints, and tells
 * Statsig's servers. Here it leaves a note instead. And what specs say of sampling is kept for the process, where the next server finds it.
 *
 * @param {any} server
 * @param {(text: string) => void} note
 */
function watchOfficial(server, note) {
  SDKConfigs.setConfigs({});
  SDKConfigs.setFlags({});
  server._errorBoundary.logError = ({ message }) => {
    if (message !== EMPTY) note(SWALLOWED);
  };
}

/** @param {any} [sdk] the official package, or one that has been made faulty */
const officialSide = (sdk = official.load()) => new Side(sdk, watchOfficial);

const ownSide = () => new Side(own.load());

module.exports = { officialSide, ownSide };
