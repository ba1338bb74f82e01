"""The native evaluation: values, rules, and everything that is told of them, beside configcat-client 10.0.1."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
from typing import Any

import pytest

from support.flags import both_users, document, flag, official, rule, snapshot_of
from vexil._native import Entry, Overrides, Snapshot
from vexil.configcatclient.user import User

BIG = 2**53 + 1
HUGE = 123456789012345678901234567890

FLAGS = {
    "bool": flag("b", True, i="v0"),
    "text": flag(
        "s",
        "no",
        rule("Email", 2, "l", ["@x.com"], {"s": "yes"}, "t1"),
        rule("Country", 0, "l", ["DE"], {"s": "de"}),
    ),
    "split": flag(
        "i",
        1,
        p=[{"p": 30, "v": {"i": 2}, "i": "p1"}, {"p": 70, "v": {"i": 3}, "i": "p2"}],
    ),
    "by_team": flag("s", "-", a="Team", p=[{"p": 50, "v": {"s": "a"}}, {"p": 50, "v": {"s": "b"}}]),
    "age": flag("d", 1.5, rule("Age", 14, "d", 5, {"d": 2.5})),
    "version": flag("b", False, rule("Version", 8, "s", "1.2.0", {"b": True})),
    "since": flag("b", False, rule("Since", 19, "d", 1700000000, {"b": True})),
    "roles": flag("b", False, rule("Roles", 34, "l", ["admin", "ü"], {"b": True})),
    "hashed": flag("b", False, rule("Email", 20, "s", "00" * 32, {"b": True})),
    "broken": flag(
        "b",
        True,
        {
            "c": [{"p": {"f": "nope", "c": 0, "v": {"b": True}}}],
            "s": {"v": {"b": False}},
        },
    ),
    "needs": flag(
        "b",
        False,
        {
            "c": [{"p": {"f": "text", "c": 0, "v": {"s": "yes"}}}],
            "s": {"v": {"b": True}},
        },
    ),
}
TEXT = document(FLAGS)


class Plan(str, enum.Enum):
    FREE = "free"


USERS: dict[str, tuple[Any, ...]] = {
    "nobody": (),
    "plain": (
        "id",
        "a@x.com",
        "DE",
        {
            "Age": 7,
            "Team": "red",
            "Version": "1.3.0",
            "Roles": ["admin"],
            "Since": 1.8e9,
        },
    ),
    "empty": ("", "", "", {}),
    "none": (None, None, None, None),
    "texts": (
        "user-17",
        "b@y.com",
        "DE",
        {
            "Age": " 5,5 ",
            "Version": " 1.10.0-rc.1+5 ",
            "Roles": '["ü"]',
            "Since": "1700000001",
        },
    ),
    "surrogates": (
        "\ud800",
        "\udfff@x.com",
        "\ud83d",
        {"Team": "\ude00", "Age": "\ud800"},
    ),
    "numbers": (
        12,
        3.5,
        True,
        {"Age": True, "Team": 2.0, "Version": 1, "Roles": 5, "Since": BIG},
    ),
    "large": (
        HUGE,
        1e300,
        -HUGE,
        {"Age": HUGE, "Team": 1e-7, "Since": 1e16, "Roles": None},
    ),
    "odd": (
        math.nan,
        math.inf,
        -math.inf,
        {"Age": math.nan, "Team": -0.0, "Version": "one", "Roles": "[1]", "Since": "x"},
    ),
    "decimal": (
        decimal.Decimal("1.10"),
        b"x",
        [],
        {"Age": decimal.Decimal("5.01"), "Team": decimal.Decimal("2")},
    ),
    "dates": (
        "id",
        datetime.datetime(2024, 1, 1),
        None,
        {"Age": datetime.datetime(2024, 1, 1), "Since": datetime.datetime(2024, 1, 1)},
    ),
    "zones": (
        "id",
        None,
        None,
        {"Since": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=-5)))},
    ),
    "lists": (
        ["a", "ü"],
        ["a@x.com"],
        ["DE"],
        {"Age": ["5"], "Team": ["ü", '"'], "Roles": ["x", 1], "Version": ["1.3.0"]},
    ),
    "objects": (
        {"a": 1},
        {"b": 2},
        (),
        {"Age": {}, "Team": (1, 2), "Roles": ("admin",), "Since": [], "Version": {}},
    ),
    "enums": (
        Plan.FREE,
        Plan.FREE,
        Plan.FREE,
        {"Age": Plan.FREE, "Version": Plan.FREE, "Roles": Plan.FREE},
    ),
}


# Here the official package fails: it cannot hash lone surrogates.
DELIBERATE = {("surrogates", key) for key in ("split", "by_team", "hashed")}


@pytest.mark.parametrize(
    ("name", "key"),
    [(name, key) for name in USERS for key in FLAGS if (name, key) not in DELIBERATE],
)
def test_values_warnings_and_failures_are_the_official_ones(name: str, key: str) -> None:
    ours, theirs = both_users(*USERS[name]) if USERS[name] else (None, None)
    value, variation_id, told = official(TEXT, key, theirs)
    snapshot = snapshot_of(FLAGS)
    explanation = snapshot.explain(key, ours)
    warnings = [item for item in told if item[0] != 2001]
    assert explanation.warnings == warnings
    outcome = explanation.outcome
    quick = snapshot.evaluate(key, ours)
    if len(warnings) < len(told):
        assert outcome is None and quick is None
        assert told[-1][1].startswith(f"Failed to evaluate setting '{key}'. ({explanation.error}). ")
        return
    assert outcome is not None and explanation.error is None
    assert (outcome.value, type(outcome.value), outcome.variation_id) == (
        value,
        type(value),
        variation_id,
    )
    if told:
        assert quick is None
    else:
        assert quick is not None and quick.value is outcome.value


@pytest.mark.parametrize("name", USERS)
def test_all_flags_at_once_have_the_same_values(name: str) -> None:
    user = User(*USERS[name]) if USERS[name] else None
    many = {f"{key}{index}": node for index in range(60) for key, node in FLAGS.items() if key != "needs"}
    for flags in (FLAGS, many):
        snapshot = snapshot_of(flags)
        values, unusual = snapshot.evaluate_all(user)
        assert list(values) == snapshot.keys() == list(flags)
        assert unusual == [key for key in flags if snapshot.evaluate(key, user) is None]
        for key, value in values.items():
            outcome = snapshot.evaluate(key, user)
            assert value == (None if outcome is None else outcome.value)


def test_what_is_no_user_is_left_to_explain() -> None:
    snapshot = snapshot_of(FLAGS)
    for user in ("user", {"Identifier": "id"}, object(), User):
        assert snapshot.evaluate("bool", user) is None
        values, unusual = snapshot.evaluate_all(user)
        assert set(values.values()) == {None} and unusual == list(FLAGS)
        # Event 4001 is told by others, and 3001 not at all.
        explanation = snapshot.explain("text", user)
        assert explanation.warnings == [] and explanation.outcome is not None and explanation.outcome.value == "no"


def test_merged_snapshots() -> None:
    remote = snapshot_of({"a": flag("b", False), "b": flag("b", False)})
    overrides = Overrides('{"f":[["b",0,true],["c",0,"x"]]}')

    def values(remote: Any, behaviour: int) -> dict[str, Any]:
        snapshot = Snapshot.merge(remote, overrides, behaviour)
        assert snapshot.flag_texts() is None and snapshot != remote
        return snapshot.evaluate_all(None)[0]

    assert values(remote, 0) == values(None, 1) == {"b": True, "c": "x"}
    assert values(remote, 1) == {"a": False, "b": True, "c": "x"}
    assert values(remote, 2) == {"b": False, "c": "x", "a": False}
    with pytest.raises(ValueError):
        Snapshot.merge(remote, overrides, 3)
    with pytest.raises(ValueError):
        Overrides("[")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", None),
        ('{"f":null}', None),
        ('{"f":{}}', []),
        (
            '{"p":{"s":"x"},"f":{"b": {"t":0} ,"1":null,"\\ud800":5,"b":{"t":1,"v":{"s":"\\ud801"}}}}',
            [("b", '{"t":0}'), ("1", "null"), ("\ud800", "5"), ("b", '{"t":1,"v":{"s":"\\ud801"}}')],
        ),
    ],
)
def test_the_texts_of_flags(text: str, expected: Any) -> None:
    snapshot = Entry.parse(text, 0.0, "").snapshot
    assert snapshot is not None and snapshot.flag_texts() == expected


def test_snapshots_of_one_config_are_equal() -> None:
    entry, other = Entry.parse('{"f":{}}', 0.0, ""), Entry.parse('{"f":{"a":{}}}', 0.0, "")
    assert entry.snapshot == entry.snapshot and hash(entry.snapshot) == hash(entry.snapshot)
    assert entry.snapshot != other.snapshot and entry.snapshot != entry
