"""Where this package differs from the official one on purpose."""

from __future__ import annotations

import logging
import re
from itertools import zip_longest
from typing import Any, Callable, List, NamedTuple, Optional

from calls import Call

from support.jsontext import to_json
from support.sides import OFFICIAL, Observation, load

OFFICIAL_PACKAGE = load(OFFICIAL)


class Difference:
    """What a call does in both packages, where that is not the same."""

    def __init__(
        self, call: Call, config: Any, theirs: str, seen: Observation, ours: str, our_seen: Observation
    ) -> None:
        self.call = call
        self.config = config
        self.theirs = theirs
        self.ours = ours
        self.official = seen
        self.own = our_seen

    def sort(self) -> str:
        """The first line that is not the same, without names and numbers: it tells sorts of differences apart."""
        lines, others = self.theirs.split("\n"), self.ours.split("\n")
        pairs = zip_longest(lines, others, fillvalue="")
        theirs, ours = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
        return f"{_skeleton(theirs)} / {_skeleton(ours)}"


def _skeleton(line: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"'[^']*'|\"[^\"]*\"", "''", line))[:120]


class Deliberate(NamedTuple):
    name: str
    reason: str
    applies: Callable[[Difference], bool]


def _without(text: str, line: str) -> str:
    return "\n".join(each for each in text.split("\n") if each != line)


def _has_no_text(found: Difference) -> bool:
    """The user cannot be logged by the official package, and was to be."""
    if found.call.level > logging.INFO:
        return False
    for recipe in (found.call.user, found.call.default_user):
        user = recipe.make(OFFICIAL_PACKAGE)
        if user is not None:
            try:
                return str(user) is None
            except Exception as error:
                return f"({error})" in found.theirs
    return False


def _has_mute(found: Difference) -> bool:
    """There is an attribute or a default value whose ``str()`` raises, and the official package runs into that."""
    return ("no text" in found.theirs or "no number" in found.theirs) and "Mute" in repr(found.call)


def _has_empty_ending(found: Difference) -> bool:
    """A hashed comparator of endings is given the hash of the empty text."""
    for condition in _user_conditions(found.config):
        if str(condition["c"]) in ("24", "25") and any(str(item).startswith("0_") for item in condition["l"]):
            return True
    return False


def _has_huge_operand(found: Difference) -> bool:
    """A number to compare with has more digits than ``float`` has room for."""
    return (
        "(int too large to convert to float)" in found.theirs
        and re.search(r'"d":-?\d{309}', to_json(found.config)) is not None
    )


def _has_version_with_sign(found: Difference) -> bool:
    """A version to compare with begins with an equals sign, after which the official package reads another comparator."""
    return re.search(r'"c":[68],"s":"\s*=', to_json(found.config)) is not None


def _has_loud_key(found: Difference) -> bool:
    """The key is of a subclass of ``str`` that ``str()`` makes another text of, as it does of members of ``(str, Enum)``."""
    return isinstance(found.call.key, str) and str(found.call.key) != str.__str__(found.call.key)


def _user_conditions(node: Any) -> List[Any]:
    if isinstance(node, list):
        return [found for item in node for found in _user_conditions(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if {"a", "c", "l"} <= set(node) else []
    return own + [found for item in node.values() for found in _user_conditions(item)]


DELIBERATE: List[Deliberate] = [
    Deliberate(
        "an empty record for an unknown key",
        "An evaluation log that says nothing helps nobody.",
        lambda found: "#1001 " in found.theirs and _without(found.theirs, "logs INFO #5000 [5000] ") == found.ours,
    ),
    Deliberate(
        "a user that is no JSON",
        "A flag must not change its value because logging is on: what has no JSON is logged as its text.",
        _has_no_text,
    ),
    Deliberate(
        "a text that has no UTF-8",
        "Lone surrogates are hashed as three bytes each, as in the other packages, instead of failing the evaluation.",
        lambda found: "codec can't encode character" in found.theirs and "surrogates not allowed" in found.theirs,
    ),
    Deliberate(
        "a value that has no text",
        "Where str() of an attribute or a default value raises, its type is told: nothing raises out of get_value.",
        _has_mute,
    ),
    Deliberate(
        "the hash of an empty ending",
        "Every text ends with the empty text; the official package compares the whole text. No dashboard makes that.",
        _has_empty_ending,
    ),
    Deliberate(
        "a number to compare with that no float can hold",
        "It is infinite, instead of failing the evaluation. No dashboard makes that.",
        _has_huge_operand,
    ),
    Deliberate(
        "a version to compare with that begins with an equals sign",
        "It is no version. The official package takes the sign for a part of the comparator.",
        _has_version_with_sign,
    ),
    Deliberate(
        "a key with a text of its own",
        "It is hashed and logged as the key that it is, so that percentage options are those of all other SDKs.",
        _has_loud_key,
    ),
]


def excused(difference: Difference) -> Optional[str]:
    """The name of the deliberate difference that this is, or ``None``."""
    return next((each.name for each in DELIBERATE if each.applies(difference)), None)
