"""When clients of generation 5 download, whom they tell, and how they end."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from typing import Any, Callable, Dict, List, Optional

import pytest

from support.cdn import Answer, Cdn, config_of, new_sdk_key
from support.logs import Logs
from vexil import configcatclient
from vexil.configcatclient.interfaces import ConfigCache
from vexil.configcatclient.user import User

# A poll per second is the most that there is.
INTERVAL = 1


def until(condition: Callable[[], bool], timeout: float = 10.0) -> None:
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.01)


def test_auto_polling_downloads_by_itself(cdn: Cdn) -> None:
    client = configcatclient.create_client_with_auto_poll(new_sdk_key(), INTERVAL, base_url=cdn.url)
    assert client.get_value("text", "") == "hello"
    assert cdn.requests[0].path.endswith("/config_v6.json")
    cdn.serve(config_of(text="again"))
    until(lambda: client.get_value("text", "") == "again")
    client.stop()


def test_the_first_value_waits_for_the_first_download_but_not_for_ever(cdn: Cdn, logs: Logs) -> None:
    cdn.hang()
    start = time.monotonic()
    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), max_init_wait_time_seconds=0.3, base_url=cdn.url
    )
    assert client.get_value("text", "DEF") == "DEF"
    assert 0.25 < time.monotonic() - start < 3
    assert logs.messages == [
        "Evaluating get_value('text') failed. Cache is empty. Returning default_value in your get_value call: [DEF]."
    ]
    client.stop()


def test_a_lazy_client_downloads_when_its_config_is_old(cdn: Cdn) -> None:
    client = configcatclient.create_client_with_lazy_load(new_sdk_key(), 1, base_url=cdn.url)
    assert cdn.count == 0
    for _ in range(3):
        assert client.get_value("text", "") == "hello"
    assert cdn.count == 1
    cdn.serve(config_of(text="again"))
    time.sleep(1.1)
    assert client.get_value("text", "") == "again"
    # The server saying that nothing is new counts as a download.
    time.sleep(1.1)
    for _ in range(3):
        assert client.get_value("text", "") == "again"
    assert cdn.count == 3
    client.stop()


def test_a_manual_client_downloads_when_it_is_told_to(cdn: Cdn) -> None:
    client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
    assert client.get_value("text", "DEF") == "DEF"
    assert cdn.count == 0
    client.force_refresh()
    assert client.get_value("text", "DEF") == "hello"
    client.force_refresh()
    assert [request.header("if-none-match") is None for request in cdn.requests] == [True, False]
    client.stop()


MODES: Dict[str, Callable[..., Any]] = {
    "autopollingcachepolicy": configcatclient.create_client_with_auto_poll,
    "lazyloadingcachepolicy": configcatclient.create_client_with_lazy_load,
    "manualpollingcachepolicy": configcatclient.create_client_with_manual_poll,
}


@pytest.mark.parametrize("policy", MODES)
@pytest.mark.parametrize("status", [403, 404, 500])
def test_http_errors(cdn: Cdn, logs: Logs, policy: str, status: int) -> None:
    cdn.fail(status)
    client = MODES[policy](new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    client.stop()
    shown = f"[<Response [{status}]>]" if policy == "manualpollingcachepolicy" else f"<Response [{status}]>"
    text = f"Double-check your SDK Key at https://app.configcat.com/sdkkey. Received unexpected response: {shown}"
    assert {(record.name, record.levelno, record.getMessage()) for record in logs.records} == {
        (f"configcatclient.{policy}", logging.ERROR, text)
    }


def test_other_failures(cdn: Cdn, logs: Logs) -> None:
    cdn.drop()
    client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    client.stop()
    (record,) = logs.records
    assert (record.name, record.levelno) == ("configcatclient.manualpollingcachepolicy", logging.ERROR)
    assert record.getMessage().startswith("Unexpected error occurred while trying to fetch config JSON.")
    assert record.exc_info


def test_a_redirect_loop(cdn: Cdn, logs: Logs) -> None:
    with Cdn() as other:
        cdn.serve({**config_of(text="a"), "p": {"u": other.url, "r": 2}})
        other.serve({**config_of(text="b"), "p": {"u": cdn.url, "r": 2}})
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        client.force_refresh()
        client.stop()
    assert [(record.name, record.levelno, record.getMessage()) for record in logs.records] == [
        (
            "configcatclient.configfetcher",
            logging.ERROR,
            "Redirect loop during config.json fetch. Please contact support@configcat.com.",
        )
    ]


# The callback


class Listener:
    """Waits to be called."""

    def __init__(self) -> None:
        self.clients: List[Any] = []
        self.threads: List[str] = []

    def __call__(self, client: Any) -> None:
        self.clients.append(client)
        self.threads.append(threading.current_thread().name)

    def wait(self, count: int) -> None:
        until(lambda: len(self.clients) >= count)
        assert len(self.clients) == count


def test_the_callback_is_told_of_each_new_config(cdn: Cdn) -> None:
    listener = Listener()
    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), INTERVAL, on_configuration_changed_callback=listener, base_url=cdn.url
    )
    listener.wait(1)
    cdn.wait_for(3)
    # Nothing new is nothing to tell: neither with 304 nor with the same config once more.
    listener.wait(1)
    cdn.serve(config_of(flag=True, text="hello", number=1), etag="")
    cdn.wait_for(cdn.count + 2)
    listener.wait(1)
    cdn.serve(config_of(text="again"))
    listener.wait(2)
    assert listener.clients == [client, client]
    assert threading.current_thread().name not in listener.threads
    client.stop()


def test_the_callback_may_call_the_client(cdn: Cdn, logs: Logs) -> None:
    values: List[Any] = []

    def changed(self: Any) -> None:
        values.append(self.get_value("text", "DEF"))
        self.force_refresh()
        values.append(self.get_all_keys())
        self.stop()

    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), on_configuration_changed_callback=changed, base_url=cdn.url
    )
    until(lambda: len(values) == 2)
    assert values == ["hello", ["flag", "text", "number"]]
    assert client.get_value("text", "DEF") == "hello"
    assert logs.messages == []


def test_force_refresh_tells_the_callback_too(cdn: Cdn) -> None:
    listener = Listener()
    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), on_configuration_changed_callback=listener, base_url=cdn.url
    )
    listener.wait(1)
    cdn.serve(config_of(text="again"))
    client.force_refresh()
    listener.wait(2)
    client.stop()


def test_what_the_callback_raises_is_logged(cdn: Cdn, logs: Logs) -> None:
    def changed() -> None:
        raise RuntimeError("not today")

    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), INTERVAL, on_configuration_changed_callback=changed, base_url=cdn.url
    )
    assert client.get_value("text", "") == "hello"
    until(lambda: len(logs.records) == 1)
    (record,) = logs.records
    assert (record.name, record.levelno) == ("configcatclient.autopollingcachepolicy", logging.ERROR)
    assert record.getMessage() == "on_configuration_changed_callback failed: not today"
    assert record.exc_info
    cdn.serve(config_of(text="again"))
    until(lambda: client.get_value("text", "") == "again")
    client.stop()


def test_a_callback_that_cannot_be_called(cdn: Cdn, logs: Logs) -> None:
    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), on_configuration_changed_callback=lambda first, second: None, base_url=cdn.url
    )
    until(lambda: len(logs.records) == 1)
    assert "positional argument" in logs.messages[0]
    assert client.get_value("text", "") == "hello"
    client.stop()


class SharedCache(ConfigCache):
    value: Optional[str] = None

    def get(self, key: str) -> Any:
        return SharedCache.value

    def set(self, key: str, value: str) -> None:
        SharedCache.value = value


def test_a_config_from_the_cache_is_no_news(cdn: Cdn) -> None:
    SharedCache.value = None
    key = new_sdk_key()
    first = configcatclient.create_client_with_manual_poll(key, SharedCache, cdn.url)
    first.force_refresh()
    first.stop()
    listener = Listener()
    second = configcatclient.create_client_with_auto_poll(key, INTERVAL, 5, listener, SharedCache, cdn.url)
    assert second.get_value("text", "") == "hello"
    cdn.wait_for(3)
    assert listener.clients == []
    cdn.serve(config_of(text="again"))
    listener.wait(1)
    assert second.get_value("text", "") == "again"
    second.stop()


# What native code answers by itself


@pytest.mark.parametrize("policy", MODES)
def test_values_are_answered_without_python(cdn: Cdn, policy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = MODES[policy](new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    asked: List[Any] = []

    def get_value(key: str, default_value: Any, user: Any = None) -> Any:
        asked.append(key)
        return default_value

    monkeypatch.setattr(client, "_get_value", get_value)
    until(lambda: client.get_value("text", "DEF") == "hello")
    asked.clear()
    assert client.get_value("text", 5) == "hello"
    assert client.get_value("flag", False, User("x")) is True
    cdn.serve(config_of(text="again"))
    client.force_refresh()
    assert client.get_value("text", "DEF") == "again"
    client.stop()
    assert client.get_value("text", "DEF") == "again"
    assert asked == []


def test_evaluations_that_are_logged_are_not(cdn: Cdn, logs: Logs) -> None:
    client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    for level, count in ((logging.WARNING, 0), (logging.INFO, 1), (logging.WARNING, 0)):
        logs.set_level(level)
        logs.clear()
        client.get_value("text", "DEF")
        assert logs.messages.count("Evaluating get_value('text').") == count
    client.stop()


# The end


@pytest.mark.parametrize("policy", MODES)
def test_a_stopped_client_goes_on_answering(cdn: Cdn, logs: Logs, policy: str) -> None:
    client = MODES[policy](new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    client.stop()
    client.stop()
    cdn.serve(config_of(text="again"))
    count = cdn.count
    assert client.get_value("text", "") == "hello"
    assert client.get_variation_id("text", "") == "v_hello"
    assert client.get_all_keys() == ["flag", "text", "number"]
    assert client.get_key_and_value("v_hello") == ("text", "hello")
    assert logs.messages == []
    client.force_refresh()
    assert logs.messages == ["Client is closed, it cannot initiate HTTP calls."]
    assert client.get_value("text", "") == "hello"
    assert cdn.count == count


@pytest.mark.parametrize("policy", MODES)
def test_a_client_that_is_stopped_before_it_has_a_config(policy: str) -> None:
    with Cdn() as cdn:
        cdn.hang()
        client = MODES[policy](new_sdk_key(), base_url=cdn.url)
        client.stop()
        start = time.monotonic()
        assert client.get_value("text", "DEF") == "DEF"
        assert client.get_all_keys() == []
        assert time.monotonic() - start < 1


def test_stop_ends_polling_and_callbacks(cdn: Cdn) -> None:
    listener = Listener()
    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), INTERVAL, on_configuration_changed_callback=listener, base_url=cdn.url
    )
    listener.wait(1)
    client.stop()
    count = cdn.count
    cdn.serve(config_of(text="again"))
    time.sleep(1.5)
    assert cdn.count == count
    assert len(listener.clients) == 1


def test_stop_lets_go_of_who_waits(cdn: Cdn) -> None:
    cdn.hang()
    client = configcatclient.create_client_with_auto_poll(
        new_sdk_key(), max_init_wait_time_seconds=60, base_url=cdn.url
    )
    values: List[Any] = []
    thread = threading.Thread(target=lambda: values.append(client.get_value("text", "DEF")))
    thread.start()
    time.sleep(0.2)
    client.stop()
    thread.join(5)
    assert values == ["DEF"]


@pytest.mark.parametrize("policy", MODES)
def test_a_client_that_nobody_holds_ends(cdn: Cdn, policy: str) -> None:
    client = MODES[policy](new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    gone = weakref.ref(client)
    threads = {thread.name for thread in threading.enumerate()}
    del client
    until(lambda: gc.collect() >= 0 and gone() is None)
    until(lambda: not any(thread.name.startswith("vexil") for thread in threading.enumerate()))
    assert threads


def test_a_client_of_which_only_the_callback_is_left_goes_on(cdn: Cdn) -> None:
    """As in the documentation, which throws the client away."""
    listener = Listener()
    configcatclient.create_client_with_auto_poll(
        new_sdk_key(), INTERVAL, on_configuration_changed_callback=listener, base_url=cdn.url
    )
    listener.wait(1)
    gc.collect()
    cdn.serve(config_of(text="again"))
    listener.wait(2)
    gone = weakref.ref(listener.clients.pop())
    listener.clients.pop().stop()
    until(lambda: gc.collect() >= 0 and gone() is None)


def test_many_threads(cdn: Cdn) -> None:
    client = configcatclient.create_client_with_lazy_load(new_sdk_key(), 60, base_url=cdn.url)
    cdn.then(Answer.of(config_of(text="hello"), delay=0.2))
    values: List[Any] = []
    threads = [threading.Thread(target=lambda: values.append(client.get_value("text", "DEF"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert values == ["hello"] * 20
    assert cdn.count == 1
    client.stop()
