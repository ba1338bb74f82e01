// What happened: at the sources, and to the configs.

import { byId, clock, counted, element } from './dom.js';

/** How many changes are kept. */
const KEPT = 50;

let shownRecords = '';

/** The last records of an SDK, newest first. */
export function showRecords(records) {
  const text = JSON.stringify(records);
  if (text === shownRecords) return;
  shownRecords = text;
  const lines = records.map(({ time, ok, message }) => {
    const mark = element('span', `mark ${ok ? 'ok' : 'failed'}`, ok ? 'ok' : 'error');
    return element('li', '', clock(time), element('span', '', mark, ' ', message));
  });
  byId('records').replaceChildren(...lines.reverse());
  byId('no-records').hidden = lines.length > 0;
}

/** Adds a change of a config. */
export function addChange({ sdk, added, removed, changed, segments }) {
  const what = [
    changed.count > 0 && `${counted(changed.count, 'flag')} changed`,
    added.count > 0 && `${counted(added.count, 'flag')} added`,
    removed.count > 0 && `${counted(removed.count, 'flag')} removed`,
    segments && 'segments changed',
  ].filter(Boolean);
  const about = element('span', '', element('strong', '', sdk), ` ${what.join(', ') || 'has a new version with the same flags'}`);
  for (const [word, { count, keys }] of [['Changed', changed], ['Added', added], ['Removed', removed]]) {
    if (count === 0) continue;
    const more = count > keys.length ? `, and ${count - keys.length} more` : '';
    about.append(element('span', 'keys', `${word}: `, element('code', '', keys.join(', ')), more));
  }
  const list = byId('changes');
  list.prepend(element('li', '', clock(Date.now()), about));
  while (list.children.length > KEPT) list.lastElementChild.remove();
  byId('no-changes').hidden = true;
}
