"""Whatever is passed in place of keys, defaults and users: ``get_value`` gives a value."""

from __future__ import annotations

import itertools
import logging
from typing import Any, Callable, Dict, List

import pytest
from nasty import nasty, objects

from support.dice import Dice, run_seed
from support.records import caught
from support.sides import OURS, Pair, Side, load

CONDITION = '{"u":{"a":"%s","c":%d,%s}}'
OPERANDS = {"l": '"l":["a","1_abc"]', "s": '"s":"1.0.0"', "d": '"d":5'}


def _config() -> str:
    """A flag for each comparator and each kind of attribute, and one with percentage options."""
    flags = {
        "static": '{"t":0,"v":{"b":true},"i":"v"}',
        "options": '{"t":0,"p":[{"p":100,"v":{"b":true},"i":"o"}],"v":{"b":false}}',
    }
    flags["by custom"] = '{"t":0,"a":"Custom1","p":[{"p":100,"v":{"b":true}}],"v":{"b":false}}'
    for comparator in range(36):
        slot = (
            "d"
            if 10 <= comparator <= 15 or comparator in (18, 19)
            else "s"
            if comparator in (6, 7, 8, 9, 20, 21, 28, 29)
            else "l"
        )
        for attribute in ("Identifier", "Custom1"):
            condition = CONDITION % (attribute, comparator, OPERANDS[slot])
            flags[f"{attribute} {comparator}"] = (
                f'{{"t":0,"r":[{{"c":[{condition}],"s":{{"v":{{"b":true}}}}}}],"v":{{"b":false}}}}'
            )
    return '{"p":{"s":"salt"},"f":{' + ",".join(f'"{key}":{flag}' for key, flag in flags.items()) + "}}"


CHANNELS = ["http", "cache", "file"]


@pytest.fixture(params=CHANNELS)
def side(request: Any) -> Any:
    with Pair(request.param, names=[OURS], hooked=request.param == "cache") as pair:
        pair.serve(_config())
        yield pair.sides[0]


LEVELS = [logging.WARNING, logging.INFO, logging.CRITICAL]


def test_keys(side: Side) -> None:
    default = object()
    for key, level in itertools.product(objects(), LEVELS):
        with caught(level):
            assert side.client.get_value(key, default) is default
            details = side.client.get_value_details(key, default)
            assert details.value is default and details.is_default_value
            side.client.get_key_and_value(key)


def test_default_values(side: Side) -> None:
    for default, level in itertools.product(objects(), LEVELS):
        with caught(level):
            assert side.client.get_value("missing", default) is default
            assert side.client.get_value("static", default) is True
            details = side.client.get_value_details("missing", default)
            assert details.value is default and details.is_default_value
            assert side.client.get_value_details("static", default).variation_id == "v"


def test_users(side: Side) -> None:
    for user, level in itertools.product(objects(), LEVELS):
        with caught(level):
            for key in ("static", "options", "by custom", "Identifier 28"):
                assert side.client.get_value(key, None, user) in (True, False, None)
                side.client.get_value_details(key, None, user)
            assert side.client.get_all_values(user)["static"] is True
            assert len(side.client.get_all_value_details(user)) == len(side.client.get_all_keys())


def test_default_users(side: Side) -> None:
    for user in objects():
        with caught():
            side.client.set_default_user(user)
            assert side.client.get_value("static", None) is True
            assert side.client.get_value("Identifier 28", None) in (True, False, None)
            side.client.clear_default_user()


def _makers(user_class: Any) -> Dict[str, Callable[[Any], Any]]:
    return {
        "identifier": lambda value: user_class(value),
        "custom": lambda value: user_class("id", custom={"Custom1": value}),
        "all": lambda value: user_class(
            value, value, value, {"Custom1": value, value if _hashable(value) else "x": value}
        ),
        "the mapping": lambda value: user_class("id", custom=value),
        "no text": lambda value: type("Silent", (user_class,), {"__str__": lambda self: value})("id"),
        "get_attribute": lambda value: type("Other", (user_class,), {"get_attribute": lambda self, name: value})("id"),
        "get_identifier": lambda value: type("Other", (user_class,), {"get_identifier": lambda self: value})("id"),
        "what raises": lambda value: type(
            "Raising", (user_class,), {"get_attribute": nasty, "get_identifier": nasty, "__str__": nasty}
        )("id"),
        "no fields": lambda value: user_class.__new__(user_class),
    }


def _hashable(value: Any) -> bool:
    try:
        return hash(value) is not None
    except BaseException:
        return False


def test_attributes(side: Side) -> None:
    user_class = side.package.user.User
    keys = side.client.get_all_keys()
    for (name, make), value in itertools.product(_makers(user_class).items(), objects()):
        try:
            user = make(value)
        except BaseException:
            continue
        with caught(logging.WARNING):
            values = side.client.get_all_values(user)
        assert values["static"] is True, name
        assert all(found in (True, False) for found in values.values()), name
        for level in LEVELS[:2]:
            with caught(level):
                for key in ("static", "options", "by custom", "Custom1 28", "Custom1 10", "Identifier 34"):
                    assert side.client.get_value(key, None, user) in (True, False, None)
        assert set(values) <= set(keys)


def test_calls_made_of_nasty_objects_alone(side: Side) -> None:
    seed = run_seed()
    print(f"\nseed {seed}")
    dice = Dice(seed)
    every: List[Any] = objects()
    keys = [*every, *side.client.get_all_keys()]
    for _ in range(1500):
        key, default, custom = dice.pick(keys), dice.pick(every), dice.pick(every)
        user = dice.pick([dice.pick(every), side.package.user.User(custom, custom, custom, {"Custom1": custom})])
        with caught(dice.pick(LEVELS)):
            side.client.get_value(key, default, user)
            side.client.get_value_details(key, default, user)


def test_calls_with_missing_or_unknown_arguments_raise_what_python_says() -> None:
    with Pair("cache") as pair:
        pair.serve(_config())
        calls: List[Callable[[Any], Any]] = [
            lambda client: client.get_value(),
            lambda client: client.get_value("static"),
            lambda client: client.get_value("static", None, None, None),
            lambda client: client.get_value("static", default=None),
            lambda client: client.get_value_details("static"),
            lambda client: client.get_key_and_value(),
        ]
        for call in calls:
            theirs, ours = pair.observe(lambda side, call=call: call(side.client))
            assert type(ours.raised) is type(theirs.raised) is TypeError


def test_exits_and_interrupts_are_not_swallowed() -> None:
    package: Any = load(OURS)
    for error in (KeyboardInterrupt, SystemExit):
        user_class = type(
            "Leaving", (package.user.User,), {"get_attribute": lambda self, name, error=error: _leave(error)}
        )
        with Pair("file", names=[OURS]) as pair:
            pair.serve(_config())
            with pytest.raises(error):
                pair.sides[0].client.get_value("Custom1 28", None, user_class("id"))


def _leave(error: type) -> None:
    raise error
