"""Clients of generation 10: how they are made, that there is one per SDK key, and their end."""

from __future__ import annotations

import inspect
import threading
import time
from typing import Any, List

import pytest

from support.cdn import Cdn, new_sdk_key
from support.logs import Logs
from support.packages import Sdk, sdk, vexil  # noqa: F401

pytestmark = pytest.mark.usefixtures("logs")

VALID = [
    "a" * 22 + "/" + "b" * 22,
    "configcat-sdk-1/" + "a" * 22 + "/" + "b" * 22,
    " " * 22 + "/" + "é" * 22,
]
INVALID = [
    "",
    "x",
    "a" * 22 + "/" + "b" * 21,
    "a" * 22 + "/" + "b" * 23,
    "configcat-sdk-2/" + "a" * 22 + "/" + "b" * 22,
    "configcat-sdk-1/" + "a" * 22,
    "configcat-proxy/",
    "configcat-proxy/key",
]


@pytest.mark.parametrize("key", VALID)
def test_valid_sdk_keys(sdk: Sdk, key: str) -> None:
    assert not sdk.idle(key).is_offline()


@pytest.mark.parametrize("key", INVALID)
def test_invalid_sdk_keys(sdk: Sdk, key: str) -> None:
    with pytest.raises(sdk.ConfigCatClientException) as error:
        sdk.get(key)
    assert str(error.value) == f"SDK Key `{sdk.shown(key)}` is invalid."


def test_texts_show_the_end_of_an_sdk_key_only(vexil: Sdk, logs: Logs) -> None:
    with pytest.raises(vexil.ConfigCatClientException) as error:
        vexil.get("configcat-sdk-1/SECRET7890123456789012/SECRET7890123456789012x")
    assert str(error.value) == "SDK Key `***************/**********************/*****************89012x` is invalid."
    with pytest.raises(vexil.ConfigCatClientException, match=r"^SDK Key `\*\*\*/\*` is invalid\.$"):
        vexil.get("abc/d")
    key = "SECRET7890123456789012/SECRET7890123456789012"
    vexil.idle(key)
    vexil.get(key, vexil.Options())
    assert "SECRET" not in logs.messages[0] and logs.messages[0].endswith("***789012'.")


def test_records_name_who_logs(vexil: Sdk, logs: Logs) -> None:
    client = vexil.local({"a": True})
    client.get_value("missing", False)
    client.set_online()
    assert [record.module for record in logs.records] == ["_evaluation", "configcatclient"]


def test_a_client_that_cannot_start_is_no_client(vexil: Sdk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = new_sdk_key()

    def fail(*_: Any) -> None:
        raise RuntimeError("no start")

    with monkeypatch.context() as patch:
        patch.setattr(vexil.module("_service").ConfigService, "start", fail)
        with pytest.raises(RuntimeError, match="no start"):
            vexil.idle(key)
    assert vexil.idle(key).get_value("a", 1) == 1


def test_no_sdk_key(sdk: Sdk) -> None:
    with pytest.raises(sdk.ConfigCatClientException, match=r"^SDK Key is required\.$"):
        sdk.get(None)
    with pytest.raises(sdk.ConfigCatClientException, match=r"^SDK Key is required\.$"):
        sdk.local({}, key=None)


def test_keys_of_proxies_need_a_base_url(sdk: Sdk) -> None:
    assert not sdk.idle("configcat-proxy/key", base_url="http://localhost:1").is_offline()
    with pytest.raises(sdk.ConfigCatClientException):
        sdk.idle("configcat-proxy/", base_url="http://localhost:1")


def test_who_has_all_flags_may_have_any_key(sdk: Sdk) -> None:
    for key in ("", "x", 5):
        assert sdk.local({"a": 1}, key=key).get_value("a", 0) == 1


@pytest.mark.parametrize("key", [5, b"a" * 45, ["list"], {"a": 1}])
def test_keys_that_are_no_texts(vexil: Sdk, key: Any) -> None:
    with pytest.raises(vexil.ConfigCatClientException) as error:
        vexil.get(key)
    assert str(error.value) == f"SDK Key `{vexil.shown(key)}` is invalid."


def test_the_constructor_is_private(sdk: Sdk) -> None:
    text = (
        "ConfigCatClient.__init__() is private. Create the ConfigCat Client as a Singleton object with "
        "`ConfigCatClient.get()` instead."
    )
    for arguments in (("x",), ("x", sdk.Options()), (new_sdk_key(),)):
        with pytest.raises(sdk.ConfigCatClientException) as error:
            sdk.ConfigCatClient(*arguments)
        assert str(error.value) == text


def test_there_is_one_client_per_key(sdk: Sdk, logs: Logs) -> None:
    one, two = new_sdk_key(), new_sdk_key()
    client = sdk.idle(one)
    assert sdk.get(one) is client
    assert sdk.ConfigCatClient.get(sdk_key=one, options=None) is client
    assert sdk.idle(two) is not client
    assert logs.messages == []
    assert sdk.get(one, sdk.Options()) is client
    assert logs.messages == [
        "[3000] There is an existing client instance for the specified SDK Key. No new client instance will be created and the "
        "specified options are ignored. Returning the existing client instance. SDK Key: '" + sdk.shown(one) + "'."
    ]
    assert logs.ids == [3000]
    assert logs.records[0].levelname == "WARNING"


def test_a_closed_client_is_replaced(sdk: Sdk) -> None:
    key = new_sdk_key()
    client = sdk.idle(key)
    client.close()
    other = sdk.idle(key)
    assert other is not client
    assert sdk.get(key) is other
    sdk.close_all()
    assert sdk.idle(key) is not other


def test_closing_twice(vexil: Sdk) -> None:
    """The official package raises, or closes the client that came after it."""
    key = new_sdk_key()
    client = vexil.idle(key)
    client.close()
    client.close()
    other = vexil.idle(key)
    client.close()
    assert vexil.get(key) is other
    vexil.close_all()
    vexil.close_all()
    other.close()


def test_a_closed_client_answers(sdk: Sdk, cdn: Cdn) -> None:
    client = sdk.get(new_sdk_key(), sdk.Options(base_url=cdn.url))
    assert client.get_value("text", "") == "hello"
    client.close()
    assert client.get_value("text", "") == "hello"
    assert client.get_value_details("text", "").variation_id == "v_hello"
    assert client.get_all_keys() == ["flag", "text", "number"]
    assert client.get_all_values() == {"flag": True, "text": "hello", "number": 1}
    assert client.get_key_and_value("v_1") == ("number", 1)


def test_a_client_that_was_closed_early_answers(vexil: Sdk, cdn: Cdn, logs: Logs) -> None:
    client = vexil.get(new_sdk_key(), vexil.Options(base_url=cdn.url, polling_mode=vexil.PollingMode.manual_poll()))
    client.close()
    assert client.get_value("text", "default") == "default"
    assert client.get_all_keys() == []
    assert not client.force_refresh().is_success
    client.set_offline()
    client.set_online()
    client.set_default_user(vexil.User("x"))
    client.clear_default_user()
    client.get_hooks().add_on_flag_evaluated(lambda details: None)
    assert client.get_value("text", "default") == "default"
    assert cdn.count == 0


def test_closing_forgets_hooks(sdk: Sdk, cdn: Cdn) -> None:
    told = []
    hooks = sdk.Hooks(on_flag_evaluated=told.append, on_error=told.append)
    client = sdk.get(new_sdk_key(), sdk.Options(base_url=cdn.url, hooks=hooks))
    assert client.get_value("text", "") == "hello"
    assert len(told) == 1
    client.close()
    client.get_value("text", "")
    client.get_value("unknown", "")
    assert len(told) == 1


def test_a_callback_may_ask_for_the_client_that_is_being_made(vexil: Sdk, cdn: Cdn) -> None:
    key = new_sdk_key()
    seen = []
    hooks = vexil.Hooks(on_client_ready=lambda: seen.append(vexil.get(key)))
    options = vexil.Options(base_url=cdn.url, polling_mode=vexil.PollingMode.manual_poll(), hooks=hooks)
    client = vexil.get(key, options)
    assert seen == [client]


PUBLIC = [name for name in dir(Sdk("vexil.configcatclient").ConfigCatClient) if not name.startswith("_")]


def test_the_methods_are_those_of_the_official_client() -> None:
    official = pytest.importorskip("configcatclient").ConfigCatClient
    theirs = [name for name in dir(official) if not name.startswith("_")]
    assert sorted(theirs) == sorted(PUBLIC)


@pytest.mark.parametrize("name", PUBLIC)
def test_parameters_are_those_of_the_official_client(vexil: Sdk, name: str) -> None:
    official = pytest.importorskip("configcatclient").ConfigCatClient
    assert _parameters(getattr(vexil.ConfigCatClient, name)) == _parameters(getattr(official, name))


def _parameters(function: Any) -> Any:
    parameters = inspect.signature(function).parameters.values()
    return [(p.name, p.default, p.kind) for p in parameters if p.name != "self"]


def test_threads_that_ask_for_the_same_client(vexil: Sdk, cdn: Cdn) -> None:
    for _ in range(20):
        key, barrier = new_sdk_key(), threading.Barrier(8)
        seen: List[Any] = []

        def ask(key: str = key, barrier: threading.Barrier = barrier, seen: List[Any] = seen) -> None:
            barrier.wait()
            client = vexil.get(key, vexil.Options(base_url=cdn.url))
            seen.append((client, client.get_value("text", "default")))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {value for _, value in seen} == {"hello"}
        assert len({client for client, _ in seen}) == 1
        seen[0][0].close()


def test_a_client_is_not_handed_out_before_it_is_made(vexil: Sdk, cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    service = vexil.module("_service").ConfigService
    start = service.start
    is_starting = threading.Event()

    def slow(self: Any, owner: Any) -> None:
        is_starting.set()
        time.sleep(0.3)
        start(self, owner)

    monkeypatch.setattr(service, "start", slow)
    key = new_sdk_key()
    thread = threading.Thread(target=lambda: vexil.get(key, vexil.Options(base_url=cdn.url)))
    thread.start()
    is_starting.wait()
    assert vexil.get(key).get_value("text", "default") == "hello"
    thread.join()


def test_a_callback_that_waits_for_another_thread(vexil: Sdk, cdn: Cdn) -> None:
    """The other thread asks for the client whose making waits for the callback."""
    key = new_sdk_key()
    seen: List[Any] = []

    def ready() -> None:
        thread = threading.Thread(target=lambda: seen.append(vexil.get(key)))
        thread.start()
        thread.join(10)
        seen.append("ready")

    client = vexil.idle(key, base_url=cdn.url, hooks=vexil.Hooks(on_client_ready=ready))
    assert seen == [client, "ready"]


def test_closing_all_from_a_callback(vexil: Sdk, cdn: Cdn) -> None:
    hooks = vexil.Hooks(on_config_changed=lambda flags: vexil.close_all())
    client = vexil.idle(new_sdk_key(), base_url=cdn.url, hooks=hooks)
    client.force_refresh()
    assert client.get_value("text", "") == "hello"
