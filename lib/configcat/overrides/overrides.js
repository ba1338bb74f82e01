'use strict';

const { ensureBoolean, ensureEnum, ensureObject, ensureString, isGiven } = require('../args.js');
const { OverrideBehaviour } = require('../enums.js');
const { MapOverrideDataSource } = require('./map-overrides.js');
const { OverrideSource } = require('./override-source.js');
const { QueryParamsOverrideDataSource } = require('./query-overrides.js');

/**
 * @param {any} map
 * @param {any} behaviour One of `OverrideBehaviour`.
 * @param {any} [watchChanges]
 */
function createFlagOverridesFromMap(map, behaviour, watchChanges) {
  ensureObject(map, 'map');
  ensureEnum(behaviour, 'behaviour', 'OverrideBehaviour', OverrideBehaviour);
  if (isGiven(watchChanges)) ensureBoolean(watchChanges, 'watchChanges');
  return { dataSource: new MapOverrideDataSource(map, watchChanges === true), behaviour };
}

/**
 * @param {any} behaviour One of `OverrideBehaviour`.
 * @param {any} [watchChanges]
 * @param {any} [paramPrefix]
 * @param {any} [queryStringProvider]
 */
function createFlagOverridesFromQueryParams(behaviour, watchChanges, paramPrefix, queryStringProvider) {
  ensureEnum(behaviour, 'behaviour', 'OverrideBehaviour', OverrideBehaviour);
  if (isGiven(watchChanges)) ensureBoolean(watchChanges, 'watchChanges');
  if (isGiven(paramPrefix)) ensureString(paramPrefix, 'paramPrefix');
  if (isGiven(queryStringProvider)) ensureObject(queryStringProvider, 'queryStringProvider');
  const dataSource = new QueryParamsOverrideDataSource(
    watchChanges === true,
    paramPrefix ?? undefined,
    queryStringProvider ?? undefined,
  );
  return { dataSource, behaviour };
}

exports.createFlagOverridesFromMap = createFlagOverridesFromMap;
exports.createFlagOverridesFromQueryParams = createFlagOverridesFromQueryParams;
exports.OverrideSource = OverrideSource;
