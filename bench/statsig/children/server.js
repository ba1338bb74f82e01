'use strict';

// The local server, in a process of its own: what it does with events is not what is measured.

const { MockServer } = require('../../../__test__/statsig/support/mock-server.js');
const { newerSpecs } = require('../newer-specs.js');
const { makeSpecs } = require('../specs.js');

async function main() {
  const server = await MockServer.start(makeSpecs());
  server.newerSpecs = newerSpecs(makeSpecs());
  server.isKeeping = false;
  const users = new Set();
  let unread = 0;
  server.onEvents = (list, { body, headers }) => {
    if (body === null) unread += Number(headers['statsig-event-count']);
    for (const { eventName, user } of list) if (eventName === 'statsig::gate_exposure') users.add(user.userID);
  };
  process.on('message', (message) => {
    if (message === 'end') process.exit(0);
    process.send?.({ users: users.size, unread });
    unread = 0;
    users.clear();
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.({ url: server.url });
}

main();
