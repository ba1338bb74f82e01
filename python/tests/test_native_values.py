"""What native outcomes have: values as ``json.loads`` makes them, variation ids, and where they come from."""

from __future__ import annotations

import json

import pytest

from support.flags import flag, official, rule, snapshot_of
from vexil._native import Entry
from vexil.configcatclient.user import User

BIG = 2**53 + 1
HUGE = 123456789012345678901234567890

FLAGS = {
    "bool": flag("b", True, i="v0"),
    "text": flag("s", "no", rule("Email", 2, "l", ["@x.com"], {"s": "yes"}, "t1")),
    "split": flag("i", 1, p=[{"p": 30, "v": {"i": 2}, "i": "p1"}, {"p": 70, "v": {"i": 3}, "i": "p2"}]),
}


@pytest.mark.parametrize(
    ("kind", "literal"),
    [
        *(
            ("i", text)
            for text in (
                "5",
                "-5",
                "0",
                "-0",
                str(2**53),
                str(BIG),
                str(-BIG),
                str(2**63),
                str(HUGE),
            )
        ),
        *(("i", text) for text in ("5.0", "1e3", "5.5")),
        *(
            ("d", text)
            for text in (
                "5",
                "5.0",
                "-0.0",
                "1e3",
                "1E3",
                "0.1",
                "1e-7",
                "1e400",
                "-1e400",
                "1.0000000000000001",
            )
        ),
        *(("d", text) for text in (str(BIG), str(HUGE))),
    ],
)
def test_numbers_are_what_json_makes_of_them(kind: str, literal: str) -> None:
    text = '{"f":{"n":{"t":%d,"v":{"%s":%s}}}}' % (
        {"i": 2, "d": 3}[kind],
        kind,
        literal,
    )
    value, _, told = official(text, "n", None)
    snapshot = Entry.parse(text, 1.0, "").snapshot
    assert snapshot is not None
    explanation = snapshot.explain("n", None)
    if told:
        assert explanation.outcome is None
        assert told[0][1].startswith(f"Failed to evaluate setting 'n'. ({explanation.error}). ")
        return
    assert explanation.outcome is not None
    assert (repr(explanation.outcome.value), type(explanation.outcome.value)) == (
        repr(value),
        type(value),
    )
    assert value == json.loads(literal) and type(value) is type(json.loads(literal))


def test_texts_of_all_kinds() -> None:
    texts = ["", "a", "\x00", "ü", "😀", "\ud800", "\udfff\ud800", "a" * 10_000]
    flags = {f"k{text}": flag("s", text) for text in texts}
    snapshot = snapshot_of(flags)
    assert snapshot.keys() == list(flags)
    for key, text in zip(flags, texts):
        outcome = snapshot.evaluate(key, None)
        assert outcome is not None and outcome.value == text
        assert key in snapshot
    assert "ka" in snapshot and "kb" not in snapshot
    assert snapshot.evaluate("k\ud83d\ude00", None) is None


def test_outcomes_tell_where_they_come_from() -> None:
    flags = {
        "f": flag(
            "s",
            "own",
            rule("Email", 0, "l", ["a"], {"s": "first"}, "r0"),
            {
                "c": [{"u": {"a": "Email", "c": 0, "l": ["b"]}}],
                "p": [
                    {"p": 0, "v": {"s": "never"}},
                    {"p": 100, "v": {"s": "always"}, "i": "r1p1"},
                ],
            },
            i="own-id",
            p=[{"p": 100, "v": {"s": "option"}, "i": "p0"}],
        )
    }
    snapshot = snapshot_of(flags)
    for email, expected in {
        "a": ("first", "r0", 0, None),
        "b": ("always", "r1p1", 1, 1),
        "c": ("option", "p0", None, 0),
    }.items():
        outcome = snapshot.evaluate("f", User("id", email))
        assert outcome is not None
        assert (
            outcome.value,
            outcome.variation_id,
            outcome.rule,
            outcome.option,
        ) == expected
    nobody = snapshot.explain("f", None).outcome
    assert nobody is not None
    assert (nobody.value, nobody.variation_id, nobody.rule, nobody.option) == (
        "own",
        "own-id",
        None,
        None,
    )


def test_variation_ids_are_found_in_order() -> None:
    snapshot = snapshot_of(
        {
            **FLAGS,
            "wrong": {**flag("s", "no boolean", i="bad"), "t": 0},
            "none": flag("b", True),
        }
    )
    assert snapshot.find_variation("v0") == ("bool", True)
    assert snapshot.find_variation("t1") == ("text", "yes")
    assert snapshot.find_variation("p2") == ("split", 3)
    assert snapshot.find_variation("P2") is None
    with pytest.raises(ValueError, match="Setting value is not of the expected type <class 'bool'>"):
        snapshot.find_variation("bad")
    # `None == None` in the official package: the first value without an id.
    assert snapshot.find_variation(None) == ("text", "no")  # type: ignore[arg-type]
    assert snapshot.find_variation(5) is None  # type: ignore[arg-type]


def test_keys_are_in_the_order_of_the_document() -> None:
    flags = {
        "b": flag("b", True),
        "10": flag("b", True),
        "a": flag("b", True),
        "2": flag("b", False),
    }
    snapshot = snapshot_of(flags)
    assert snapshot.keys() == list(flags)
    assert list(snapshot.evaluate_all(None)[0].items()) == [
        ("b", True),
        ("10", True),
        ("a", True),
        ("2", False),
    ]
