'use strict';

const { createHash } = require('node:crypto');

/** What a data adapter keeps, as its keys name it, and as `supportsPollingUpdatesFor` is asked about it. */
const DataAdapterKeyPath = {
  V1Rulesets: '/v1/download_config_specs',
  V2Rulesets: '/v2/download_config_specs',
  V1IDLists: '/v1/get_id_lists',
  IDList: 'id_list',
};

/** The keys under which the data of one project stand in an adapter. They are those of all SDKs of Statsig. */
class AdapterKeys {
  /** @param {unknown} secretKey */
  constructor(secretKey) {
    const owner = createHash('sha256').update(String(secretKey ?? '')).digest('base64');
    this.specs = `statsig|${DataAdapterKeyPath.V1Rulesets}|plain_text|${owner}`;
    this.idLists = `statsig|${DataAdapterKeyPath.V1IDLists}|plain_text|${owner}`;
    /** @param {string} name */
    this.idList = (name) => `statsig|${DataAdapterKeyPath.IDList}::${name}|plain_text|${owner}`;
  }
}

exports.AdapterKeys = AdapterKeys;
exports.DataAdapterKeyPath = DataAdapterKeyPath;
