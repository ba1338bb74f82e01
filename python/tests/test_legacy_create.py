"""The functions that make clients of generation 5: their parameters, and what becomes of them."""

from __future__ import annotations

import hashlib
import inspect
import logging
from typing import Any, Callable, Dict, List

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.logs import Logs
from vexil import configcatclient
from vexil.configcatclient import ConfigCatClientException, DataGovernance
from vexil.configcatclient.interfaces import ConfigCache
from vexil.configcatclient.localdictionarydatasource import LocalDictionaryDataSource, LocalDictionaryFlagOverrides
from vexil.configcatclient.localfiledatasource import LocalFileFlagOverrides
from vexil.configcatclient.overridedatasource import OverrideBehaviour

LATER = ["connect_timeout", "read_timeout", "flag_overrides"]
GLOBAL = DataGovernance.Global

# As `inspect.signature` tells of 5.0.0.
SIGNATURES: Dict[str, Dict[str, Any]] = {
    "create_client": {"sdk_key": inspect.Parameter.empty, "data_governance": GLOBAL},
    "create_client_with_auto_poll": {
        "sdk_key": inspect.Parameter.empty,
        "poll_interval_seconds": 60,
        "max_init_wait_time_seconds": 5,
        "on_configuration_changed_callback": None,
        "config_cache_class": None,
        "base_url": None,
        "proxies": None,
        "proxy_auth": None,
        "data_governance": GLOBAL,
    },
    "create_client_with_lazy_load": {
        "sdk_key": inspect.Parameter.empty,
        "cache_time_to_live_seconds": 60,
        "config_cache_class": None,
        "base_url": None,
        "proxies": None,
        "proxy_auth": None,
        "data_governance": GLOBAL,
    },
    "create_client_with_manual_poll": {
        "sdk_key": inspect.Parameter.empty,
        "config_cache_class": None,
        "base_url": None,
        "proxies": None,
        "proxy_auth": None,
        "data_governance": GLOBAL,
    },
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_parameters(name: str) -> None:
    parameters = inspect.signature(getattr(configcatclient, name)).parameters
    positional = {
        parameter.name: parameter.default
        for parameter in parameters.values()
        if parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    }
    assert list(positional.items()) == list(SIGNATURES[name].items())
    by_keyword = [parameter.name for parameter in parameters.values() if parameter.name not in positional]
    assert by_keyword == ([] if name == "create_client" else LATER)


@pytest.mark.parametrize("name", SIGNATURES)
def test_there_must_be_an_sdk_key(name: str) -> None:
    with pytest.raises(ConfigCatClientException) as caught:
        getattr(configcatclient, name)(None)
    assert str(caught.value) == "SDK Key is required."


@pytest.mark.parametrize("sdk_key", ["", "any text", "#YOUR-SDK-KEY#", "configcat-sdk-1/x"])
def test_its_format_does_not_matter(cdn: Cdn, sdk_key: str) -> None:
    client = configcatclient.create_client_with_manual_poll(sdk_key, base_url=cdn.url)
    client.force_refresh()
    client.stop()


def test_clients_of_one_key_are_not_the_same(cdn: Cdn) -> None:
    key = new_sdk_key()
    clients = [configcatclient.create_client_with_manual_poll(key, base_url=cdn.url) for _ in range(2)]
    assert clients[0] is not clients[1]
    clients[0].force_refresh()
    assert [client.get_value("flag", "DEF") for client in clients] == [True, "DEF"]
    for client in clients:
        client.stop()


def test_all_parameters_by_position(cdn: Cdn) -> None:
    called: List[Any] = []
    auto = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), 60, 5, lambda: called.append(1), MemoryCache, cdn.url + "/", None, None, DataGovernance.EuOnly
    )
    lazy = configcatclient.create_client_with_lazy_load(
        new_sdk_key(), 60, MemoryCache, cdn.url, None, None, DataGovernance.EuOnly
    )
    manual = configcatclient.create_client_with_manual_poll(
        new_sdk_key(), MemoryCache, cdn.url, None, None, DataGovernance.EuOnly
    )
    manual.force_refresh()
    for client in (auto, lazy, manual):
        assert client.get_value("text", "") == "hello"
        client.stop()
    assert [request.path.startswith("/configuration-files/") for request in cdn.requests] == [True] * 3


def test_the_later_parameters(cdn: Cdn) -> None:
    client = configcatclient.create_client_with_manual_poll(
        new_sdk_key(), base_url=cdn.url, connect_timeout=1, read_timeout=2.5, flag_overrides=None
    )
    client.force_refresh()
    assert client.get_value("text", "") == "hello"
    client.stop()


@pytest.mark.parametrize("seconds", [0, -5, 0.5])
def test_intervals_have_a_least(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: List[Any] = []

    def made(sdk_key: str, mode: Any, *more: Any) -> None:
        modes.append(mode)

    monkeypatch.setattr("vexil.configcatclient._legacy.LegacyConfigCatClient", made)
    configcatclient.create_client_with_auto_poll("key", seconds, seconds)
    configcatclient.create_client_with_lazy_load("key", seconds)
    assert modes[0].poll_interval_seconds == 1
    assert modes[0].max_init_wait_time_seconds == max(0, seconds)
    assert modes[1].cache_refresh_interval_seconds == 1


class MemoryCache(ConfigCache):
    """As in the documentation."""

    made: List[MemoryCache] = []

    def __init__(self) -> None:
        self.value: Dict[str, Any] = {}
        MemoryCache.made.append(self)

    def get(self, key: str) -> Any:
        return self.value.get(key)

    def set(self, key: str, value: str) -> None:
        self.value[key] = value


def test_a_cache_class_is_made_per_client(cdn: Cdn) -> None:
    MemoryCache.made.clear()
    keys = [new_sdk_key(), new_sdk_key()]
    for key in keys:
        client = configcatclient.create_client_with_manual_poll(key, config_cache_class=MemoryCache)
        assert client.get_value("flag", "DEF") == "DEF"
        client.stop()
    assert len(MemoryCache.made) == 2

    client = configcatclient.create_client_with_manual_poll(keys[0], MemoryCache, cdn.url)
    client.force_refresh()
    client.stop()
    (name,) = MemoryCache.made[2].value
    assert name == hashlib.sha1(f"{keys[0]}_config_v6.json_v2".encode()).hexdigest()


def test_a_cache_that_is_made_already(cdn: Cdn) -> None:
    cache = MemoryCache()
    key = new_sdk_key()
    first = configcatclient.create_client_with_manual_poll(key, config_cache_class=cache, base_url=cdn.url)
    first.force_refresh()
    second = configcatclient.create_client_with_manual_poll(key, config_cache_class=lambda: cache, base_url=cdn.url)
    assert second.get_value("text", "") == "hello"
    assert cdn.count == 1
    first.stop()
    second.stop()


class NeedsArguments(MemoryCache):
    def __init__(self, address: str) -> None:
        super().__init__()


class Unreachable(MemoryCache):
    def __init__(self) -> None:
        raise ConnectionError("no cache here")


@pytest.mark.parametrize("cache_class", [NeedsArguments, Unreachable, 5])
def test_a_cache_class_that_cannot_be_made(cdn: Cdn, logs: Logs, cache_class: Any) -> None:
    client = configcatclient.create_client_with_manual_poll(new_sdk_key(), cache_class, cdn.url)
    assert [(record.name, record.levelno) for record in logs.records] == [
        ("configcatclient.configcatclient", logging.ERROR)
    ]
    assert logs.messages[0].startswith("config_cache_class cannot be used, the client goes on without it: ")
    client.force_refresh()
    assert client.get_value("text", "") == "hello"
    client.stop()


class Broken(MemoryCache):
    def get(self, key: str) -> Any:
        raise RuntimeError("cannot read")

    def set(self, key: str, value: str) -> None:
        raise RuntimeError("cannot write")


def test_a_cache_that_raises(cdn: Cdn, logs: Logs) -> None:
    client = configcatclient.create_client_with_manual_poll(new_sdk_key(), Broken, cdn.url)
    assert client.get_value("text", "DEF") == "DEF"
    client.force_refresh()
    assert client.get_value("text", "DEF") == "hello"
    client.stop()
    told = {(record.name, record.levelno, record.getMessage()) for record in logs.records if record.exc_info}
    assert told == {
        (
            "configcatclient.manualpollingcachepolicy",
            logging.ERROR,
            "The config could not be read from the cache: cannot read",
        ),
        (
            "configcatclient.manualpollingcachepolicy",
            logging.ERROR,
            "The config could not be written to the cache: cannot write",
        ),
    }


OVERRIDES: Dict[str, Callable[[OverrideBehaviour], Any]] = {
    "described": lambda behaviour: LocalDictionaryFlagOverrides({"text": "local", "mine": 1}, behaviour),
    "made": lambda behaviour: LocalDictionaryDataSource({"text": "local", "mine": 1}, behaviour, None),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("kind", OVERRIDES)
@pytest.mark.parametrize(
    ("behaviour", "text", "flag", "requests"),
    [
        (OverrideBehaviour.LocalOnly, "local", "DEF", 0),
        (OverrideBehaviour.LocalOverRemote, "local", True, 1),
        (OverrideBehaviour.RemoteOverLocal, "hello", True, 1),
    ],
)
def test_overrides(cdn: Cdn, kind: str, behaviour: OverrideBehaviour, text: str, flag: Any, requests: int) -> None:
    client = configcatclient.create_client_with_manual_poll(
        new_sdk_key(), base_url=cdn.url, flag_overrides=OVERRIDES[kind](behaviour)
    )
    client.force_refresh()
    for _ in range(2):
        assert client.get_value("text", "DEF") == text
        assert client.get_value("flag", "DEF") == flag
        assert client.get_value("mine", "DEF") == 1
        client.stop()
    assert cdn.count == requests
    if behaviour == OverrideBehaviour.LocalOnly:
        assert client.get_all_keys() == ["text", "mine"]


def test_a_file_of_overrides(tmp_path: Any, logs: Logs) -> None:
    path = tmp_path / "flags.json"
    path.write_text('{"flags": {"mine": true}}', encoding="utf-8")
    overrides = LocalFileFlagOverrides(str(path), OverrideBehaviour.LocalOnly)
    client = configcatclient.create_client_with_auto_poll("key", flag_overrides=overrides)
    assert client.get_value("mine", False) is True
    client.stop()

    missing = LocalFileFlagOverrides(str(tmp_path / "none.json"), OverrideBehaviour.LocalOnly)
    client = configcatclient.create_client_with_auto_poll("key", flag_overrides=missing)
    assert client.get_value("mine", "DEF") == "DEF"
    client.stop()
    assert {record.name for record in logs.records} == {"configcatclient.configcatclient"}
    assert not any(message.startswith("[") for message in logs.messages)


def test_the_address_of_a_redirect(cdn: Cdn, logs: Logs) -> None:
    with Cdn(config_of(text="from there")) as there:
        cdn.serve({**config_of(text="from here"), "p": {"u": there.url, "r": 1}})
        # An address of one's own is left only where the server insists.
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        client.force_refresh()
        assert client.get_value("text", "") == "from here"
        client.stop()
        cdn.serve({**config_of(text="from here"), "p": {"u": there.url, "r": 2}})
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        client.force_refresh()
        assert client.get_value("text", "") == "from there"
        client.stop()
    assert logs.messages == []
