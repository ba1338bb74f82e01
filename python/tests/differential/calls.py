"""Calls of the API, and what they do, in words that can be compared."""

from __future__ import annotations

import copy
import json
import logging
from typing import Any, Callable, List, Optional

from worlds.config import World
from worlds.users import OddUser, odd_user
from worlds.values import LoudText, Mute, Text

from support.dice import Dice
from support.sides import Observation, Side

LEVELS = [logging.WARNING] * 6 + [logging.INFO] * 3 + [logging.ERROR, logging.CRITICAL, logging.DEBUG]
_NO_USER = OddUser(None)


class Call:
    """A call with its arguments, and the log level during it."""

    def __init__(self, name: str, run: Callable[[Side], Any], level: int, arguments: str, **known: Any) -> None:
        self.name = name
        self.run = run
        self.level = level
        self.arguments = arguments
        self.user: Any = known.get("user", _NO_USER)
        self.default_user: Any = known.get("default_user", _NO_USER)
        self.default: Any = known.get("default")
        self.key: Any = known.get("key")
        #: How many evaluations it makes.
        self.weight: int = known.get("weight", 1)

    def __call__(self, side: Side) -> Any:
        user = self.default_user.make(side.package)
        if user is None:
            side.client.clear_default_user()
        else:
            side.client.set_default_user(user)
        return self.run(side)

    def at(self, level: int) -> Call:
        """The same call at another log level."""
        other = copy.copy(self)
        other.level = level
        return other

    def __repr__(self) -> str:
        extra = "" if self.default_user is _NO_USER else f" with default user {self.default_user!r}"
        return f"{self.name}({self.arguments}) at level {logging.getLevelName(self.level)}{extra}"

    def is_user(self, side: Side, user: Any) -> str:
        """Which of the users that is."""
        if user is None:
            return "no user"
        if user is self.user.make(side.package):
            return "the user"
        return "the default user" if user is self.default_user.make(side.package) else "another user"


def default_for(dice: Dice, kind: Optional[int]) -> Any:
    suited = {0: False, 1: "text", 2: 7, 3: 0.5}.get(-1 if kind is None else kind)
    odd: List[Any] = [
        True,
        "",
        "default",
        0,
        -0.0,
        float("nan"),
        2**70,
        "\ud800",
        [],
        {},
        object,
        b"x",
        Text("x"),
        ("a",),
        1j,
        "100%s",
        "%",
    ]
    return dice.choose(
        (6, lambda: suited), (2, lambda: None), (1.5, lambda: dice.pick(odd)), (0.01, lambda: Mute(ValueError))
    )


def any_evaluation(dice: Dice, world: World) -> Call:
    """An evaluation of one flag."""
    position = dice.randrange(len(world.keys))
    known_key = world.keys[position]
    missing: List[Any] = ["missing", "Flag", "", "%s", "__class__", "\ud800", 5, None, True, b"flag", ("flag",), 1.5]
    alike: List[Any] = [Text(known_key), LoudText(known_key)]
    key: Any = dice.choose((100, lambda: known_key), (3, lambda: dice.pick(missing)), (1, lambda: dice.pick(alike)))
    kind = world.types[position] if key == world.keys[position] else None
    user = dice.choose((20, lambda: dice.pick(world.users)), (3, lambda: odd_user(dice)))
    default_user = dice.pick(world.users) if dice.chance(0.08) else _NO_USER
    default = default_for(dice, kind)
    name = dice.pick(["get_value", "get_value", "get_value_details"])
    form = dice.randrange(3)

    def run(side: Side) -> Any:
        method = getattr(side.client, name)
        made = user.make(side.package)
        if form == 0 and made is not None:
            return method(key, default, made)
        return method(key, default, user=made) if form == 1 else method(default_value=default, user=made, key=key)

    arguments = f"{key!r}, {default!r}, {user!r}"
    known = {"user": user, "default_user": default_user, "default": default, "key": key}
    return Call(name, run, dice.pick(LEVELS), arguments, **known)


def whole_config_calls(dice: Dice, world: World) -> List[Call]:
    """The calls that look at a config as a whole."""
    user = dice.pick([*world.users, _NO_USER])
    level = dice.pick(LEVELS)
    count = len(world.keys)
    ids: List[Any] = [*dice.shuffled(world.variation_ids())[:3], dice.pick(["no such id", "", None, 5, "%s", "\ud800"])]
    calls = [
        Call("get_all_keys", lambda side: side.client.get_all_keys(), level, "", weight=0),
        Call(
            "get_all_values",
            lambda side: side.client.get_all_values(user.make(side.package)),
            level,
            f"{user!r}",
            user=user,
            weight=count,
        ),
        Call(
            "get_all_value_details",
            lambda side: side.client.get_all_value_details(user=user.make(side.package)),
            level,
            f"{user!r}",
            user=user,
            weight=count,
        ),
    ]
    for name in ids:
        calls.append(
            Call(
                "get_key_and_value",
                lambda side, name=name: side.client.get_key_and_value(name),
                level,
                f"{name!r}",
                weight=0,
            )
        )
    return calls


def tell(call: Call, side: Side, seen: Observation) -> str:
    """Everything that a call did."""
    lines = [
        f"raises {type(seen.raised).__name__}: {_text(seen.raised)}"
        if seen.raised
        else f"gives {_tell(call, side, seen.result)}"
    ]
    lines += [f"logs {record}" for record in seen.records]
    lines += [f"hook gets {_tell(call, side, event)}" for event in seen.events]
    return "\n".join(lines)


def _tell(call: Call, side: Side, value: Any) -> str:
    if value is None or type(value) in (bool, int, float, str):
        return f"{type(value).__name__} {value!r}"
    if type(value) is dict:
        return "{" + ", ".join(f"{key!r}: {_tell(call, side, item)}" for key, item in value.items()) + "}"
    if type(value) is list:
        return "[" + ", ".join(_tell(call, side, item) for item in value) + "]"
    if type(value) is tuple and value[:1] == ("config changed",):
        return f"the config {_node(value[1])}"
    if type(value).__name__ == "KeyValue":
        return f"KeyValue{value._fields!r} {_tell(call, side, list(value))}"
    if type(value).__name__ == "EvaluationDetails":
        return _tell_details(call, side, value)
    return "the default value" if value is call.default else f"{type(value).__name__} {value!r}"


def _tell_details(call: Call, side: Side, details: Any) -> str:
    time = details.fetch_time
    parts = [
        f"key={details.key!r}",
        f"value={'the default value' if _is_odd(call, details.value) else _tell(call, side, details.value)}",
        f"variation_id={details.variation_id!r}",
        # Two downloads have two times.
        f"fetch_time={time and (time if side.channel in ('cache', 'file') else time.tzinfo)!r}",
        f"user={call.is_user(side, details.user)}",
        f"is_default_value={details.is_default_value!r}",
        f"error={details.error!r}",
        f"rule={_node(details.matched_targeting_rule)}",
        f"option={_node(details.matched_percentage_option)}",
    ]
    return "details(" + ", ".join(parts) + ")"


def _is_odd(call: Call, value: Any) -> bool:
    return value is call.default and not isinstance(value, (bool, int, float, str, type(None)))


def _node(node: Any) -> str:
    """A part of the config. What the official package puts into it is left out: the salt, and copies of segments."""
    return json.dumps(_clean(node), sort_keys=False)


def _clean(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _clean(item) for key, item in node.items() if key not in ("inline_segment", "inline_salt")}
    return [_clean(item) for item in node] if isinstance(node, list) else node


def _text(error: Any) -> str:
    try:
        return str(error)
    except Exception:
        return "?"
