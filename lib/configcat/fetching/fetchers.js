'use strict';

const { FetchError } = require('../errors.js');
const { ServerSideFetchApiConfigFetcher } = require('./fetch-api-fetcher.js');
const { FetchRequest, FetchResponse } = require('./fetch-messages.js');
const { NodeHttpConfigFetcher } = require('./node-http-fetcher.js');

exports.FetchError = FetchError;
exports.FetchRequest = FetchRequest;
exports.FetchResponse = FetchResponse;
exports.NodeHttpConfigFetcher = NodeHttpConfigFetcher;
exports.ServerSideFetchApiConfigFetcher = ServerSideFetchApiConfigFetcher;
