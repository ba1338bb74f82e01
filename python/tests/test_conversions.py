"""How attribute values are read: written down, and side by side with configcat-client's own evaluator."""

from __future__ import annotations

import enum
import logging
import math
import sys
from collections import UserList
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Any, Callable, Dict, List, Optional, Tuple
from zoneinfo import ZoneInfo

import pytest

from vexil.configcatclient import _conversions


class Colour(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Name(str):
    """A text whose ``str()`` is something else."""

    def __str__(self) -> str:
        return "another text"


class Number(int):
    def __str__(self) -> str:
        return "a number"


class Share(float):
    """As numpy's: a float whose ``str()`` need not be that of its value."""

    def __str__(self) -> str:
        return f"~{float(self)!r}"


class Moment(datetime):
    pass


class Roles(List[str]):
    def __str__(self) -> str:
        return "roles"


class FloatLike:
    def __float__(self) -> float:
        return 2.5

    def __str__(self) -> str:
        return "two and a half"


class IndexLike:
    def __index__(self) -> int:
        return 7

    def __str__(self) -> str:
        return "seven"


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("no text")

    def __float__(self) -> float:
        raise RuntimeError("no number")


class Invalid:
    def __str__(self) -> str:
        raise ValueError("not now")

    def __float__(self) -> float:
        raise ValueError("not now")


class NoOffset(tzinfo):
    """A time zone that does not say which: such times are naive, though they have one."""

    def utcoffset(self, dt: Optional[datetime]) -> Optional[timedelta]:
        return None

    def dst(self, dt: Optional[datetime]) -> Optional[timedelta]:
        return None

    def tzname(self, dt: Optional[datetime]) -> Optional[str]:
        return None


_DEEP = "[" * 100_000

VALUES: Dict[str, Any] = {
    "none": None, "true": True, "false": False,
    "zero": 0, "int": 42, "negative": -5, "int_beyond_2_53": 2**53 + 1, "huge_int": 10**400, "int_beyond_digits": 10**5000,
    "float": 1.5, "integral": 5.0, "minus_zero": -0.0, "small": 1e-7, "tiny": 5e-324, "large": 1e15, "1e16": 1e16, "1e17": 1e17,
    "1e22": 1e22, "digits": 123456789012345680.0, "fraction_of_ten": 0.1 + 0.2, "max": sys.float_info.max,
    "nan": math.nan, "inf": math.inf, "minus_inf": -math.inf,
    "naive": datetime(2023, 9, 19, 11, 1, 35), "utc": datetime(2023, 9, 19, 11, 1, 35, tzinfo=timezone.utc),
    "offset": datetime(2023, 9, 19, 13, 1, 35, 999000, tzinfo=timezone(timedelta(hours=2))),
    "zone": datetime(2023, 9, 19, 13, 1, 35, tzinfo=ZoneInfo("Europe/Budapest")),
    "microseconds": datetime(2023, 9, 19, 11, 1, 35, 1), "before_epoch": datetime(1969, 12, 31, 23, 59, 59, 500000),
    "first": datetime.min, "last": datetime.max, "last_with_offset": datetime.max.replace(tzinfo=timezone(timedelta(hours=-23))),
    "no_offset": datetime(2023, 9, 19, tzinfo=NoOffset()), "moment": Moment(2023, 9, 19, 11, 1, 35),
    "date": date(2023, 9, 19), "time": time(11, 1), "timedelta": timedelta(seconds=5),
    "list": ["a", "b c", "é\"\\"], "empty_list": [], "list_with_none": ["a", None], "list_of_int": [1, 2], "mixed": ["a", 1],
    "nested": [["a"]], "roles": Roles(["x"]), "names": [Name("x"), Colour.RED], "tuple": ("a", "b"), "set": {"a"},
    "frozenset": frozenset({"a"}), "dict": {"a": 1}, "user_list": UserList(["a"]), "bytes": b"1.5", "bytearray": bytearray(b"x"),
    "decimal": Decimal("1.50"), "decimal_nan": Decimal("NaN"), "decimal_snan": Decimal("sNaN"), "huge_decimal": Decimal("1e999"),
    "fraction": Fraction(1, 3), "complex": 1 + 2j, "float_like": FloatLike(), "index_like": IndexLike(), "broken": Broken(),
    "invalid": Invalid(), "object": object(), "type": int,
    "str": "text", "empty": "", "number": "1.5", "comma": "1,5", "commas": "1,5,5", "spaces": " 1.5 ", "underscores": "1_000",
    "text_nan": "NaN", "text_inf": "-Infinity", "exponent": "1e3", "hex": "0x10", "arabic": "٣",
    "json": '["a", "b"]', "json_none": '["a", null]', "json_object": '{"a": 1}', "json_text": '"a"', "json_broken": '["a"', "json_deep": _DEEP,
    "json_surrogate": '["\\ud800"]', "json_empty": "[]", "json_bom": "\ufeff[]",
    "name": Name("1.5"), "name_list": Name('["q"]'), "colour": Colour.RED, "level": Level.HIGH, "number_type": Number(7),
    "share": Share(0.5), "share_integral": Share(4.0), "share_exponent": Share(1e30), "share_nan": Share("nan"),
}  # fmt: skip

Result = Tuple[str, Any]


def outcome_of(convert: Callable[[Any], Any], value: Any, *, has_invalid: bool = True) -> Result:
    """What came out: a value by its ``repr`` (NaN is equal to itself then), an invalid attribute, or why it failed."""
    try:
        return "value", repr(convert(value))
    except ValueError as error:
        return ("invalid", None) if has_invalid else ("failed", str(error))
    except Exception as error:
        return "failed", str(error)


@pytest.fixture(scope="module")
def official() -> Any:
    evaluator = pytest.importorskip("configcatclient.rolloutevaluator")
    logger = pytest.importorskip("configcatclient.logger")
    hooks = pytest.importorskip("configcatclient.configcatoptions").Hooks()
    silent = logger.Logger("conversions of the official package", hooks)
    silent.logger.disabled = True
    return evaluator.RolloutEvaluator(silent)


@pytest.mark.parametrize("name", VALUES)
def test_text_beside_the_official_evaluator(official: Any, name: str) -> None:
    def as_text(value: Any) -> Any:
        result = official._get_user_attribute_value_as_text("A", value, "condition", "key")
        # Comparators look at what a text contains.
        return str.__str__(result) if isinstance(result, str) else str(result)

    expected = outcome_of(as_text, VALUES[name], has_invalid=False)
    assert outcome_of(_conversions.text, VALUES[name], has_invalid=True) == expected


@pytest.mark.parametrize("name", VALUES)
def test_bucket_text_beside_the_official_evaluator(official: Any, name: str) -> None:
    def hashed(value: Any) -> str:
        return "%s" % official._user_attribute_value_to_string(value)

    assert outcome_of(_conversions.bucket_text, VALUES[name]) == outcome_of(hashed, VALUES[name], has_invalid=False)


@pytest.mark.parametrize("name", VALUES)
def test_number_beside_the_official_evaluator(official: Any, name: str) -> None:
    assert outcome_of(_conversions.number, VALUES[name]) == outcome_of(official._convert_numeric_to_float, VALUES[name])


@pytest.mark.parametrize("name", VALUES)
def test_seconds_beside_the_official_evaluator(official: Any, name: str) -> None:
    convert = official._get_user_attribute_value_as_seconds_since_epoch
    assert outcome_of(_conversions.seconds, VALUES[name]) == outcome_of(convert, VALUES[name])


@pytest.mark.parametrize("name", VALUES)
def test_string_list_beside_the_official_evaluator(official: Any, name: str) -> None:
    def convert(value: Any) -> List[str]:
        return list(official._get_user_attribute_value_as_string_list(value))

    assert outcome_of(_conversions.string_list, VALUES[name]) == outcome_of(convert, VALUES[name])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "True"),
        (2**53 + 1, "9007199254740993"),
        (5.0, "5"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (1e15, "1000000000000000"),
        (1e16, "1e+16"),
        (1e-7, "1e-07"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (datetime(2023, 9, 19, 11, 1, 35), "1695121295"),
        (datetime(2023, 9, 19, 13, 1, 35, 999000, tzinfo=timezone(timedelta(hours=2))), "1695121295.999"),
        (date(2023, 9, 19), "2023-09-19"),
        (["a", "é"], '["a","é"]'),
        ([], "[]"),
        (["a", None], "['a', None]"),
        (("a",), "('a',)"),
        (Decimal("1.50"), "1.50"),
        (Fraction(1, 3), "1/3"),
        (Colour.RED, "red"),
        (Share(4.0), "4"),
    ],
    ids=str,
)
def test_text(value: Any, expected: str) -> None:
    assert _conversions.text(value) == expected


def test_a_text_is_a_plain_str() -> None:
    assert type(_conversions.text(Name("x"))) is str
    assert all(type(_conversions.bucket_text(value)) is str for value in (1.5, [Name("x")], 5.0, datetime.min))


def test_what_has_no_text_is_not_called_invalid() -> None:
    with pytest.raises(_conversions.ConversionError, match="not now"):
        _conversions.text(Invalid())
    with pytest.raises(RuntimeError, match="no text"):
        _conversions.text(Broken())


@pytest.mark.parametrize("value", ["", "x", "1,5,5", "0x10", Invalid()])
def test_invalid_numbers(value: Any) -> None:
    for convert in (_conversions.number, _conversions.seconds):
        with pytest.raises(ValueError):
            convert(value)


@pytest.mark.parametrize("value", [None, [], {}, date(2023, 9, 19), 1j])
def test_values_that_are_no_numbers_fail(value: Any) -> None:
    for convert in (_conversions.number, _conversions.seconds):
        with pytest.raises(TypeError):
            convert(value)
    with pytest.raises(TypeError):
        _conversions.number(datetime(2023, 9, 19))


@pytest.mark.parametrize("value", [None, ("a",), {"a"}, ["a", None], [1], 5, "a", '["a",1]', '{"a":1}'])
def test_invalid_lists(value: Any) -> None:
    with pytest.raises(ValueError):
        _conversions.string_list(value)


def test_the_oracle_tells_values_apart() -> None:
    """The comparison above would be worth nothing if everything gave the same."""
    logging.getLogger("conversions of the official package").disabled = True
    kinds = {outcome_of(_conversions.number, value)[0] for value in VALUES.values()}
    assert kinds == {"value", "invalid", "failed"}
