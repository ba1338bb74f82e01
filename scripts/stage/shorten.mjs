// Shorter names for what only the inside of a function knows: V8 keeps the text of each loaded file, in each worker.
import { minify_sync as minify } from 'terser';

/** Functions and classes keep their names, and statements their lines: stack traces tell where they come from. */
const OPTIONS = {
  compress: false,
  mangle: { keep_classnames: true, keep_fnames: true },
  format: { beautify: true, indent_level: 0, braces: false, comments: false, quote_style: 1 },
};

/** @param {string} text of a CommonJS file */
export function shorten(text) {
  return `${minify(text, OPTIONS).code}\n`;
}
