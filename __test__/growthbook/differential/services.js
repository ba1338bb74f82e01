'use strict';

/**
 * A sticky bucket service of the given kind, with some documents in it, which tells what it is asked for.
 *
 * @param {any} sdk the package whose service it is
 * @param {string} kind
 * @param {Record<string, any>} documents by `name||value`
 * @param {(name: string, ...values: any[]) => void} note
 */
function createService(sdk, kind, documents, note) {
  if (kind === 'local storage' || kind === 'async local storage') return createLocalStorage(sdk, kind, documents, note);
  const read = (name, value) => documents[`${name}||${value}`] ?? null;
  const save = (document) => {
    note('saveAssignments', document);
    documents[`${document.attributeName}||${document.attributeValue}`] = document;
  };
  if (kind === 'sync') {
    return new (class extends sdk.StickyBucketServiceSync {
      getAssignmentsSync(name, value) {
        return read(name, value);
      }

      saveAssignmentsSync(document) {
        save(document);
      }
    })();
  }
  return new (class extends sdk.StickyBucketService {
    async getAssignments(name, value) {
      return read(name, value);
    }

    async saveAssignments(document) {
      save(document);
    }
  })();
}

function createLocalStorage(sdk, kind, documents, note) {
  const prefix = 'gbStickyBuckets__';
  const items = new Map(Object.entries(documents).map(([key, document]) => [prefix + key, JSON.stringify(document)]));
  const wrap = kind === 'local storage' ? (value) => value : async (value) => value;
  const localStorage = {
    getItem: (key) => wrap(items.get(key) ?? null),
    setItem(key, value) {
      note('setItem', key, value);
      items.set(key, value);
      return wrap(undefined);
    },
  };
  return new sdk.LocalStorageStickyBucketService({ localStorage });
}

module.exports = { createService };
