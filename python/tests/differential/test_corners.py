"""What random configs reach too seldom, beside the official package."""

from __future__ import annotations

import logging
from typing import Any, Dict, List

import pytest
from calls import Call, tell
from worlds.hashes import bytes_of, salted_hash
from worlds.texts import BAD_VERSIONS, LIST_TEXTS, NUMBER_TEXTS, VERSION_TEXTS, any_text
from worlds.users import OddUser, UserRecipe
from worlds.values import DATES, FLOATS, INTS, ODD_VALUES

from support.dice import Dice, run_seed
from support.jsontext import Num, to_json
from support.sides import Pair


def _value(value: bool) -> Dict[str, Any]:
    return {"v": {"b": value}}


def _flag_of(*conditions: Dict[str, Any]) -> Dict[str, Any]:
    return {"t": Num("0"), "r": [{"c": list(conditions), "s": _value(True)}], **_value(False)}


def _prerequisite(key: str) -> Dict[str, Any]:
    return {"p": {"f": key, "c": Num("0"), **_value(True)}}


def _condition(comparator: int, **operand: Any) -> Dict[str, Any]:
    return {"u": {"a": "Custom1", "c": Num(str(comparator)), **operand}}


def _compare(pair: Pair, config: Dict[str, Any], users: List[Any], levels: List[int]) -> int:
    """Compares all flags for all users; gives the number of evaluations."""
    pair.serve(to_json(config))
    for user in users:
        for level in levels:
            call = Call(
                "get_all_value_details",
                lambda side: side.client.get_all_value_details(user.make(side.package)),
                level,
                "",
                user=user,
            )
            theirs, ours = (tell(call, side, seen) for side, seen in zip(pair.sides, pair.observe(call, level)))
            if "no text" not in theirs and "surrogates not allowed" not in theirs:
                assert ours == theirs, f"{user!r}\n{to_json(config)[:2000]}"
    return len(users) * len(levels) * len(config["f"])


def _user(value: Any) -> UserRecipe:
    return UserRecipe({"Identifier": "id"}, {"Custom1": value})


ALL_LEVELS = [logging.WARNING, logging.INFO]


@pytest.fixture(params=["cache", "file"])
def pair(request: Any) -> Any:
    with Pair(request.param) as made:
        yield made


def test_long_chains_and_diamonds_of_prerequisites(pair: Pair) -> None:
    users = [OddUser(None), _user("a"), _user(5), _user("b")]
    chain = {f"f{i}": _flag_of(_prerequisite(f"f{i + 1}")) for i in range(40)}
    chain["f40"] = _flag_of(_condition(28, s="a"))
    _compare(pair, {"f": chain}, users, ALL_LEVELS)
    diamond = {f"f{i}": _flag_of(_prerequisite(f"f{i + 1}"), _prerequisite(f"f{i + 1}")) for i in range(8)}
    diamond["f8"] = _flag_of(_condition(28, s="a"))
    _compare(pair, {"f": diamond}, users, ALL_LEVELS)


def test_a_chain_that_is_too_long_for_python_is_evaluated(pair: Pair) -> None:
    """The official package runs into the limit of recursion and gives the default value."""
    chain = {f"f{i}": _flag_of(_prerequisite(f"f{i + 1}")) for i in range(900)}
    chain["f900"] = _flag_of(_condition(28, s="a"))
    pair.serve(to_json({"f": chain}))
    theirs, ours = pair.observe(
        lambda side: side.client.get_value("f0", None, _user("a").make(side.package)), logging.WARNING
    )
    assert theirs.result is None
    assert ours.result is True


def test_large_things(pair: Pair) -> None:
    words = [f"word {number}" for number in range(1000)]
    long = "é" * 20_000
    texts: List[Any] = [
        "word 999",
        "word",
        long,
        words,
        to_json(words),
        "9" * 400,
        "0." + "0" * 400 + "1",
        "[" * 500 + "]" * 500,
    ]
    config = {
        "p": {"s": "salt"},
        "f": {
            "oneOf": _flag_of(_condition(0, l=words)),
            "notOneOf": _flag_of(_condition(1, l=words[:11])),
            "ten": _flag_of(_condition(2, l=words[:10])),
            "contains": _flag_of(_condition(2, l=[*words[:9], "éé"])),
            "hashed": _flag_of(_condition(20, s=salted_hash(long, "salt", "hashed"))),
            "hashedStart": _flag_of(
                _condition(22, l=[f"9999_{salted_hash(bytes_of(long)[:9999], 'salt', 'hashedStart')}"])
            ),
            "hashedEnd": _flag_of(_condition(24, l=[f"1_{salted_hash(bytes_of(long)[-1:], 'salt', 'hashedEnd')}"])),
            "array": _flag_of(_condition(34, l=["word 998"])),
            "hashedArray": _flag_of(_condition(26, l=[salted_hash("word 998", "salt", "hashedArray")])),
            "number": _flag_of(_condition(14, d=Num("1e300"))),
            "tiny": _flag_of(_condition(12, d=Num("1e-300"))),
            "percentage": {
                "t": Num("2"),
                "p": [{"p": Num("1"), "v": {"i": Num(str(i))}} for i in range(100)],
                "v": {"i": Num("-1")},
            },
        },
    }
    assert _compare(pair, config, [_user(text) for text in texts], ALL_LEVELS) == 192


def test_every_comparator_with_every_kind_of_value(pair: Pair) -> None:
    """Each comparator with an operand of its kind, for each of the values that random users have."""
    values = [
        *INTS,
        *FLOATS,
        *DATES,
        *NUMBER_TEXTS,
        *VERSION_TEXTS,
        *BAD_VERSIONS,
        *LIST_TEXTS,
        *(make() for make in ODD_VALUES),
    ]
    config: Dict[str, Any] = {"p": {"s": "salt"}, "f": {}}
    for comparator in range(36):
        key = f"f{comparator}"
        hashed = [salted_hash(text, "salt", key) for text in ("5", "a", "1.0.0")]
        operand: Dict[str, Any] = {"l": ["a", "5", "1.0.0", "1693497500.123", "Infinity", "NaN", "1e+16", "3"]}
        if comparator in (10, 11, 12, 13, 14, 15, 18, 19):
            operand = {"d": Num("1693497500.123" if comparator > 17 else "1.5")}
        elif comparator in (6, 7, 8, 9, 28, 29):
            operand = {"s": "1.2.3-beta.2"}
        elif comparator in (4, 5):
            operand = {"l": ["1.2.3", "1.2.3-beta.2"]}
        elif comparator in (20, 21):
            operand = {"s": hashed[0]}
        elif 22 <= comparator <= 25:
            operand = {"l": [f"1_{text}" for text in hashed]}
        elif comparator in (16, 17, 26, 27):
            operand = {"l": hashed}
        config["f"][key] = _flag_of(_condition(comparator, **operand))
    options = [{"p": Num("1"), "v": {"i": Num(str(number))}} for number in range(100)]
    config["f"]["options"] = {"t": Num("2"), "a": "Custom1", "p": options, "v": {"i": Num("-1")}}
    compared = _compare(pair, config, [_user(value) for value in values], [logging.WARNING])
    print(f"\n{compared} evaluations")
    assert compared == len(values) * 37 > 9_000


def test_texts_that_are_cut_anywhere(pair: Pair) -> None:
    seed = run_seed()
    print(f"\nseed {seed}")
    dice = Dice(seed)
    texts = [
        *dice.times(20, lambda: any_text(dice)[:60]),
        "\ud800",
        "\udc00",
        "\U0001f600",
        "\ude00\ud83d",
        "\ufffd",
        "a\ufffdb",
    ]
    parts = [part for text in texts for part in (text, text[1:], text[:-1])]
    for comparator in (2, 3, 28, 30, 31, 32, 33):
        operands = [{"s": part} if comparator == 28 else {"l": [part]} for part in parts]
        config = {
            "f": {f"f{index}": _flag_of(_condition(comparator, **operand)) for index, operand in enumerate(operands)}
        }
        _compare(pair, config, [_user(text) for text in texts], [logging.WARNING])
