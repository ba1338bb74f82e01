'use strict';

/** @param {number} number @returns {string} an SDK key of the right format, another one for each number */
const keyOf = (number) => `configcat-sdk-1/0123456789012345678901/${String(number).padStart(22, '0')}`;

module.exports = { keyOf };
