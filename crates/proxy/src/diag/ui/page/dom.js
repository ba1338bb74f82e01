// Small helpers for building the page. Texts only ever become text nodes.

/** The element with the given id. */
export const byId = (id) => document.getElementById(id);

/** An element with a class, and with texts or elements inside. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children.filter((child) => child != null));
  return made;
}

/** Sets a text only where it differs, so that screen readers are not told the same again. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** `1 flag`, `2,000 flags`. */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** How long ago something was. */
export function age(ms) {
  const seconds = Math.max(0, Math.round((Date.now() - ms) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

/** A time of day that says the date when pointed at. */
export function clock(ms) {
  const date = new Date(ms);
  const made = element('time', '', date.toLocaleTimeString('en-GB'));
  made.dateTime = date.toISOString();
  made.title = date.toLocaleString('en-GB');
  return made;
}

/** Asks the proxy; what goes wrong becomes an error in words. */
export async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error('The proxy does not answer.');
  }
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(told.error ?? `The proxy answered with status ${response.status}.`);
  return told;
}
