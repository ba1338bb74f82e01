'use strict';

const http = require('node:http');
const { configText } = require('../../bench/costs/config.js');
const { COMPARATORS, condition, rule } = require('../../bench/support/configs.js');
const { figures, runChild, script } = require('../support/index.js');

/** The server is this process, on the clock that all processes share. */
const now = () => Number(process.hrtime.bigint()) / 1e6;

const FLAGS = { long: 10_000, short: 200 };
const ROUNDS = { long: 21, short: 3 };

const READY_MS = { long: 150, short: 10_000 };

/** The JavaScript thread only takes the news; `JSON.parse` alone would hold it for longer. */
const STALL_MS = { long: 50, short: 10_000 };

/** Texts that make a flag's share of the config a kilobyte. */
const MORE_TEXTS = 6;

/** @param {number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/**
 * @param {number} count
 * @param {string} version
 */
function bodyOf(count, version) {
  const config = JSON.parse(configText(count, version));
  Object.values(config.f).forEach((flag, index) => {
    const texts = Array.from({ length: MORE_TEXTS }, (_, number) => `someone-${index}-${number}@partner-company.example`);
    flag.r?.push(rule([condition('Email', COMPARATORS.isOneOf, texts)], true, `partners-${index}`));
  });
  return Buffer.from(JSON.stringify(config));
}

/**
 * Serves the bodies in turn.
 *
 * @param {Buffer[]} bodies
 * @returns {Promise<{ url: string, sent: () => number, close: () => void }>} `sent`: when the last body had left whole;
 *   NaN while it has not
 */
async function serve(bodies) {
  let [requests, sentAt] = [0, NaN];
  const server = http.createServer((_request, response) => {
    requests += 1;
    sentAt = NaN;
    const body = bodies[requests % bodies.length];
    response.writeHead(200, { 'Content-Length': body.length, ETag: `"${requests}"` });
    // Called when the network has taken all of it.
    response.end(body, () => (sentAt = now()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, sent: () => sentAt, close };
}

module.exports = {
  name: 'huge-config',
  title: 'a config of 10,000 flags in 10 MB arrives',

  /** @param {{ short: boolean }} options */
  async run({ short }) {
    const length = short ? 'short' : 'long';
    const bodies = ['1', '2'].map((version) => bodyOf(FLAGS[length], version));
    const server = await serve(bodies);
    try {
      const parameters = { url: server.url, rounds: ROUNDS[length] };
      const found = await runChild(script('huge-config'), parameters, { answer: server.sent });
      return [
        figures.told('flags', FLAGS[length], ''),
        figures.told('size of the text', bodies[0].length / 1e6, 'MB'),
        figures.exactly('arrivals whose value was not the new one', found.wrong, '', 0),
        figures.atMost('from the arrival of the body to the new value, median', median(found.ready), 'ms', READY_MS[length]),
        figures.told('from the arrival of the body to the new value, slowest', Math.max(...found.ready), 'ms'),
        figures.atMost('longest stall of the event loop meanwhile, median', median(found.stalls), 'ms', STALL_MS[length]),
        figures.told('longest stall of the event loop meanwhile, of all', Math.max(...found.stalls), 'ms'),
      ];
    } finally {
      server.close();
    }
  },
};
