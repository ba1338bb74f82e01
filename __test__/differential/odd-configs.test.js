'use strict';

// Which bodies are configs, and how odd ones are read, beside the official package.

const assert = require('node:assert/strict');
const test = require('node:test');
const { compareEverything, openPair } = require('./pair');
const { assertSame } = require('./same');

const on = '{"t":0,"v":{"b":true}}';
const off = '{"t":0,"v":{"b":false}}';
const ODDLY_KEYED = [
  `{"f":{"b":${on},"2":${on},"a":${on},"10":${on},"1":${on}}}`,
  `{"f":{"b":${on},"a":${on},"b":${off}}}`,
  `{"f":{"1":${on},"a":${on},"1":${off},"0":${on}}}`,
  `{"f":{"4294967294":${on},"4294967295":${on},"00":${on},"-0":${on},"1.0":${on},"1e0":${on},"9007199254740993":${on}}}`,
  `{"f":{"\\u0061":${on},"a":${off}}}`,
  `{"f":{"\\ud83d\\ude00":${on},"\\ud83d":${on},"\\ude00":${on}}}`,
  `{"f":{"__proto__":${on},"a":${off}}}`,
  `{"f":{"__proto__":${off},"__proto__":${on},"constructor":${on},"toString":${on}}}`,
  `{"f":{"a":${off}},"f":{"b":${on}}}`,
  `{"f":{"a":{"t":0,"t":1,"v":{"b":true},"v":{"s":"last"}}}}`,
  `{"f":{"a":{"__proto__":{"r":[]},"t":0,"v":{"__proto__":{"b":false},"b":true}}}}`,
  `{"p":{"s":"x"},"p":null,"s":[{"n":"S"}],"f":{"a":${on}}}`,
];

test('keys in odd orders, forms and numbers', async (t) => {
  const pair = await openPair(t);
  for (const configJson of ODDLY_KEYED) {
    await compareEverything(pair, configJson, [undefined, { identifier: 'a' }], configJson);
  }
});

test('null stands for nothing', async (t) => {
  const pair = await openPair(t);
  const served = '"v":{"b":true,"s":null,"i":null,"d":null},"i":null';
  const rule = `{"c":[{"u":null,"p":null,"s":{"s":0,"c":0}}],"s":{${served}},"p":null}`;
  const segment = '{"n":"S","r":[{"a":"Email","c":28,"s":"a","d":null,"l":null}]}';
  const setting = `{"t":0,"a":null,"r":[${rule}],"p":[{"p":100,${served}}],${served}}`;
  const bare = `{"t":0,"r":null,"p":null,${served}}`;
  const config = `{"p":{"u":null,"r":null,"s":null},"s":[${segment}],"f":{"a":${setting},"b":${bare}}}`;
  assert.equal(await pair.serve(config), true);
  for (const user of [undefined, { identifier: '' }, { identifier: '', email: 'a' }]) {
    const tell = ({ key, value, variationId, isDefaultValue }) => [key, value, variationId ?? undefined, isDefaultValue];
    const results = await pair.observe({ user, level: -1, run: async (client) => (await client.getAllValueDetailsAsync(user)).map(tell) });
    const [theirs, ours] = results.map((text) => text.split('\n')[0]);
    assertSame(ours, theirs);
  }
});

const NO_CONFIGS = [
  '', ' ', '{', '{"f":{}', 'null', '1', '"f"', '[]', '{}x', '{"f":[]}', '{"f":1}', '{"s":{}}', '{"s":"x"}', '{"p":[]}', '{"p":1}', '{"p":{"r":"1"}}',
  '{"p":{"r":1.5}}', '{"p":{"u":1}}', '{"p":{"s":1}}', '{"f":{"a":{"t":0,"v":{"b":true}}},}', "{'f':{}}", '\ufeff{"f":{}}', '{"f":{}}\u0000',
  '{"f":{"a\n":{"t":0,"v":{"b":true}}}}', '{"f":NaN}', '{"f":01}', '{"f":{}}//', '{"\\x":1}', '{"\\ud8":1}',
];
const CONFIGS = [
  '{}', '{"f":null}', '{"f":{}}', ' {"p":null,"s":null,"f":{}} ', '{"p":{"r":1.0,"u":null}}', '{"f":{},"f":null}', '{"f":1,"f":{}}', '{"zz":[[[{}]]]}',
  '{"p":{"r":1e0}}', '{"f":{"":{"t":0,"v":{"b":true}}}}', Buffer.from([0x7b, 0x22, 0x7a, 0x22, 0x3a, 0x22, 0xff, 0xc3, 0x22, 0x7d]),
];

test('the same bodies are configs', async (t) => {
  const pair = await openPair(t);
  const codes = async (body) => {
    pair.cdn.setConfig(body);
    const refresh = { run: async (client) => (await client.forceRefreshAsync()).errorCode, level: 3 };
    // What a parser says about a syntax error is its own business.
    return (await pair.observe(refresh)).map((text) => text.replace(/ SyntaxError\(".*?"\)$/gm, ' SyntaxError'));
  };
  for (const body of NO_CONFIGS) {
    // Each failure is the first one: an error that repeats is logged at Debug.
    await pair.serve('{"f":{"kept":{"t":0,"v":{"b":true}}}}');
    const [theirs, ours] = await codes(body);
    assert.match(theirs, /gives 1105/, body);
    assertSame(ours, theirs, body);
    const [, kept] = await pair.observe({ run: (client) => client.getAllKeysAsync(), level: -1 });
    assert.equal(kept, 'gives ["kept"]', body);
  }
  for (const body of CONFIGS) {
    const [theirs, ours] = await codes(body);
    assert.match(theirs, /gives 0/, String(body));
    assertSame(ours, theirs, String(body));
    const [theirConfig, ourConfig] = await pair.observe({ run: (client) => client.snapshot().fetchedConfig, level: -1 });
    assertSame(ourConfig, theirConfig, String(body));
  }
});
