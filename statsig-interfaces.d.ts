/** The interfaces that applications implement, under the name that `statsig-node/interfaces` has in the official package. Types only. */
export type { AdapterResponse, IDataAdapter, IUserPersistentStorage, StickyValues, UserPersistedValues } from './lib/statsig/types/adapters.js';
