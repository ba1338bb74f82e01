'use strict';

const zlib = require('node:zlib');

/**
 * Whether an image shows anything: the rows of a blank one are all alike.
 *
 * @param {Buffer} png
 */
function isBlank(png) {
  const parts = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  // Differences between neighbours: zero wherever nothing changes.
  const bytes = zlib.inflateSync(Buffer.concat(parts));
  return bytes.filter((byte) => byte !== 0).length < bytes.length / 100;
}

module.exports = { isBlank };
