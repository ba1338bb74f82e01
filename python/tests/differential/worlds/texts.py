"""Texts that tell implementations apart."""

from __future__ import annotations

from support.dice import Dice

WORDS = [
    "a",
    "b",
    "ab",
    "abc",
    "A",
    "cat",
    "Cat",
    "dog",
    "a@example.com",
    "b@example.com",
    "@example.com",
    "admin",
    "12345",
    "US",
    "Hungary",
]

SURROGATES = ["\ud83d", "\ude00", "a\ud800b", "\udc00\ud800"]

ODD_TEXTS = [
    "", " ", "\u00a0", "\ufeff", "\t\n", " a ", "a,b", "it's", '"quoted"', "'\"", "back\\slash", "two\nlines", "\r",
    "\x00", "a\x00b",
    "\x1c", "\x7f", "\x85", "\xad", "\u200b", "\u2028", "äöü✓", "e\u0301", "\u00e9", "日本語", "😀", "😀😁", "x😀y",
    "\U0010ffff", "\U000e0001",
    "\ufffd", "ﬀ", "İ", "ß", "%s", "%", "%(a)s", "{}", "{0}", "None", "True", "[]", "\u0378", "\ue000", *SURROGATES,
]  # fmt: skip

NUMBER_TEXTS = [
    "0", "1", "-1", "1.5", "-0", "+3", "1,5", "1,5,5", "1.000,5", "1e5", "1E-3", ".5", "5.", ",5", "5,", "0 ", " 0",
    "1 ", " 3 ",
    "\u00a07", "\ufeff7", "\u200b7", "\x1c7", "\x857", "0x10", "0b1", "1_0", " 1_0,5", "1__0", "_1", "1_", "1_.5",
    "1._5", "1e_5", "1e1_0", "1f",
    "inf", "-inf", "+inf", "Infinity", "-Infinity", " Infinity ", "infinity", "INF", "iNfInItY", "infin", "nan", "NaN",
    " NaN ", "-nan", "+nan",
    "١٢", "１.５", "٣,٥", "१२", "𝟗", "0١", "²", "Ⅷ", "−1", "1e١", "007", "0.1", "1e400", "-1e400", "1e-400",
    "9007199254740993",
    "1693497500", "1693497500.5", "1693497500,123", "--1", "+-1", "-", "+", ".", ",", "e5", "1e", "1 2", "1\x00",
    "0" * 400, "9" * 400, "1j", "True",
]  # fmt: skip

VERSION_TEXTS = [
    "0.0.0", "1.0.0", "1.0.1", "1.2.3", "2.0.0", "10.0.0", "1.2.3-alpha", "1.2.3-alpha.1", "1.2.3-alpha.beta",
    "1.2.3-beta.11",
    "1.2.3-beta.2", "1.2.3-rc.1+build", "1.2.3+build", "1.2.3+other", " 1.2.3 ", "1.0.0-x-y", "1.0.0-0", "1.0.0--",
    "1.0.0-0a",
]  # fmt: skip

BAD_VERSIONS = [
    "v1.2.3", "V1.2.3", "1.2", "1", "01.2.3", "1.02.3", "1.2.3-01", "1.2.3-", "1.2.3+", "=1.2.3", "==1.2.3", "1.2.3.4",
    "abc", "", " ",
    "9007199254740991.0.0", "9007199254740992.0.0", "18446744073709551616.0.0", "99999999999999999999999.0.0",
    "1.0.0-9007199254740993",
    "1.0.0-9007199254740992", "1.0.0-99999999999999999999999", "\u00a01.0.0", "\u200b1.0.0", "\x1c1.0.0", "1.0.0\n",
    "\ufeff1.0.0", "١.0.0", "1.٢.3",
    "1.0.0-é", "1.0.0-a..b", "1.0.0-a_b", "1.0.0+b..1", "1.0.0-" + "a" * 251, "-1.0.0", "1. 0.0", "1.0.0 -a", "1.0.0-١",
    "<1.0.0", ">=1.0.0", "!=1.0.0",
]  # fmt: skip

LIST_TEXTS = [
    "[]", '["a"]', '["a","b"]', ' [ "a" , "cat" ] ', '["😀"]', '["\\ud83d"]', '["\\ud83d\\ude00"]', '["a",1]', "[null]",
    '[["a"]]', '["a"', '"a"',
    '{"0":"a"}', '["a",]', '["\\u0061"]', '["abc","12345"]', '[""]', '["a","a"]', '["a"] x', "[NaN]", '["\t"]', "null",
    "1", "\ufeff[]", "['a']", "[" * 600,
]  # fmt: skip


def any_text(dice: Dice) -> str:
    return dice.choose(
        (10, lambda: dice.pick(WORDS)),
        (4, lambda: dice.pick(ODD_TEXTS)),
        (3, lambda: dice.pick(NUMBER_TEXTS)),
        (2, lambda: dice.pick(VERSION_TEXTS)),
        (1, lambda: dice.pick(BAD_VERSIONS)),
        (2, lambda: dice.pick(LIST_TEXTS)),
        (2, lambda: dice.pick(WORDS) + dice.pick(ODD_TEXTS) + dice.pick(WORDS)),
        (1, lambda: dice.pick([*WORDS, "é", "😀"]) * dice.randint(50, 400)),
    )
