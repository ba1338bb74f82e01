'use strict';

const binding = require('../../../binding.js');
const { DataAdapterKeyPath } = require('./adapter-keys.js');

/** Where a server's ID lists come from: data adapter or network. Native code holds them. */
class IdListsSource {
  #lists;
  #adapter;
  #network;
  #isOver = false;
  /** Whether the adapter has what was downloaded. */
  #isWritten = false;

  /**
   * @param {any} lists Handle of the ID lists.
   * @param {import('./data-adapter.js').DataAdapter | null} adapter
   * @param {import('../network/network.js').Network | null} network null in local mode
   */
  constructor(lists, adapter, network) {
    this.#lists = lists;
    this.#adapter = adapter;
    this.#network = network;
  }

  /** From now on nothing changes. */
  end() {
    this.#isOver = true;
  }

  /** The first time: from the adapter, if there is one. Rejects where nothing could be got. */
  load() {
    return this.#sync(this.#adapter !== null);
  }

  /** Looks for changes. Rejects where that fails, and keeps what there is. */
  poll() {
    return this.#sync(this.#adapter?.supportsPollingUpdatesFor(DataAdapterKeyPath.V1IDLists) === true);
  }

  /** @param {boolean} asksAdapter */
  async #sync(asksAdapter) {
    if (asksAdapter && (await this.#fromAdapter())) return;
    await this.#fromNetwork();
  }

  /** @returns {Promise<boolean>} whether the adapter had them */
  async #fromAdapter() {
    let found;
    try {
      found = await this.#adapter.idLists();
    } catch {
      return false;
    }
    for (const [name, lines] of found) {
      if (this.#isOver) return true;
      await binding.statsigIdListSet(this.#lists, name, lines);
    }
    if (!this.#isOver) binding.statsigIdListKeep(this.#lists, [...found.keys()]);
    return true;
  }

  async #fromNetwork() {
    if (this.#network === null) return;
    const isChanged = await this.#network.syncIdLists();
    if (this.#adapter === null || this.#isOver || (this.#isWritten && !isChanged)) return;
    const lookup = binding.statsigIdListLookup(this.#lists);
    this.#isWritten = await this.#adapter.setIdLists(lookup, this.#texts(lookup));
  }

  /**
   * @param {string} lookup
   * @returns {Iterable<[name: string, lines: string]>}
   */
  *#texts(lookup) {
    for (const name of Object.keys(JSON.parse(lookup))) yield [name, binding.statsigIdListText(this.#lists, name)];
  }
}

exports.IdListsSource = IdListsSource;
