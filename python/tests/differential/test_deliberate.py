"""Every deliberate difference really is one: the list holds no more than it has to."""

from __future__ import annotations

import hashlib
import logging
from datetime import date
from typing import Any, Dict, Tuple

import pytest
from calls import Call
from compare import look
from deliberate import DELIBERATE, excused
from worlds.users import UserRecipe
from worlds.values import LoudText, Mute

from support.jsontext import Num, to_json
from support.sides import Pair

_ENDING = f"0_{hashlib.sha256(b'saltflag').hexdigest()}"


def _flag(**more: Any) -> Dict[str, Any]:
    return {"p": {"s": "salt"}, "f": {"flag": {"t": Num("0"), **more, "v": {"b": False}}}}


def _rule(comparator: int, **operand: Any) -> Dict[str, Any]:
    condition = {"u": {"a": "Email", "c": Num(str(comparator)), **operand}}
    return _flag(r=[{"c": [condition], "s": {"v": {"b": True}}}])


_OPTIONS = _flag(p=[{"p": Num("100"), "v": {"b": True}}])

#: Config, key, default value, email address and log level.
CASES: Dict[str, Tuple[Dict[str, Any], str, Any, Any, int]] = {
    "an empty record for an unknown key": (_flag(), "unknown", None, "a", logging.INFO),
    "a user that is no JSON": (_flag(), "flag", None, date(2023, 8, 31), logging.INFO),
    "a text that has no UTF-8": (
        {**_OPTIONS, "f": {"flag": {**_OPTIONS["f"]["flag"], "a": "Email"}}},
        "flag",
        None,
        "\ud800",
        logging.WARNING,
    ),
    "a value that has no text": (_rule(34, l=["a"]), "flag", None, Mute(ValueError), logging.WARNING),
    "the hash of an empty ending": (_rule(24, l=[_ENDING]), "flag", None, "a", logging.WARNING),
    "a key with a text of its own": (_flag(), LoudText("flag"), None, "a", logging.INFO),
    "a version to compare with that begins with an equals sign": (
        _rule(6, s="=1.0.0"),
        "flag",
        None,
        "1.0.0",
        logging.WARNING,
    ),
    "a number to compare with that no float can hold": (_rule(12, d=Num("9" * 400)), "flag", None, 5, logging.WARNING),
}


def test_there_is_a_case_of_each() -> None:
    assert sorted(each.name for each in DELIBERATE) == sorted(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_deliberate_difference_is_one(name: str) -> None:
    config, key, default, email, level = CASES[name]
    user = UserRecipe({"Identifier": "id", "Email": email}, None)

    def run(side: Any) -> Any:
        return side.client.get_value_details(key, default, user.make(side.package))

    call = Call("get_value_details", run, level, f"{key!r}, {default!r}, {user!r}", user=user, default=default, key=key)
    with Pair("cache") as pair:
        pair.serve(to_json(config))
        found = look(pair, call, config)
    assert found is not None
    assert excused(found) == name
    assert found.own.raised is None
