"""Attribute values of all types that a Python program may have at hand."""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Dict, List

from support.dice import Dice

from .texts import BAD_VERSIONS, LIST_TEXTS, NUMBER_TEXTS, ODD_TEXTS, VERSION_TEXTS, WORDS, any_text

INTS = [
    0,
    1,
    -1,
    3,
    42,
    125,
    2**31,
    -(2**31) - 1,
    2**53,
    2**53 + 1,
    2**53 + 2,
    -(2**53) - 1,
    2**63,
    2**64,
    2**70,
    10**22,
    10**308,
    10**400,
    -(10**400),
    1693497500,
]

FLOATS = [
    0.0, -0.0, 1.0, 1.5, 3.0, 0.1, 0.30000000000000004, 1e15, 1e16, 9999999999999998.0, 1e17, 123456789012345680.0,
    1e21, 1e22, 1.5e300, 1e-4, 1e-5,
    0.00012345, 1e-7, 5e-324, 1.7976931348623157e308, 2.0**53, 2.0**63, 1693497500.0, 1693497500.123, -1693497499.9994,
    float("nan"), float("inf"), float("-inf"),
]  # fmt: skip

DATES = [
    datetime(2023, 8, 31, 15, 58, 20, 123000),
    datetime(2023, 8, 31, 15, 58, 20, 123456, tzinfo=timezone.utc),
    datetime(2023, 8, 31, 17, 58, 20, tzinfo=timezone(timedelta(hours=2))),
    datetime(2023, 8, 31, 15, 58, 20, tzinfo=timezone(timedelta(hours=-11, minutes=-30, seconds=-7))),
    datetime(1970, 1, 1), datetime(1969, 12, 31, 23, 59, 59, 999999), datetime.min, datetime.max,
    datetime.min.replace(tzinfo=timezone(timedelta(hours=3))),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-3))),
    datetime(2001, 9, 9, 1, 46, 40, fold=1),
]  # fmt: skip


class Text(str):
    pass


class LoudText(str):
    def __str__(self) -> str:
        return "loud"


class Whole(int):
    pass


class NamedWhole(int):
    def __str__(self) -> str:
        return "five"

    def __float__(self) -> float:
        return 5.5


class Real(float):
    pass


class NamedReal(float):
    def __str__(self) -> str:
        return "one and a half"

    def __float__(self) -> float:
        return 1.5


class Texts(list):  # type: ignore[type-arg]
    pass


class Moment(datetime):
    def __str__(self) -> str:
        return "now"


class Grade(enum.IntEnum):
    LOW = 1
    HIGH = 3


class Role(str, enum.Enum):
    ADMIN = "admin"


class Colour(enum.Enum):
    RED = "red"


class Named:
    def __init__(self, name: str) -> None:
        self.name = name

    def __str__(self) -> str:
        return self.name

    __repr__ = __str__


class Measured:
    def __float__(self) -> float:
        return 1.5

    def __str__(self) -> str:
        return "measured"


class Indexed:
    def __index__(self) -> int:
        return 7

    def __str__(self) -> str:
        return "indexed"


class Mute:
    """Neither a text nor a number."""

    def __init__(self, error: type) -> None:
        self.error = error

    def __str__(self) -> str:
        raise self.error("no text")

    def __float__(self) -> float:
        raise self.error("no number")

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


#: Values of other types than the documented ones.
ODD_VALUES: List[Callable[[], Any]] = [
    lambda: True, lambda: False, lambda: ["a", 1], lambda: [1, 2], lambda: [["a"]], lambda: [None], lambda: ("a", "b"),
    lambda: (),
    lambda: {"a": "b"}, lambda: {}, lambda: {"a"}, lambda: frozenset(), lambda: b"cat", lambda: bytearray(b"5"),
    lambda: b"1.5",
    lambda: Decimal("1.5"), lambda: Decimal("NaN"), lambda: Decimal("sNaN"), lambda: Decimal("1E+400"),
    lambda: Decimal("Infinity"),
    lambda: Fraction(1, 3), lambda: 1j, lambda: Text("cat"), lambda: Text("1.0.0"), lambda: Text("5"),
    lambda: LoudText("cat"), lambda: Text(""),
    lambda: Whole(5), lambda: NamedWhole(5), lambda: Real(1.5), lambda: Real("nan"), lambda: Real(3.0),
    lambda: Real(1e16), lambda: Real(1e22), lambda: Real("-inf"), lambda: NamedReal(2.5),
    lambda: Texts(["a", "cat"]), lambda: Moment(2023, 8, 31), lambda: Grade.HIGH, lambda: Role.ADMIN,
    lambda: Colour.RED,
    lambda: Named("cat"), lambda: Named("1.0.0"), lambda: Named("5"), lambda: Named(""), lambda: Measured(),
    lambda: Indexed(),
    lambda: date(2023, 8, 31), lambda: timedelta(seconds=5), lambda: timezone.utc, lambda: range(3), lambda: int,
    lambda: len,
    lambda: NotImplemented, lambda: Ellipsis, lambda: [Text("a"), LoudText("cat")], lambda: memoryview(b"5"),
    lambda: ["\ud800"], lambda: [],
]  # fmt: skip


def _cycle() -> List[Any]:
    items: List[Any] = ["a"]
    items.append(items)
    return items


#: Values that break what reads or prints them; rare, as they spoil whatever looks at them.
HOSTILE_VALUES: List[Callable[[], Any]] = [
    lambda: Mute(ValueError), lambda: Mute(TypeError), lambda: Mute(RuntimeError), lambda: Mute(UnicodeError),
    lambda: Mute(KeyError), _cycle,
]  # fmt: skip


def any_number(dice: Dice) -> Any:
    return dice.choose(
        (4, lambda: dice.pick(FLOATS)),
        (4, lambda: dice.pick(INTS)),
        (2, lambda: dice.randint(-5, 5)),
        (2, lambda: dice.randint(-50, 50) / dice.pick([1, 2, 10])),
    )


def any_list(dice: Dice) -> List[str]:
    return dice.times(dice.randint(0, 4), lambda: dice.pick(WORDS if dice.chance(0.8) else ODD_TEXTS))


def any_version(dice: Dice) -> str:
    return dice.pick(VERSION_TEXTS if dice.chance(0.8) else BAD_VERSIONS)


def any_value(dice: Dice) -> Any:
    return dice.choose(
        (10, lambda: any_text(dice)),
        (3, lambda: any_number(dice)),
        (1, lambda: dice.pick(DATES)),
        (2, lambda: any_list(dice)),
        # Most of them have no JSON, for which the official package fails wherever a user is logged.
        (1, lambda: dice.pick(ODD_VALUES)()),
        (1, lambda: None),
    )


_SUITED: Dict[str, Callable[[Dice], Any]] = {
    "Number": lambda dice: any_number(dice) if dice.chance(0.5) else dice.pick(NUMBER_TEXTS),
    "Version": any_version,
    "Date": lambda dice: dice.choose(
        (3, lambda: dice.pick(DATES)), (2, lambda: any_number(dice)), (1, lambda: dice.pick(NUMBER_TEXTS))
    ),
    "Tags": lambda dice: any_list(dice) if dice.chance(0.6) else dice.pick(LIST_TEXTS),
}


def attribute_value(dice: Dice, name: str) -> Any:
    """What an attribute of that name mostly holds, so that the comparators that suit it are well fed."""
    if dice.chance(0.003):
        return dice.pick(HOSTILE_VALUES)()
    suited = _SUITED.get(name, any_text)
    return suited(dice) if dice.chance(0.8) else any_value(dice)
