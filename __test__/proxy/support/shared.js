'use strict';

/**
 * Something that the tests of a `describe` have in common: made before the first of them, ended after the last.
 *
 * @template {object} T
 * @param {(make: () => Promise<void>) => void} before
 * @param {(end: () => Promise<void>) => void} after
 * @param {(t: import('node:test').TestContext) => Promise<T>} make is given what stands for a test that ends last
 * @returns {T} usable within tests
 */
function shared(before, after, make) {
  /** @type {(() => any)[]} */
  const ends = [];
  /** @type {any} */
  let made;
  const context = /** @type {any} */ ({ after: (end) => ends.push(end) });
  before(async () => {
    made = await make(context);
  });
  after(async () => {
    for (const end of ends) await end();
  });
  return /** @type {T} */ (new Proxy({}, { get: (_, name) => made[name], set: (_, name, value) => ((made[name] = value), true) }));
}

module.exports = { shared };
