'use strict';

const { SettingType, configOf, plain, setting } = require('../../behaviour/support/fixtures');

const Comparator = { IsOneOf: 0, ContainsAnyOf: 2, NumberEquals: 10, TextEquals: 28, ArrayContainsAnyOf: 34 };

/** A text setting that has another value where a condition on the user holds. */
const ruled = (condition) => ({
  ...setting(SettingType.String, { s: 'others' }, 'id-others'),
  r: [{ c: [{ u: condition }], s: { v: { s: 'these' }, i: 'id-these' } }],
});

/** One setting of each kind, and what it evaluates to for nobody. */
const KINDS = configOf({
  bool: true,
  double: setting(SettingType.Double, { d: 3.14 }, 'id-double'),
  int: 42,
  large: setting(SettingType.Double, { d: 1e21 }, 'id-large'),
  plainText: 'text',
  small: setting(SettingType.Double, { d: 1e-7 }, 'id-small'),
  whole: setting(SettingType.Double, { d: 3 }, 'id-whole'),
});

const KINDS_JSON = [
  ['bool', '{"value":true,"variationId":"id-bool"}'],
  ['double', '{"value":3.14,"variationId":"id-double"}'],
  ['int', '{"value":42,"variationId":"id-int"}'],
  ['large', '{"value":1e+21,"variationId":"id-large"}'],
  ['plainText', '{"value":"text","variationId":"id-plainText"}'],
  ['small', '{"value":1e-7,"variationId":"id-small"}'],
  ['whole', '{"value":3,"variationId":"id-whole"}'],
];

const RULES = configOf({
  byEmail: ruled({ a: 'Email', c: Comparator.ContainsAnyOf, l: ['@example.com'] }),
  byNumberText: ruled({ a: 'Number', c: Comparator.TextEquals, s: '1000000000000000000000' }),
  byRating: ruled({ a: 'Rating', c: Comparator.NumberEquals, d: 4.5 }),
  byRoles: ruled({ a: 'Roles', c: Comparator.ArrayContainsAnyOf, l: ['admin'] }),
  percent: {
    ...setting(SettingType.String, { s: 'nobody' }, 'id-nobody'),
    p: [{ p: 50, v: { s: 'first' }, i: 'id-first' }, { p: 50, v: { s: 'second' }, i: 'id-second' }],
  },
});

module.exports = { Comparator, KINDS, KINDS_JSON, RULES, SettingType, configOf, plain, ruled, setting };
