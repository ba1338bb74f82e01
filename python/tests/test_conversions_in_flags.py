"""Attribute values of all kinds in all comparators: what comes out and what is warned about, side by side with configcat-client."""

from __future__ import annotations

import logging
from typing import Any, Dict, Iterator, List, Tuple

import pytest
from test_conversions import VALUES

from support.cdn import Cdn, new_sdk_key
from vexil import configcatclient as ours
from vexil.configcatclient.user import User

_TEXTS = [
    "red",
    "5",
    "True",
    "1e+16",
    "NaN",
    "Infinity",
    "1695121295",
    '["a","b c"]',
    "Colour.RED",
    "7",
    "1.5",
    "text",
    "",
]
_COMPARISONS: Dict[int, Tuple[str, Any]] = {
    **{comparator: ("l", _TEXTS) for comparator in (0, 1, 2, 3, 30, 31, 32, 33, 34, 35)},
    **{comparator: ("l", ["1.0.0", "2.0.0"]) for comparator in (4, 5)},
    **{comparator: ("s", "1.0.0") for comparator in (6, 7, 8, 9)},
    **{comparator: ("d", 1.5) for comparator in range(10, 16)},
    **{comparator: ("d", 1695121295.0) for comparator in (18, 19)},
    **{comparator: ("s", "5") for comparator in (20, 21, 28, 29)},
    **{comparator: ("l", ["aa"]) for comparator in (16, 17, 26, 27)},
    **{comparator: ("l", ["1_aa"]) for comparator in (22, 23, 24, 25)},
}
_FLAGS = {
    **{
        f"c{comparator}": {
            "t": 1,
            "v": {"s": "own"},
            "r": [{"c": [{"u": {"a": "A", "c": comparator, name: comparison}}], "s": {"v": {"s": "rule"}}}],
        }
        for comparator, (name, comparison) in _COMPARISONS.items()
    },
    "options": {"t": 1, "v": {"s": "own"}, "a": "A", "p": [{"p": 1, "v": {"s": f"o{n}"}} for n in range(100)]},
}

#: Deliberate differences. A value that has no text cannot be told of in a warning, which fails the evaluation there, or the logging;
#: and only the JSON module has a limit for depths, and only encoding a dislike of surrogates.
_DIFFERENT = {"broken", "invalid", "int_beyond_digits"}
_DIFFERENT_LISTS = {"json_deep", "json_surrogate"}
_NAMES = [name for name in VALUES if name not in _DIFFERENT]


class Pair:
    """Both clients, with the same config, and what they log."""

    def __init__(self, url: str) -> None:
        official = pytest.importorskip("configcatclient")
        options = pytest.importorskip("configcatclient.configcatoptions").ConfigCatOptions
        manual = pytest.importorskip("configcatclient.pollingmode").PollingMode.manual_poll()
        key = new_sdk_key()
        self.theirs = official.get(key, options(base_url=url, polling_mode=manual))
        self.ours = ours.get(key, ours.ConfigCatOptions(base_url=url, polling_mode=ours.PollingMode.manual_poll()))
        for client in (self.ours, self.theirs):
            client.force_refresh()

    def close(self) -> None:
        self.ours.close()
        self.theirs.close()


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with Cdn({"p": {"s": "salt"}, "f": _FLAGS}) as cdn:
        pair = Pair(cdn.url)
        yield pair
        pair.close()


def test_there_are_all_comparators() -> None:
    assert sorted(_COMPARISONS) == list(range(36))


@pytest.mark.parametrize("derived", [False, True])
@pytest.mark.parametrize("name", _NAMES)
def test_beside_the_official_package(pair: Pair, caplog: pytest.LogCaptureFixture, name: str, derived: bool) -> None:
    their_user = pytest.importorskip("configcatclient.user").User
    caplog.set_level(logging.WARNING)

    def ask(client: Any, user_class: Any, key: str) -> Tuple[Any, List[str]]:
        caplog.clear()
        made = type("Derived", (user_class,), {}) if derived else user_class
        value = client.get_value(key, "DEF", made("x", custom={"A": VALUES[name]}))
        return value, [record.getMessage() for record in caplog.records if record.name == "configcat"]

    for key in _FLAGS:
        if name in _DIFFERENT_LISTS and key in ("c26", "c27", "c34", "c35"):
            continue
        assert ask(pair.ours, User, key) == ask(pair.theirs, their_user, key), key
