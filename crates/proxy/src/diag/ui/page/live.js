// The stream of news. The browser tries again by itself after a lost connection; after a refusal this does.

import { setText } from './dom.js';

const AGAIN_MS = 3000;

/** Listens for news as long as the page is open. */
export function listen(indicator, { onState, onChange }) {
  const show = (className, text) => {
    indicator.className = `live ${className}`;
    setText(indicator, text);
  };
  const source = new EventSource('ui/api/events');
  source.addEventListener('open', () => show('on', 'Live'));
  source.addEventListener('error', () => {
    show('lost', 'Connection lost. Trying again…');
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(indicator, { onState, onChange }), AGAIN_MS);
  });
  source.addEventListener('state', ({ data }) => onState(JSON.parse(data)));
  source.addEventListener('change', ({ data }) => onChange(JSON.parse(data)));
}
