"""The comparison notices differences: the official package beside itself, with something spoiled."""

from __future__ import annotations

import logging
from typing import Any, Callable

import pytest
from compare import Comparison

from support.sides import OFFICIAL, Pair

_LOGGER = logging.getLogger("configcat")


class Spoiled:
    """A client, one method of which does something else."""

    def __init__(self, client: Any, name: str, spoil: Callable[[Any], Any]) -> None:
        self._client = client
        self._name = name
        self._spoil = spoil

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)
        if name != self._name:
            return method
        return lambda *args, **kwargs: self._spoil(method(*args, **kwargs))


def _with(**changes: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def spoil(details: Any) -> Any:
        for name, change in changes.items():
            setattr(details, name, change(getattr(details, name)))
        return details

    return spoil


def _log(result: Any) -> Any:
    if result is True:
        _LOGGER.warning("more", extra={"event_id": 3003})
    return result


def _float(value: Any) -> Any:
    return float(value) if type(value) is int and value == 2 else value


SPOILERS = {
    "an int that is a float": ("get_value", _float),
    "a bool that is an int": ("get_value", lambda value: int(value) if isinstance(value, bool) else value),
    "another variation": ("get_value_details", _with(variation_id=lambda name: "id3" if name == "id2" else name)),
    "another error": ("get_value_details", _with(error=lambda text: text and text.strip())),
    "no option": ("get_value_details", _with(matched_percentage_option=lambda option: None)),
    "another rule": ("get_value_details", _with(matched_targeting_rule=lambda rule: rule and {**rule, "x": 1})),
    "no user": ("get_value_details", _with(user=lambda user: None)),
    "one more record": ("get_value", _log),
    "a key less": ("get_all_values", lambda values: {key: value for key, value in values.items() if key != "flag"}),
    "another order": ("get_all_keys", lambda keys: keys[::-1]),
    "a plain tuple": ("get_key_and_value", lambda found: found and tuple(found)),
}


@pytest.mark.parametrize("name", SPOILERS)
def test_a_planted_difference_is_found(name: str) -> None:
    pair = Pair("cache", names=[OFFICIAL, OFFICIAL])
    with pair:
        side = pair.sides[1]
        real = side.client
        side.client = Spoiled(real, *SPOILERS[name])
        comparison = Comparison(7, [pair])
        comparison.run(20_000)
        side.client = real
    assert comparison.reports
    assert "--- this package" in comparison.reports[0]


def test_the_same_package_on_both_sides_shows_no_difference() -> None:
    with Pair("file", hooked=True, names=[OFFICIAL, OFFICIAL]) as pair:
        comparison = Comparison(11, [pair])
        comparison.run(3_000)
    assert comparison.reports == []
    assert comparison.evaluations >= 3_000
