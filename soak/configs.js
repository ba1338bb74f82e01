'use strict';

/** The user that all evaluations are for. */
const USER = { identifier: 'u-1', email: 'someone@soak.example', country: 'Nowhere', custom: { Version: '2.3.4' } };

const text = (name, version) => ({ s: `${name} ${version}` });

/**
 * The flags of a config. Each value tells the version, so that values of two configs can never pass for those of one.
 *
 * @param {string} name `good`: the config is to be accepted; anything else must never be seen
 * @param {number} version
 */
function flagsOf(name, version) {
  const here = { v: text(name, version) };
  const wrong = { v: text('wrong', version) };
  const rule = (condition, served) => ({ c: [condition], s: served });
  return {
    plain: { t: 1, ...here },
    number: { t: 2, v: { i: version } },
    targeted: {
      t: 1,
      ...wrong,
      r: [
        rule({ u: { a: 'Version', c: 6, s: '2.3.4' } }, wrong),
        rule({ u: { a: 'Email', c: 2, l: ['@elsewhere.example', '@soak.example'] } }, here),
      ],
    },
    shared: { t: 1, ...wrong, p: [{ p: 40, ...here }, { p: 60, ...here }] },
    dependent: { t: 1, ...wrong, r: [rule({ p: { f: 'plain', c: 0, v: text(name, version) } }, here)] },
  };
}

/** @param {Record<string, any>} [more] further properties of the root; its `f` is added to the flags */
function configText(name, version, more = {}) {
  return JSON.stringify({ ...more, f: { ...flagsOf(name, version), ...more.f } });
}

/** The flags that a text or a number of the version is expected from. */
const KEYS = Object.keys(flagsOf('good', 0));

/**
 * The version that the values of all flags agree on, or what is wrong with them.
 *
 * @param {any[]} values in the order of KEYS
 * @returns {number | string}
 */
function versionOf(values) {
  const version = values[1];
  const isSound = values.every((value, at) => value === (at === 1 ? version : `good ${version}`));
  return isSound && Number.isInteger(version) ? version : JSON.stringify(values);
}

module.exports = { KEYS, USER, configText, versionOf };
