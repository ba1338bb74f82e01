'use strict';

// The few SVG elements that the charts are made of.

const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** @param {unknown} text */
const escape = (text) => String(text).replace(/[&<>"]/g, (char) => ESCAPES[char]);

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/**
 * @param {string} name
 * @param {Record<string, string | number | undefined>} attributes
 * @param {string} [content] escaped already
 */
function element(name, attributes, content) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escape(value)}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {Record<string, string | number | undefined>} [attributes]
 */
const text = (x, y, content, attributes = {}) => element('text', { x, y, ...attributes }, escape(content));

/**
 * A picture with a background of its own, for light and dark pages.
 *
 * @param {{ width: number, height: number, title: string, description: string }} frame
 * @param {string[]} elements
 */
function picture({ width, height, title, description }, elements) {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'ui-sans-serif, system-ui, sans-serif',
    'font-size': 13,
    fill: COLORS.text,
  };
  const content = [
    element('title', {}, escape(title)),
    element('desc', {}, escape(description)),
    element('rect', { width, height, rx: 12, fill: COLORS.background }),
    ...elements,
  ];
  return `${element('svg', attributes, `\n  ${content.join('\n  ')}\n`)}\n`;
}

const COLORS = {
  background: '#f8fafc',
  panel: '#ffffff',
  text: '#0f172a',
  muted: '#475569',
  grid: '#e2e8f0',
  axis: '#94a3b8',
  ours: '#0284c7',
  missed: '#f59e0b',
  others: ['#9333ea', '#db7706', '#64748b'],
};

module.exports = { COLORS, element, picture, text };
