'use strict';

const { post } = require('./http');

/** What the API answers for the flag `flag` of `configOf({ flag: value })`. @param {string} value */
const isValue = (value) => `{"value":"${value}","variationId":"id-flag"}`;

/** What it answers now. @param {{ port: number }} proxy */
const textOf = async (proxy, sdk = 'env1') => (await post(proxy.port, `/api/${sdk}/eval`, { key: 'flag' })).text;

/** The options of a cache. @param {{ port: number }} redis */
const cacheOn = ({ port }) => ({ redis: { enabled: true, addresses: [`127.0.0.1:${port}`] } });

module.exports = { cacheOn, isValue, textOf };
