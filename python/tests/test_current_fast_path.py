"""When native code answers ``get_value`` by itself: whenever there is nothing else to do, and only then."""

from __future__ import annotations

import gc
import json
import logging
import time
import weakref
from pathlib import Path
from typing import Any, Dict, Iterator, List

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.logs import Logs
from support.packages import Sdk, vexil  # noqa: F401

RULES: Dict[str, Any] = {
    "f": {
        "flag": {
            "t": 0,
            "v": {"b": True},
            "r": [{"c": [{"u": {"a": "Email", "c": 2, "l": ["@example.com"]}}], "s": {"v": {"b": False}}}],
        },
        "i": {"t": 2, "v": {"i": 5}},
    }
}


class Slow:
    """Counts how often Python had to help."""

    def __init__(self) -> None:
        self.calls = 0

    def of(self, call: Any) -> int:
        """How often it had to during a call."""
        before = self.calls
        call()
        return self.calls - before


@pytest.fixture
def slow(vexil: Sdk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    slow = Slow()
    original = vexil.ConfigCatClient._get_value

    def counted(self: Any, *args: Any) -> Any:
        slow.calls += 1
        return original(self, *args)

    monkeypatch.setattr(vexil.ConfigCatClient, "_get_value", counted)
    yield slow


@pytest.fixture
def client(vexil: Sdk, cdn: Cdn) -> Any:
    cdn.serve(RULES)
    client = vexil.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    return client


@pytest.mark.parametrize("polling", ["auto_poll", "lazy_load", "manual_poll"])
def test_polling(vexil: Sdk, cdn: Cdn, slow: Slow, polling: str) -> None:
    mode = getattr(vexil.PollingMode, polling)()
    client = vexil.get(new_sdk_key(), vexil.Options(base_url=cdn.url, polling_mode=mode))
    client.force_refresh()
    client.get_value("text", "")
    assert slow.of(lambda: [client.get_value("text", "") for _ in range(100)]) == 0
    cdn.serve(config_of(text="new"))
    client.force_refresh()
    assert client.get_value("text", "") == "new"
    assert slow.of(lambda: client.get_value("text", "")) == 0


def test_the_first_poll_makes_it_fast(vexil: Sdk, cdn: Cdn, slow: Slow) -> None:
    client = vexil.get(new_sdk_key(), vexil.Options(base_url=cdn.url))
    assert client.get_value("text", "") == "hello"
    assert slow.of(lambda: client.get_value("text", "")) == 0


def test_lazy_configs_get_too_old(vexil: Sdk, cdn: Cdn, slow: Slow) -> None:
    mode = vexil.PollingMode.lazy_load(1)
    client = vexil.get(new_sdk_key(), vexil.Options(base_url=cdn.url, polling_mode=mode))
    assert client.get_value("text", "") == "hello"
    assert slow.of(lambda: client.get_value("text", "")) == 0
    cdn.serve(config_of(text="new"))
    time.sleep(1.1)
    assert slow.of(lambda: client.get_value("text", "")) == 1
    assert client.get_value("text", "") == "new"
    assert slow.of(lambda: client.get_value("text", "")) == 0


def test_users(vexil: Sdk, client: Any, slow: Slow) -> None:
    assert slow.of(lambda: client.get_value("flag", True, vexil.User("x", "a@example.com"))) == 0
    assert client.get_value("flag", True, vexil.User("x", "a@example.com")) is False
    client.set_default_user(vexil.User("x", "a@example.com"))
    assert slow.of(lambda: client.get_value("flag", True)) == 0
    assert client.get_value("flag", True) is False
    client.clear_default_user()
    assert client.get_value("flag", False) is True


def test_what_has_to_be_told(vexil: Sdk, client: Any, slow: Slow, logs: Logs) -> None:
    for call in (
        lambda: client.get_value("unknown", 1),
        lambda: client.get_value("i", "text"),
        lambda: client.get_value("i", 5, "no user"),
        lambda: client.get_value("flag", True),
        lambda: client.get_value("flag", True, vexil.User("x", 5)),
    ):
        assert slow.of(call) == 1
    assert logs.ids == [1001, 4002, 4001, 3001, 3005]
    for default in (1, 2.5, None):
        assert slow.of(lambda default=default: client.get_value("i", default)) == 0


def test_logging_of_evaluations(client: Any, slow: Slow, logs: Logs) -> None:
    assert slow.of(lambda: client.get_value("i", 1)) == 0
    logger = logging.getLogger("configcat")
    logger.setLevel(logging.INFO)
    try:
        assert slow.of(lambda: client.get_value("i", 1)) == 1
        assert logs.ids == [5000]
    finally:
        logger.setLevel(logging.NOTSET)
    assert slow.of(lambda: client.get_value("i", 1)) == 0
    logging.disable(logging.INFO)
    try:
        logger.setLevel(logging.INFO)
        assert slow.of(lambda: client.get_value("i", 1)) == 0
    finally:
        logging.disable(logging.NOTSET)
        logger.setLevel(logging.NOTSET)


def test_hooks(vexil: Sdk, cdn: Cdn, slow: Slow) -> None:
    told: List[Any] = []
    hooks = vexil.Hooks(on_config_changed=lambda flags: None, on_error=lambda error: None, on_client_ready=lambda: None)
    client = vexil.idle(new_sdk_key(), base_url=cdn.url, hooks=hooks)
    client.force_refresh()
    assert slow.of(lambda: client.get_value("text", "")) == 0
    client.get_hooks().add_on_error(lambda error: None)
    assert slow.of(lambda: client.get_value("text", "")) == 0
    client.get_hooks().add_on_flag_evaluated(told.append)
    assert slow.of(lambda: client.get_value("text", "")) == 1
    assert len(told) == 1
    client.get_hooks().clear()
    assert slow.of(lambda: client.get_value("text", "")) == 0


def test_hooks_that_are_replaced(client: Any, slow: Slow) -> None:
    told: List[Any] = []
    hooks = client.get_hooks()
    hooks._on_flag_evaluated_callbacks = [told.append]
    client.get_value("i", 1)
    assert len(told) == 1
    hooks._on_flag_evaluated_callbacks = []
    assert slow.of(lambda: client.get_value("i", 1)) == 0
    hooks.invoke_on_flag_evaluated = told.append
    client.get_value("i", 1)
    assert len(told) == 2


def test_the_end_of_a_client(client: Any, slow: Slow) -> None:
    client.close()
    assert slow.of(lambda: client.get_value("i", 1)) == 0
    assert client.get_value("i", 1) == 5


def test_offline(client: Any, cdn: Cdn, slow: Slow) -> None:
    client.set_offline()
    assert client.get_value("i", 1) == 5
    assert slow.of(lambda: client.get_value("i", 1)) == 0
    client.set_online()
    assert client.get_value("i", 1) == 5


def test_a_cache_is_asked_each_time(vexil: Sdk, cdn: Cdn, slow: Slow) -> None:
    class Cache:
        def __init__(self) -> None:
            self.entry: Any = None

        def get(self, key: str) -> Any:
            return self.entry

        def set(self, key: str, value: str) -> None:
            self.entry = value

    cache = Cache()
    client = vexil.idle(new_sdk_key(), base_url=cdn.url, config_cache=cache)
    client.force_refresh()
    assert slow.of(lambda: client.get_value("text", "")) == 1
    cache.entry = f"1700000000000\nother\n{json.dumps(config_of(text='cached'))}"
    assert client.get_value("text", "") == "cached"


def test_a_cache_that_keeps_nothing_is_none(vexil: Sdk, cdn: Cdn, slow: Slow) -> None:
    cache = vexil.module("configcache").NullConfigCache()
    client = vexil.idle(new_sdk_key(), base_url=cdn.url, config_cache=cache)
    client.force_refresh()
    assert slow.of(lambda: client.get_value("text", "")) == 0


def test_overrides(vexil: Sdk, cdn: Cdn, slow: Slow, tmp_path: Path) -> None:
    client = vexil.local({"a": 1})
    assert slow.of(lambda: client.get_value("a", 0)) == 0
    (tmp_path / "flags.json").write_text('{"flags": {"a": 1}}')
    overrides = vexil.FileOverrides(str(tmp_path / "flags.json"), vexil.Behaviour.LocalOnly)
    client = vexil.get("file", vexil.Options(flag_overrides=overrides))
    assert slow.of(lambda: client.get_value("a", 0)) == 1


@pytest.mark.parametrize("polling", ["auto_poll", "manual_poll"])
def test_overrides_and_a_config(vexil: Sdk, cdn: Cdn, slow: Slow, polling: str) -> None:
    overrides = vexil.DictionaryOverrides({"flag": False}, vexil.Behaviour.LocalOverRemote)
    mode = getattr(vexil.PollingMode, polling)()
    client = vexil.get(new_sdk_key(), vexil.Options(base_url=cdn.url, flag_overrides=overrides, polling_mode=mode))
    client.force_refresh()
    assert client.get_value("text", "") == "hello"
    assert slow.of(lambda: (client.get_value("text", ""), client.get_value("flag", True))) == 0
    cdn.serve(config_of(text="new"))
    client.force_refresh()
    assert client.get_value("text", "") == "new"
    assert slow.of(lambda: client.get_value("text", "")) == 0


def test_lazy_overrides_get_too_old(vexil: Sdk, cdn: Cdn) -> None:
    overrides = vexil.DictionaryOverrides({"flag": False}, vexil.Behaviour.LocalOverRemote)
    mode = vexil.PollingMode.lazy_load(1)
    client = vexil.get(new_sdk_key(), vexil.Options(base_url=cdn.url, flag_overrides=overrides, polling_mode=mode))
    assert client.get_value("text", "") == "hello"
    cdn.serve(config_of(text="new"))
    time.sleep(1.1)
    assert client.get_value("text", "") == "new"
    assert client.get_value("flag", True) is False


def test_a_client_that_nobody_holds_is_collected(vexil: Sdk, cdn: Cdn) -> None:
    client = vexil.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    client.get_value_details("text", "")
    client.close()
    reference = weakref.ref(client)
    del client
    gc.collect()
    assert reference() is None
