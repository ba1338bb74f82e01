"""The class ``User``: its shape, and its text."""

from __future__ import annotations

import copy
import json
import math
import pickle
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Dict, Tuple

import pytest

from vexil.configcatclient.user import User

# The arguments of users that both packages are given.
USERS: Dict[str, Tuple[Tuple[Any, ...], Dict[str, Any]]] = {
    "identifier": (("435170f4",), {}),
    "no_identifier": ((None,), {}),
    "empty": (("",), {}),
    "positional": (("id", "a@example.com", "United Kingdom", {"SubscriptionType": "Pro", "UserRole": "Admin"}), {}),
    "keywords": ((), {"identifier": "id", "email": "e", "country": "c", "custom": {"a": 1}}),
    "number": ((12345,), {}),
    "types": (("id",), {"custom": {"b": True, "f": 1.5, "n": None, "l": ["x", "y"], "i": 2**60, "d": {"k": "v"}}}),
    "times": (
        ("id",),
        {"custom": {"t": datetime(2023, 9, 19, 11, 1, 35), "u": datetime(2023, 9, 19, tzinfo=timezone.utc)}},
    ),
    "texts": (('q"\\', "é\u2028", "\ud800"), {"custom": {"a\nb": "\x00"}}),
    "floats": (("id",), {"custom": {"nan": math.nan, "inf": -math.inf, "e": 1e300}}),
    "shadowing": (
        ("id", "real@example.com"),
        {"custom": {"Email": "other@example.com", "Identifier": "other", "Country": None}},
    ),
    "odd_names": (("id",), {"custom": {5: "five", None: "none", True: "yes"}}),
    "empty_custom": (("id",), {"custom": {}}),
}
NAMES = ("Identifier", "Email", "Country", "email", "SubscriptionType", "a", "n", "", 1, None)


@pytest.mark.parametrize("name", USERS)
def test_beside_the_official_class(name: str) -> None:
    official = pytest.importorskip("configcatclient.user").User
    arguments, keywords = USERS[name]
    ours, theirs = User(*arguments, **keywords), official(*arguments, **keywords)
    assert str(ours) == str(theirs)
    assert ours.get_identifier() == theirs.get_identifier()
    assert [ours.get_attribute(name) for name in NAMES] == [theirs.get_attribute(name) for name in NAMES]


def test_its_text() -> None:
    user = User("id", "a@example.com", None, {"k": "v", "missing": None, "at": datetime(2023, 9, 19, 11, 1, 35)})
    assert str(user) == '{"Identifier":"id","Email":"a@example.com","k":"v","at":"2023-09-19T11:01:35"}'


class _Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_what_is_no_json_does_not_spoil_the_text() -> None:
    custom: Dict[Any, Any] = {"d": date(2023, 9, 19), "n": Decimal("1.5"), "s": _Unprintable()}
    assert json.loads(str(User("id", custom=custom))) == {
        "Identifier": "id",
        "d": "2023-09-19",
        "n": "1.5",
        "s": "<_Unprintable>",
    }


def test_neither_do_circles_nor_odd_names() -> None:
    circle: Dict[str, Any] = {}
    circle["self"] = circle
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    for value in (circle, deep, 10**5000):
        assert json.loads(str(User("id", custom={"x": value})))["Identifier"] == "id"
    assert json.loads(str(User("id", custom={("a", "b"): 1}))) == {"Identifier": "id", "('a', 'b')": "1"}  # type: ignore[dict-item]
    assert json.loads(str(User("id", custom="no mapping"))) == {"Identifier": "id"}  # type: ignore[arg-type]


def test_custom_attributes_are_those_of_the_moment() -> None:
    custom = {"a": 1}
    user = User("id", custom=custom)
    custom["a"] = 2
    assert user.get_attribute("a") == 2


def test_it_can_be_pickled_copied_and_derived_from() -> None:
    class Derived(User):
        pass

    user = User("id", "e", "c", {"a": [1]})
    for other in (
        pickle.loads(pickle.dumps(user)),
        copy.copy(user),
        copy.deepcopy(user),
        Derived("id", "e", "c", {"a": [1]}),
    ):
        assert isinstance(other, User) and str(other) == str(user)


def test_the_fields_that_native_code_reads() -> None:
    custom = {"a": 1}
    fields = vars(User(None, "e", custom=custom))
    assert fields == {
        "_User__identifier": "",
        "_User__data": {"Identifier": None, "Email": "e", "Country": None},
        "_User__custom": custom,
    }
