'use strict';

// Looks at a page as somebody would who cannot see well. These functions run inside the page.

/** Visible texts whose contrast with what is behind them is too low (WCAG 2.1, 1.4.3). Empty: all can be read. */
function lowContrast() {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\d.]+/g).slice(0, 3).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ratio = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const isClear = (color) => color === 'transparent' || /, 0\)$/.test(color);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!isClear(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = [];
  const check = (element, color, size, weight, text) => {
    const isLarge = size >= 24 || (size >= 18.66 && weight >= 700);
    const measured = ratio(color, ground(element));
    if (measured < (isLarge ? 3 : 4.5)) found.push(`${measured.toFixed(2)}: ${text.trim().slice(0, 40)} (${color} on ${ground(element)})`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let count = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest('noscript, option')) continue;
    const style = getComputedStyle(element);
    check(element, style.color, parseFloat(style.fontSize), Number(style.fontWeight), texts.currentNode.data);
    count += 1;
  }
  for (const field of document.querySelectorAll('input[type="text"]')) {
    const style = getComputedStyle(field, '::placeholder');
    if (field.placeholder) check(field, style.color, 14, 400, field.placeholder);
    if (ratio(getComputedStyle(field).borderTopColor, ground(field.parentElement)) < 3) found.push(`border of ${field.name || field.id}`);
    count += 1;
  }
  return count > 20 ? found : [`only ${count} texts are there`];
}

/** Elements that can be operated but have no name for those who cannot see them. */
function nameless() {
  const named = (element) =>
    element.getAttribute('aria-label') ?? element.getAttribute('aria-labelledby') ?? (element.labels?.length ? element.labels[0].textContent : element.textContent);
  const all = [...document.querySelectorAll('button, input, select, a, [role="listbox"], [role="option"], [tabindex]')];
  return all.filter((element) => !named(element)?.trim()).map(({ outerHTML }) => outerHTML);
}

/** What sticks out of the window to the right. */
function overflowing() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) return [`the page is ${document.documentElement.scrollWidth} wide`];
  const visible = [...document.querySelectorAll('main *, header *')].filter((element) => element.checkVisibility() && !element.closest('.sr, thead'));
  return visible.filter((element) => element.getBoundingClientRect().right > width + 0.5 && !element.closest('.flag-list')).map(({ outerHTML }) => outerHTML.slice(0, 80));
}

module.exports = { lowContrast, nameless, overflowing };
