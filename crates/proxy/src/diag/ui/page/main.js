// Ties the parts of the page together. What is chosen stands in the address: `#sdk/flag`.

import { addChange, showRecords } from './activity.js';
import { ask, byId, counted, setText } from './dom.js';
import { clearResult, evaluate } from './evaluation.js';
import { markFlag, onFlagPicked, showFlags } from './flags.js';
import { listen } from './live.js';
import { markSdk, showSdks, updateAges } from './sdks.js';

const chosen = { sdk: undefined, flag: undefined };
/** The version of the config whose flags are listed. */
let listed;
let state;
/** Keys that have changed in the chosen SDK since it was chosen. */
let fresh = new Set();

function readAddress() {
  const [sdk, flag] = location.hash.slice(1).split('/').map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
  chosen.sdk = sdk || undefined;
  chosen.flag = flag || undefined;
}

function writeAddress() {
  const parts = [chosen.sdk, chosen.flag].filter((part) => part != null).map(encodeURIComponent);
  history.replaceState(null, '', `#${parts.join('/')}`);
}

const sdkState = () => state?.sdks.find(({ id }) => id === chosen.sdk);

function pickSdk(id) {
  if (id === chosen.sdk) return;
  Object.assign(chosen, { sdk: id, flag: undefined });
  listed = undefined;
  fresh = new Set();
  writeAddress();
  clearResult();
  showFlags([]);
  showFlag();
  showState();
}

function pickFlag(flag) {
  chosen.flag = flag.key;
  writeAddress();
  markFlag(flag.key);
  showFlag(flag);
  evaluate(chosen.sdk, flag.key);
}

function showFlag(flag) {
  setText(byId('flag-title'), flag?.key ?? chosen.flag ?? 'no flag chosen');
  const facts = flag && [flag.type, flag.rules > 0 && counted(flag.rules, 'targeting rule'), flag.options > 0 && counted(flag.options, 'percentage option')];
  setText(byId('flag-facts'), facts ? facts.filter(Boolean).join(', ') : '');
}

function showState() {
  setText(byId('version'), state.version);
  setText(byId('overall'), state.status);
  byId('overall').className = `health ${state.status}`;
  setText(byId('cache'), state.cache.status === 'n/a' ? 'No shared cache' : `Shared cache: ${state.cache.status}`);
  showSdks(state.sdks, pickSdk);
  if (!sdkState()) Object.assign(chosen, { sdk: (state.sdks.find(({ config }) => config) ?? state.sdks[0])?.id, flag: undefined });
  markSdk(chosen.sdk);
  setText(byId('flags-sdk'), chosen.sdk ?? 'no SDK');
  showRecords(sdkState()?.records ?? []);
  loadFlags();
}

/** Loads the flags if they are not those of the current version. */
async function loadFlags() {
  const { sdk } = chosen;
  const config = sdkState()?.config;
  if (!config) return showProblem(sdk ? `SDK '${sdk}' has no config yet.` : '');
  const version = `${sdk} ${config.etag}`;
  if (version === listed) return;
  const isUpdate = listed !== undefined;
  listed = version;
  try {
    const { flags } = await ask(`ui/api/flags?sdk=${encodeURIComponent(sdk)}`);
    if (version !== listed) return;
    showProblem('');
    showFlags(flags, fresh);
    followFlag(isUpdate);
  } catch (error) {
    if (version !== listed) return;
    listed = undefined;
    showProblem(error.message);
  }
}

/** The chosen flag in a new version of the config. */
function followFlag(isUpdate) {
  if (chosen.flag == null) return;
  const flag = markFlag(chosen.flag);
  showFlag(flag);
  evaluate(chosen.sdk, chosen.flag, isUpdate ? 'Evaluated again: the config has changed.' : undefined);
}

function showProblem(text) {
  const problem = byId('flags-problem');
  setText(problem, text);
  problem.hidden = text === '';
  if (text) {
    listed = undefined;
    showFlags([]);
  }
}

function onChange(change) {
  addChange(change);
  if (change.sdk === chosen.sdk) fresh = new Set([...change.changed.keys, ...change.added.keys]);
}

readAddress();
onFlagPicked(pickFlag);
byId('evaluate').addEventListener('submit', (event) => {
  event.preventDefault();
  evaluate(chosen.sdk, chosen.flag);
});
addEventListener('hashchange', () => {
  readAddress();
  listed = undefined;
  if (state) showState();
});
setInterval(updateAges, 1000);
// Not by the address, which says what is chosen.
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  byId('filter').focus();
});
listen(byId('live'), {
  onState(next) {
    state = next;
    showState();
  },
  onChange,
});
