'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const test = require('node:test');
const { ROOT, runNode } = require('./npm');

test('the demo runs to its end by itself and shows what it promises', { timeout: 120_000 }, () => {
  const output = runNode([path.join('scripts', 'demo.mjs')], { cwd: ROOT });
  const expected = [
    /app \| Listening on http:/,
    /app \| Your config has been changed!/,
    /^ {2}alice {2}true .* swift-pay .* Hello! .* 10$/m,
    /^ {2}bob .* false .* classic-pay .* Szia! .* 10$/m,
    /^ {2}carol .* Welcome back, Carol! .* 100$/m,
    /app \| Your config has been changed!/,
    /^ {2}bob .* false -> true .* classic-pay -> swift-pay .* Szia! .* 10$/m,
    /Evaluating 'paymentProvider' for User/,
    /- Computing hash in the \[0\.\.99\] range from User\.Identifier => \d+ \(this value is sticky and consistent across all SDKs\)/,
    /THEN 'swift-pay' => MATCH, applying rule/,
    /Returning 'swift-pay'\./,
    /Done\. The server sent the config 3 times/,
  ];
  let rest = output;
  for (const pattern of expected) {
    const found = pattern.exec(rest);
    assert.ok(found, `${pattern} is missing, or out of order, in:\n${output}`);
    rest = rest.slice(found.index + found[0].length);
  }
});
