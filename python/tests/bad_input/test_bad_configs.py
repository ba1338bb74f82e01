"""Configs that are malformed: nothing raises, and flags that are sound keep their values."""

from __future__ import annotations

import logging
from typing import Any, Callable, List, Tuple

import pytest
from malformed import FATAL, FLAGS, NO_CONFIGS, ODD_CONFIGS, READ_OTHERWISE, SPOILED
from outcome import both, events, told

from support.sides import OFFICIAL, OURS, Observation, Pair, Side

SOUND = '{"t":0,"v":{"b":true},"i":"sound"}'


def _user(side: Side) -> Any:
    return side.package.user.User("id", "a@example.com", "US", {"Custom1": "a"})


@pytest.mark.parametrize("channel", ["http", "cache", "file"])
def test_what_is_no_config(channel: str) -> None:
    with Pair(channel) as pair:
        for text in NO_CONFIGS:
            served = pair.serve(text)
            assert served[1].raised is None, text
            for call in _calls("sound"):
                theirs, ours = both(pair, call)
                if theirs.raised is None:
                    assert told(ours) == told(theirs), text


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_only_python_knows_are_no_json(literal: str) -> None:
    """In downloads and caches only the official package takes them; in files of the program both do."""
    text = '{"f":{"sound":{"t":3,"v":{"d":%s}}}}' % literal
    for channel in ("cache", "file"):
        with Pair(channel) as pair:
            pair.serve(text)
            theirs, ours = both(pair, lambda side: side.client.get_value("sound", 0.5))
            assert repr(theirs.result) == repr(float(literal))
            assert repr(ours.result) == ("0.5" if channel == "cache" else repr(float(literal)))


@pytest.mark.parametrize("channel", ["cache", "file"])
def test_odd_configs_are_configs(channel: str) -> None:
    with Pair(channel) as pair:
        for text in ODD_CONFIGS:
            pair.serve(text)
            for call in _calls("sound"):
                theirs, ours = both(pair, call)
                assert told(ours) == told(theirs), text
                assert events(ours) == events(theirs), text


def _calls(key: str) -> List[Any]:
    return [
        lambda side: side.client.get_value(key, "default", _user(side)),
        lambda side: side.client.get_value(key, "default"),
        lambda side: side.client.get_value_details(key, "default", _user(side)).variation_id,
        lambda side: side.client.get_all_keys(),
        lambda side: side.client.get_all_values(_user(side)),
        lambda side: [details.value for details in side.client.get_all_value_details(_user(side))],
        lambda side: side.client.get_key_and_value("sound"),
        lambda side: side.client.get_key_and_value("no such id"),
    ]


def _with_flag(name: str) -> str:
    return '{"p":{"s":"salt"},"s":[{"n":"S","r":[]}],"f":{"sound":%s,"odd":%s}}' % (SOUND, FLAGS[name])


def _evaluate(pair: Pair) -> List[Tuple[Observation, ...]]:
    """What the odd flag gives for the user and for none, on each side."""
    users: List[Callable[[Side], Any]] = [_user, lambda side: None]

    def call(side: Side, user: Callable[[Side], Any]) -> Any:
        return side.client.get_value("odd", "default", user(side))

    # The official package fails in other ways while it writes evaluation logs.
    return [tuple(pair.observe(lambda side, user=user: call(side, user), logging.WARNING)) for user in users]


def _is_spoiled(seen: Observation) -> bool:
    return told(seen) == "str 'default'" and ("ERROR", 2001) in events(seen)


@pytest.mark.parametrize("name", FLAGS)
def test_a_malformed_flag(name: str) -> None:
    """It gives what it gives officially; where it is spoiled on purpose, the default value. Other flags are sound."""
    with Pair("file") as pair:
        pair.serve(_with_flag(name))
        for number, (theirs, ours) in enumerate(_evaluate(pair)):
            if name in READ_OTHERWISE:
                assert ours.result == READ_OTHERWISE[name][number]
            elif name in SPOILED or name in FATAL:
                assert _is_spoiled(ours)
            else:
                assert told(ours) == told(theirs)
                assert events(ours) == events(theirs)
        sound = pair.observe(lambda side: side.client.get_value("sound", False))
        assert sound[1].result is True
        for call in _calls("odd"):
            both(pair, call)


@pytest.mark.parametrize("name", [*SPOILED, *FATAL, *READ_OTHERWISE])
def test_what_is_listed_as_different_is_different(name: str) -> None:
    with Pair("file", names=[OFFICIAL]) as pair:
        pair.serve(_with_flag(name))
        seen = [observations[0] for observations in _evaluate(pair)]
    if name in READ_OTHERWISE:
        assert [told(each) for each in seen] != [f"{type(value).__name__} {value!r}" for value in READ_OTHERWISE[name]]
    elif name in FATAL:
        assert all(each.raised or ("ERROR", 1000) in events(each) for each in seen)
    else:
        assert not all(_is_spoiled(each) for each in seen)


@pytest.mark.parametrize("text", NO_CONFIGS[:12])
def test_a_config_is_kept_when_the_next_download_is_none(text: str) -> None:
    with Pair("http", names=[OURS]) as pair:
        pair.serve('{"f":{"sound":%s}}' % SOUND)
        pair.serve(text)
        assert pair.observe(lambda side: side.client.get_value("sound", False))[0].result is True
