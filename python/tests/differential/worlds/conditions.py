"""User conditions that often hold for one of the users."""

from __future__ import annotations

import json
import math
from datetime import datetime, timezone
from typing import Any, Dict, List

from support.dice import Dice
from support.jsontext import Num

from .hashes import bytes_of, salted_hash
from .texts import ODD_TEXTS, VERSION_TEXTS, WORDS, any_text
from .values import any_number, any_version

SUITED = {"Number": [10, 11, 12, 13, 14, 15], "Version": [4, 5, 6, 7, 8, 9], "Date": [18, 19], "Tags": [26, 27, 34, 35]}
TEXT_COMPARATORS = [0, 1, 2, 3, 16, 17, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31, 32, 33]
DATE_SECONDS = [
    "0",
    "1693497500",
    "1693497500.0",
    "1693497500.123",
    "1693497499.9994",
    "-1",
    "-0.0",
    "253402300799.999",
    "1e9",
    "-62135596800",
]
#: Beyond the years of ``datetime``, and beyond ``float``: the official package fails, each time in words of its own.
FAR_SECONDS = ["253402300800", "-62135596801", "1e20", "-1e300", "1e999", "9" * 400]


class Scope:
    """What the conditions of one flag or segment need to know."""

    def __init__(
        self, dice: Dice, attributes: List[str], users: List[Any], config_salt: str, context_salt: str
    ) -> None:
        self.dice = dice
        self.attributes = attributes
        self.users = users
        self.config_salt = config_salt
        self.context_salt = context_salt

    def hashed(self, text: Any) -> str:
        return salted_hash(text, self.config_salt, self.context_salt)


def text_of(value: Any) -> str:
    """What a package makes of a value, near enough for conditions to match."""
    try:
        if isinstance(value, str):
            return str.__str__(value)
        if isinstance(value, datetime):
            return str(seconds_of(value))
        if isinstance(value, list):
            return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        if isinstance(value, float):
            names = {math.inf: "Infinity", -math.inf: "-Infinity"}
            return (
                "NaN"
                if value != value
                else names.get(value, str(int(value)) if value.is_integer() and abs(value) < 1e16 else str(value))
            )
        return str(value)
    except Exception:
        return "a"


def items_of(value: Any) -> List[str]:
    try:
        items = json.loads(value) if isinstance(value, str) else value
        return [item for item in items if isinstance(item, str)] or ["a"]
    except Exception:
        return ["a"]


def seconds_of(value: datetime) -> float:
    aware = value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value
    return (aware - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()


def number_of(value: Any) -> float:
    try:
        if isinstance(value, datetime):
            return seconds_of(value)
        return float(value.replace(",", ".") if isinstance(value, str) else value)
    except Exception:
        return math.nan


def literal(dice: Dice, value: Any) -> Num:
    """A number as JSON, in one of the notations of it."""
    if isinstance(value, float) and not math.isfinite(value):
        return Num({math.inf: "1e999", -math.inf: "-1e999"}.get(value, "0"))
    plain = repr(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 and dice.chance(0.6):
        plain = repr(int(value))
    if plain.lstrip("-").isdigit() and len(plain) < 10 and dice.chance(0.15):
        plain += dice.pick([".0", "e0", ".00E+0", "0e-1" if plain.strip("-0") else "e-1"])
    return Num(plain)


def _around(dice: Dice, target: str) -> List[str]:
    count = dice.choose((8, lambda: dice.randrange(4)), (1, lambda: dice.randint(9, 14)))
    others = dice.times(count, lambda: dice.pick(WORDS if dice.chance(0.8) else ODD_TEXTS))
    return dice.shuffled([target, *others] if dice.chance(0.7) else others)


def _part(dice: Dice, text: str, where: str) -> str:
    size = dice.randrange(min(len(text), 500) + 1)
    if where == "start":
        return text[:size]
    start = len(text) - size if where == "end" else dice.randrange(len(text) - size + 1)
    return text[start : start + size]


def _slice_hash(scope: Scope, text: str, from_start: bool) -> str:
    data = bytes_of(text)
    # The empty ending is read differently on purpose, and hides what else differs.
    size = scope.dice.randint(0 if from_start or scope.dice.chance(0.02) else 1, max(len(data), 1))
    part = data[:size] if from_start else data[len(data) - size :]
    return f"{size}_{scope.hashed(part)}"


def _number_near(dice: Dice, value: Any) -> Num:
    number = number_of(value)
    if math.isnan(number) or dice.chance(0.3):
        other = any_number(dice)
        return literal(dice, other)
    return literal(dice, dice.pick([number, number, number + 1, number - 1, number + 0.1, -number]))


def _seconds_near(dice: Dice, value: Any) -> Num:
    seconds = number_of(value)
    if abs(seconds) < 1e11 and dice.chance(0.6):
        return literal(dice, seconds + dice.pick([0, 0.001, -0.001, 1, -1]))
    return Num(dice.pick(DATE_SECONDS if dice.chance(0.95) else FAR_SECONDS))


def comparison(scope: Scope, comparator: int, value: Any) -> Dict[str, Any]:
    """The operand that a comparator wants."""
    dice = scope.dice
    text = text_of(value)
    parts = {2: "middle", 3: "middle", 30: "start", 31: "start", 32: "end", 33: "end"}
    if comparator in parts:
        where = parts[comparator]
        return {
            "l": dice.times(
                dice.randint(0, 3), lambda: _part(dice, text, where) if dice.chance(0.5) else any_text(dice)
            )
        }
    if comparator in (4, 5):
        target = [value] if isinstance(value, str) and dice.chance(0.7) else []
        return {"l": dice.shuffled([*target, *dice.times(dice.randrange(3), lambda: any_version(dice))])}
    if 6 <= comparator <= 9:
        return {
            "s": value
            if isinstance(value, str) and dice.chance(0.4)
            else dice.pick(VERSION_TEXTS)
            if dice.chance(0.9)
            else any_version(dice)
        }
    if 10 <= comparator <= 15:
        return {"d": _number_near(dice, value)}
    if comparator in (18, 19):
        return {"d": _seconds_near(dice, value)}
    if comparator in (28, 29):
        return {"s": text if dice.chance(0.7) else any_text(dice)}
    if comparator in (26, 27, 34, 35):
        items = _around(dice, dice.pick(items_of(value)))
        return {"l": [scope.hashed(item) for item in items] if comparator < 30 else items}
    if comparator in (16, 17):
        return {"l": [scope.hashed(item) for item in _around(dice, text)]}
    if comparator in (20, 21):
        return {"s": scope.hashed(text if dice.chance(0.7) else "another text")}
    if 22 <= comparator <= 25:
        return {
            "l": dice.times(
                dice.randint(0, 3), lambda: _slice_hash(scope, text if dice.chance(0.6) else "dogcat", comparator < 24)
            )
        }
    return {"l": _around(dice, text)}


def user_condition(scope: Scope) -> Dict[str, Any]:
    dice = scope.dice
    attribute = dice.pick(["Missing", ""]) if dice.chance(0.03) else dice.pick(scope.attributes)
    comparator = dice.randrange(36) if dice.chance(0.25) else dice.pick(SUITED.get(attribute, TEXT_COMPARATORS))
    value = dice.pick(scope.users).peek(attribute)
    return {"a": attribute, "c": Num(str(comparator)), **comparison(scope, comparator, value)}
