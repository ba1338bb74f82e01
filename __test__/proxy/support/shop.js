'use strict';

// The config of a shop, for a picture of the page.

const { Comparator, SettingType, configOf, setting } = require('./configs');

const condition = (a, c, l) => ({ u: { a, c, l } });
const serve = (b, i) => ({ v: { b }, i });
const option = (p, b, i) => ({ p, v: { b }, i });
const off = (rules, options = []) => ({ ...setting(SettingType.Boolean, { b: false }, 'off'), r: rules, p: options });

const isStaff = condition('Email', Comparator.ContainsAnyOf, ['@example.com']);
const isDach = condition('Country', Comparator.IsOneOf, ['DE', 'AT', 'CH']);
const needsPayments = { p: { f: 'paymentsV2', c: 0, v: { b: true } } };

const AREAS = ['account', 'billing', 'cart', 'catalog', 'delivery', 'invoice', 'login', 'orders', 'prices', 'search', 'stock', 'support'];
const PARTS = [
  ['beta', off([{ c: [isStaff], s: serve(true, 'on-staff') }])],
  ['pageSize', 25],
  ['rollout', off([], [option(25, true, 'on-25'), option(75, false, 'off-75')])],
  ['title', 'Autumn sale'],
];

/** @param {number} share how many in a hundred see the new checkout */
function shopConfig(share) {
  const areas = AREAS.flatMap((area, at) => PARTS.slice(at % 2, (at % 2) + 3).map(([part, value]) => [`${area}.${part}`, value]));
  return configOf({
    ...Object.fromEntries(areas),
    bannerText: 'Free delivery over 40 €',
    checkoutRedesign: off(
      [
        { c: [isStaff], s: serve(true, 'on-staff') },
        { c: [isDach, needsPayments], p: [option(share, true, 'on-dach'), option(100 - share, false, 'off-dach')] },
      ],
      [option(10, true, 'on-10'), option(90, false, 'off-90')],
    ),
    maxUploadMb: 25,
    paymentsV2: off([
      { c: [condition('Plan', Comparator.IsOneOf, ['enterprise'])], s: serve(true, 'on-plan') },
      { c: [condition('Country', Comparator.IsOneOf, ['DE', 'FR'])], s: serve(true, 'on-eu') },
    ]),
    searchTimeout: 1.5,
  });
}

module.exports = { shopConfig };
