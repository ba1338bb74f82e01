"""Caches that fail, or hold what is no payload: a miss that is logged, and nothing raises."""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, List, Optional

import pytest
from outcome import events

from support.cdn import Cdn, new_sdk_key
from support.records import Record, caught
from support.sides import OFFICIAL, OURS, load

CONFIG = '{"f":{"flag":{"t":0,"v":{"b":true},"i":"v"}}}'
GOOD = f"1693497500123\netag\n{CONFIG}"


class ScriptedCache:
    """A cache that returns or raises what it is told."""

    def __init__(
        self, payload: Any = None, get_error: Optional[BaseException] = None, set_error: Optional[BaseException] = None
    ) -> None:
        self.payload = payload
        self.get_error = get_error
        self.set_error = set_error

    def get(self, key: str) -> Any:
        if self.get_error is not None:
            raise self.get_error
        return self.payload

    def set(self, key: str, value: str) -> None:
        if self.set_error is not None:
            raise self.set_error
        self.payload = value


class Seen:
    """What a client with a cache does."""

    def __init__(self, name: str, cache: Any, cdn: Optional[Cdn] = None, calls: int = 1) -> None:
        package: Any = load(name)
        self.errors: List[str] = []
        hooks = package.configcatoptions.Hooks(on_error=self.errors.append)
        more: Dict[str, Any] = {"base_url": cdn.url} if cdn else {"offline": True}
        mode = package.PollingMode.manual_poll()
        options = package.ConfigCatOptions(polling_mode=mode, config_cache=cache, hooks=hooks, **more)
        self.raised: Optional[BaseException] = None
        self.results: List[Any] = []
        self.records: List[Record] = []
        with caught(logging.WARNING) as records:
            client = package.get(new_sdk_key(), options)
            try:
                if cdn:
                    client.force_refresh()
                for _ in range(calls):
                    self.results.append(client.get_value("flag", False))
                self.results.append(client.get_value_details("flag", False).variation_id)
                self.results.append(client.get_all_keys())
                self.results.append(client.get_all_values())
            except Exception as error:
                self.raised = error
            finally:
                client.close()
        self.records = records


PAYLOADS: Dict[str, Any] = {
    "None": None, "nothing": "", "bytes": GOOD.encode(), "no bytes": b"", "an int": 5, "zero": 0, "a list": ["a"],
    "a dict": {"f": {}},
    "an object": object(), "a bool": True, "rubbish": "rubbish", "one line end": "1\n", "two line ends": "\n\n",
    "no ETag": f"1693497500123\n\n{CONFIG}",
    "no time": f"\netag\n{CONFIG}", "a time in words": f"yesterday\netag\n{CONFIG}",
    "no config": "1693497500123\netag\n",
    "half a config": GOOD[:-9], "a time alone": "1693497500123", "a time and an ETag": "1693497500123\netag",
    "a blank config": "1\ne\n  ",
    "good": GOOD, "a time with a fraction": f"1693497500123.5\netag\n{CONFIG}",
    "a time with blanks": f" 1693497500123 \netag\n{CONFIG}",
    "carriage returns": GOOD.replace("\n", "\r\n"), "a negative time": f"-5\netag\n{CONFIG}",
    "time zero": f"0\netag\n{CONFIG}",
    "more after the config": GOOD + "\n", "an ETag with blanks": f"1693497500123\n \n{CONFIG}",
    "a single quote config": "1\ne\n{'f':{}}",
    "NaN in the config": '1\ne\n{"f":NaN}', "a lone surrogate": "1\n\ud800\n" + CONFIG, "NUL": "1\ne\n\x00",
    "a byte order mark": "1\ne\n\ufeff" + CONFIG,
    "an empty config": "1693497500123\netag\n{}", "deep": "1\ne\n" + "[" * 5000 + "]" * 5000,
}  # fmt: skip


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_a_cache_may_return(name: str) -> None:
    theirs, ours = Seen(OFFICIAL, ScriptedCache(PAYLOADS[name])), Seen(OURS, ScriptedCache(PAYLOADS[name]))
    assert ours.raised is None
    if theirs.raised is None:
        assert ours.results == theirs.results
        assert events(ours) == events(theirs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        "1",
        '"f"',
        "true",
        '{"f":null}',
        '{"f":[]}',
        '{"f":1}',
        '{"f":{"flag":null}}',
        '{"p":null,"f":{}}',
        '{"s":{}}',
    ],
)
def test_a_cache_with_json_that_is_no_config(text: str) -> None:
    theirs, ours = (Seen(name, ScriptedCache(f"1693497500123\netag\n{text}")) for name in (OFFICIAL, OURS))
    assert ours.raised is None
    assert ours.results[0] is False
    if theirs.raised is None:
        assert ours.results == theirs.results


class Moody(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no text either")


ERRORS: Dict[str, Callable[[], Exception]] = {
    "RuntimeError": lambda: RuntimeError("redis is down"),
    "KeyError": lambda: KeyError("key"),
    "OSError": lambda: OSError(5, "disk"),
    "StopIteration": lambda: StopIteration(),
    "UnicodeDecodeError": lambda: UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"),
    "an exception without a text": lambda: Exception(),
    "percent signs": lambda: Exception("100%s %d"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_cache_that_cannot_be_read(name: str) -> None:
    theirs, ours = (Seen(side, ScriptedCache(get_error=ERRORS[name]()), calls=2) for side in (OFFICIAL, OURS))
    assert ours.raised is None
    assert ours.results == theirs.results
    assert [str(record) for record in ours.records] == [str(record) for record in theirs.records]
    assert ours.errors == theirs.errors
    assert (logging.getLevelName(logging.ERROR), 2200) in events(ours)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ERRORS)
def test_a_cache_that_cannot_be_written(name: str) -> None:
    with Cdn(CONFIG) as cdn:
        theirs, ours = (Seen(side, ScriptedCache(set_error=ERRORS[name]()), cdn) for side in (OFFICIAL, OURS))
    assert ours.raised is None
    assert ours.results == theirs.results and ours.results[0] is True
    assert [str(record) for record in ours.records] == [str(record) for record in theirs.records]
    assert ours.errors == theirs.errors
    assert ("ERROR", 2201) in events(ours)  # type: ignore[arg-type]


def test_an_exception_that_has_no_text() -> None:
    ours = Seen(OURS, ScriptedCache(get_error=Moody(), set_error=Moody()))
    assert ours.raised is None
    assert ours.results[0] is False


@pytest.mark.parametrize(
    "cache", [object(), 5, "cache", dict, type("Half", (), {"get": lambda self, key: GOOD})()], ids=repr
)
def test_a_cache_that_is_none(cache: Any) -> None:
    with Cdn(CONFIG) as cdn:
        ours = Seen(OURS, cache, cdn)
    assert ours.raised is None
    assert ours.results[0] is True


def test_a_huge_payload() -> None:
    flags = ",".join(f'"f{number}":{{"t":1,"v":{{"s":"{"x" * 200}"}}}}' for number in range(20_000))
    payload = f'1693497500123\netag\n{{"f":{{"flag":{{"t":0,"v":{{"b":true}},"i":"v"}},{flags}}}}}'
    for broken in (payload[:-1], payload[:-2], payload[: len(payload) // 2]):
        ours = Seen(OURS, ScriptedCache(broken))
        assert ours.raised is None and ours.results[0] is False
    whole = Seen(OURS, ScriptedCache(payload))
    assert whole.raised is None
    assert whole.results[:2] == [True, "v"] and len(whole.results[2]) == 20_001
    assert whole.records == []


class ChangingCache(ScriptedCache):
    """Gives another payload each time."""

    def __init__(self) -> None:
        super().__init__()
        self._rest = [
            GOOD,
            "rubbish",
            None,
            b"x",
            GOOD.replace("etag", "tag2").replace("true", "false"),
            "",
            GOOD.replace("etag", "tag3"),
        ]

    def get(self, key: str) -> Any:
        return self._rest.pop(0) if self._rest else None


def test_a_config_is_kept_when_the_cache_turns_bad() -> None:
    theirs, ours = (Seen(name, ChangingCache(), calls=9) for name in (OFFICIAL, OURS))
    assert ours.raised is None and theirs.raised is None
    assert ours.results == theirs.results
    assert events(ours) == events(theirs)  # type: ignore[arg-type]
