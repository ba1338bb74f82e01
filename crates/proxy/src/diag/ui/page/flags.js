// The list of flags: filtered by typing, walked with the arrow keys from the field or from the list itself.

import { byId, counted, element, setText } from './dom.js';

const PAGE = 10;

const input = byId('filter');
const list = byId('flag-list');
const count = byId('flag-count');

/** What is shown: element and flag, in order. */
let options = [];
let visible = [];
let active = -1;
let picked;
let onPick = () => {};

/** `handler` gets the flag that is chosen. */
export function onFlagPicked(handler) {
  onPick = handler;
}

/** Shows the flags of a config. `fresh`: keys to be marked as changed. */
export function showFlags(flags, fresh = new Set()) {
  const activeKey = visible[active]?.flag.key;
  options = flags.map((flag, index) => makeOption(flag, index, fresh.has(flag.key)));
  list.replaceChildren(...options.map((option) => option.line));
  filter();
  const again = visible.findIndex(({ flag }) => flag.key === (activeKey ?? picked));
  if (again >= 0) activate(again);
}

/** Chooses the flag with the given key without telling; returns it, if there is one. */
export function markFlag(key) {
  picked = key;
  for (const { line, flag } of options) line.setAttribute('aria-selected', String(flag.key === key));
  return options.find(({ flag }) => flag.key === key)?.flag;
}

function makeOption(flag, index, isFresh) {
  const line = element(
    'div', isFresh ? 'flag fresh' : 'flag',
    element('span', '', flag.key), element('span', 'quiet', flag.type), element('span', 'quiet', targeting(flag)),
    element('span', '', JSON.stringify(flag.value)),
  );
  line.id = `flag-${index}`;
  line.setAttribute('role', 'option');
  line.setAttribute('aria-selected', String(flag.key === picked));
  line.setAttribute('aria-label', `${flag.key}, ${flag.type}, ${targeting(flag)}, default ${JSON.stringify(flag.value)}${isFresh ? ', changed' : ''}`);
  line.title = isFresh ? `${flag.key}, changed by the last version` : flag.key;
  return { line, flag, text: flag.key.toLowerCase() };
}

function targeting({ rules, options: percentages }) {
  const parts = [rules > 0 && counted(rules, 'rule'), percentages > 0 && 'split'];
  return parts.filter(Boolean).join(', ') || 'none';
}

function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  visible = options.filter(({ text }) => words.every((word) => text.includes(word)));
  const shown = new Set(visible);
  for (const option of options) option.line.hidden = !shown.has(option);
  activate(words.length > 0 && visible.length > 0 ? 0 : -1);
  setText(count, words.length > 0 ? `${visible.length.toLocaleString('en')} of ${counted(options.length, 'flag')}` : counted(options.length, 'flag'));
}

function activate(index) {
  visible[active]?.line.classList.remove('active');
  for (const { line } of options) if (line.classList.contains('active')) line.classList.remove('active');
  active = index;
  const line = visible[index]?.line;
  for (const owner of [input, list]) {
    if (line) owner.setAttribute('aria-activedescendant', line.id);
    else owner.removeAttribute('aria-activedescendant');
  }
  if (!line) return;
  line.classList.add('active');
  line.scrollIntoView({ block: 'nearest' });
}

function pick(option) {
  if (option) onPick(option.flag);
}

function onKey(event) {
  const last = visible.length - 1;
  const moves = {
    ArrowDown: () => Math.min(last, active + 1),
    ArrowUp: () => Math.max(0, active - 1),
    PageDown: () => Math.min(last, active + PAGE),
    PageUp: () => Math.max(0, active - PAGE),
    ...(event.currentTarget === list && { Home: () => 0, End: () => last }),
  };
  if (Object.hasOwn(moves, event.key)) {
    if (last >= 0) activate(moves[event.key]());
  } else if (event.key === 'Enter' || (event.key === ' ' && event.currentTarget === list)) {
    pick(visible[active]);
  } else if (event.key === 'Escape' && input.value) {
    input.value = '';
    filter();
  } else {
    return;
  }
  event.preventDefault();
}

input.addEventListener('input', filter);
input.addEventListener('keydown', onKey);
list.addEventListener('keydown', onKey);
list.addEventListener('focus', () => {
  if (active < 0 && visible.length > 0) activate(Math.max(0, visible.findIndex(({ flag }) => flag.key === picked)));
});
list.addEventListener('click', ({ target }) => {
  const index = visible.findIndex(({ line }) => line.contains(target));
  if (index < 0) return;
  activate(index);
  pick(visible[index]);
});
