'use strict';

// Times of conditions, as the official SDK reads them.

/** Numbers below are seconds. */
const SECONDS_BELOW = 1e10;

/** No date is further away from 1970, in milliseconds. */
const LATEST = 8.64e15;

/**
 * A time in milliseconds; NaN where the value is none, null where there is no value.
 *
 * @param {any} value
 * @returns {number | null}
 */
function milliseconds(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') {
    const time = Date.parse(value);
    if (!Number.isNaN(time)) return time;
  }
  const number = numberOf(value);
  const time = number < SECONDS_BELOW ? number * 1_000 : number;
  // As a date would hold it.
  return Math.abs(time) <= LATEST ? Math.trunc(time) : NaN;
}

/** @param {any} value */
function numberOf(value) {
  try {
    return Number(value);
  } catch {
    // A symbol, or an object that refuses.
    return NaN;
  }
}

/**
 * The calendar day of a time, where this process is, as a number of its own.
 *
 * @param {any} value
 * @returns {number | null}
 */
function day(value) {
  const time = milliseconds(value);
  if (time === null) return null;
  const date = new Date(time);
  return (date.getFullYear() * 12 + date.getMonth()) * 32 + date.getDate();
}

exports.milliseconds = milliseconds;
exports.day = day;
