'use strict';

const { flagSeries } = require('./flags.js');
const { listSeries } = require('./lists.js');
const { ruleSeries } = require('./rules.js');
const { userSeries } = require('./users.js');

exports.name = 'growth';
exports.title = 'Cost as the work grows';

/** @param {import('../groups.js').Context} context */
exports.run = async (context) => {
  const rows = [];
  for (const run of [flagSeries, ruleSeries, listSeries, userSeries]) {
    const clients = [];
    try {
      rows.push(...(await run(context, clients)));
    } finally {
      for (const client of clients) client.dispose();
    }
  }
  return rows;
};
