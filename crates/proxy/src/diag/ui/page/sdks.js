// The table of SDKs. Rows stay the same elements while their contents change: the focus is not lost.

import { age, byId, element, setText } from './dom.js';

const rows = new Map();

/** Shows the SDKs; `onPick` gets the identifier of the one that is chosen. */
export function showSdks(sdks, onPick) {
  const body = byId('sdks');
  for (const [id, row] of rows) {
    if (sdks.some((sdk) => sdk.id === id)) continue;
    row.line.remove();
    rows.delete(id);
  }
  for (const [index, sdk] of sdks.entries()) {
    if (!rows.has(sdk.id)) rows.set(sdk.id, makeRow(sdk.id, onPick));
    const row = rows.get(sdk.id);
    if (body.children[index] !== row.line) body.insertBefore(row.line, body.children[index] ?? null);
    fill(row, sdk);
  }
  byId('no-sdks').hidden = sdks.length > 0;
}

/** Marks the chosen SDK. */
export function markSdk(id) {
  for (const [known, { pick }] of rows) pick.setAttribute('aria-pressed', String(known === id));
}

/** Lets the configs grow older. */
export function updateAges() {
  for (const row of rows.values()) showAges(row);
}

function makeRow(id, onPick) {
  const pick = element('button', 'pick', id);
  pick.type = 'button';
  pick.addEventListener('click', () => onPick(id));
  const head = element('th', '', pick);
  head.scope = 'row';
  const health = element('span', 'health');
  const cell = (label, className, ...children) => {
    const made = element('td', className, ...children);
    made.dataset.label = label;
    return made;
  };
  const row = {
    pick,
    health,
    source: cell('Source', ''),
    key: cell('Key', 'key mono'),
    etag: cell('Config version', 'etag mono'),
    flags: cell('Flags', 'number'),
    streams: cell('Streams', 'number'),
    loaded: cell('Loaded', 'number'),
    checked: cell('Checked', 'number'),
    config: null,
  };
  row.line = element('tr', '', head, cell('Health', '', health), row.source, row.key, row.etag, row.flags, row.streams, row.loaded, row.checked);
  return row;
}

function fill(row, { status, mode, source, key, config, streams }) {
  row.health.className = `health ${status}`;
  setText(row.health, status);
  setText(row.source, `${mode}, ${source}`);
  setText(row.key, key.replace(/^\*{4,}/, '***'));
  row.key.title = key;
  setText(row.etag, config ? config.etag : 'none yet');
  row.etag.title = config ? `${config.etag}, ${config.bytes.toLocaleString('en')} bytes` : '';
  setText(row.flags, config ? config.flags.toLocaleString('en') : '–');
  setText(row.streams, streams.toLocaleString('en'));
  row.config = config;
  showAges(row);
}

function showAges({ loaded, checked, config }) {
  setText(loaded, config ? `${age(config.loaded)} ago` : '–');
  setText(checked, config ? `${age(config.checked)} ago` : '–');
}
