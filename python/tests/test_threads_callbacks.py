"""Callbacks that call the client, many threads, many clients: nothing dead-locks, and no exception ends anything."""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.hosts import Owner, auto, lazy, live_services, manual
from vexil import configcatclient
from vexil.configcatclient import ConfigCatOptions, PollingMode
from vexil.configcatclient.configcatoptions import Hooks


@pytest.fixture(autouse=True)
def end_of_hanging_tests() -> Iterator[None]:
    """A dead-lock ends the test run, with a dump of all threads."""
    import faulthandler

    faulthandler.dump_traceback_later(60, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


MODES: Dict[str, Callable[[], PollingMode]] = {
    "auto": lambda: PollingMode.auto_poll(1),
    "lazy": lambda: PollingMode.lazy_load(1),
    "manual": PollingMode.manual_poll,
}


def client_of(cdn: Cdn, mode: str, **hooks: Any) -> configcatclient.ConfigCatClient:
    options = ConfigCatOptions(base_url=cdn.url, polling_mode=MODES[mode](), hooks=Hooks(**hooks))
    return configcatclient.get(new_sdk_key(), options)


def everything(client: configcatclient.ConfigCatClient) -> None:
    client.get_value("flag", None)
    client.get_value_details("flag", None)
    client.get_all_values()
    client.get_all_keys()
    client.force_refresh()
    client.set_offline()
    client.set_online()


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("hook", ["on_client_ready", "on_config_changed", "on_flag_evaluated", "on_error"])
def test_callbacks_may_call_the_client(cdn: Cdn, mode: str, hook: str) -> None:
    box: List[configcatclient.ConfigCatClient] = []
    depth = threading.local()
    done: List[str] = []

    def callback(*_: Any) -> None:
        if not box or getattr(depth, "is_inside", False):
            return
        depth.is_inside = True
        try:
            everything(box[0])
            done.append(threading.current_thread().name)
        finally:
            depth.is_inside = False

    client = client_of(cdn, mode)
    box.append(client)
    getattr(client.get_hooks(), f"add_{hook}")(callback)
    client.force_refresh()
    client.get_value("flag", None)
    client.get_value("missing", None)
    assert client.force_refresh().is_success
    assert client.get_value("flag", None) is True
    if hook != "on_client_ready":
        assert done


@pytest.mark.parametrize("mode", MODES)
def test_a_callback_that_refreshes_joins_the_download_that_it_is_told_of(cdn: Cdn, mode: str) -> None:
    cdn.serve(config_of(flag=True), etag="")
    results: List[Any] = []
    client = client_of(cdn, mode)
    client.get_hooks().add_on_config_changed(lambda _: results.append(client.force_refresh()))
    count = cdn.count
    client.force_refresh()
    assert all(result == (True, None) for result in results) and results
    assert cdn.count <= count + 2


def test_a_refresh_in_a_callback_has_told_everything_when_it_ends(cdn: Cdn) -> None:
    from support.hosts import Host
    from vexil.configcatclient._service import ConfigService, ServiceOptions

    host = Host()
    options = ServiceOptions(base_url=cdn.url)
    service = ConfigService(sdk_key=new_sdk_key(), mode=PollingMode.manual_poll(), options=options, host=host)
    seen: List[Any] = []
    host.reactions["ready"] = lambda: seen.append((service.refresh().is_success, len(host.named("changed"))))
    start = time.monotonic()
    service.start(host)
    assert seen == [(True, 1)]
    assert time.monotonic() - start < 0.9


@pytest.mark.parametrize("mode", MODES)
def test_callbacks_may_close_the_client(cdn: Cdn, mode: str) -> None:
    box: List[configcatclient.ConfigCatClient] = []
    closed = threading.Event()

    def close(_: Any) -> None:
        box[0].close()
        closed.set()

    client = client_of(cdn, mode)
    box.append(client)
    client.get_hooks().add_on_config_changed(close)
    cdn.serve(config_of(flag=False))
    client.force_refresh()
    assert closed.wait(5)
    assert client.get_value("flag", None) in (True, False)
    assert not client.force_refresh().is_success


def test_a_callback_may_wait_for_threads_that_call_the_client(cdn: Cdn) -> None:
    client = client_of(cdn, "manual")
    results: List[Any] = []

    def callback(_: Any) -> None:
        def work() -> None:
            results.append(client.get_value("flag", None))
            results.append(client.force_refresh())

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    client.get_hooks().add_on_config_changed(callback)
    assert client.force_refresh().is_success
    assert results == [True, (True, None)]


def test_a_log_handler_may_call_the_client(cdn: Cdn) -> None:
    client = client_of(cdn, "lazy")
    values: List[Any] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if len(values) < 10:
                values.append(None)
                values[-1] = client.get_value("flag", None)
                client.force_refresh()

    logger, handler = logging.getLogger("configcat"), Handler()
    logger.addHandler(handler)
    try:
        cdn.fail(500)
        client.get_value("flag", None)
        cdn.serve(config_of(flag=True))
        assert client.force_refresh().is_success
        assert client.get_value("flag", None) is True
    finally:
        logger.removeHandler(handler)


class Ending(BaseException):
    pass


@pytest.mark.parametrize("exception", [ValueError, SystemExit, KeyboardInterrupt, Ending, RecursionError])
def test_no_exception_ends_the_thread_of_a_client(cdn: Cdn, exception: Any) -> None:
    owner = auto(cdn, interval=1)
    owner.value()

    def react(*_: Any) -> None:
        raise exception("callback")

    owner.host.reactions["changed"] = react
    for number in range(2):
        count = len(owner.host.named("changed"))
        cdn.serve(config_of(number=number))
        end = time.monotonic() + 5
        while len(owner.host.named("changed")) == count:
            assert time.monotonic() < end
            time.sleep(0.01)
    assert owner.service._thread is not None and owner.service._thread.is_alive()


def test_an_exception_of_a_callback_leaves_the_refresh_as_it_is(cdn: Cdn) -> None:
    def fail(_: Any) -> None:
        raise ValueError("callback")

    client = client_of(cdn, "manual", on_config_changed=fail)
    assert client.force_refresh().is_success
    assert client.get_value("flag", None) is True


def test_a_slow_callback_holds_up_no_values(cdn: Cdn) -> None:
    owner = auto(cdn, interval=1)
    assert owner.value() is True
    begun, release = threading.Event(), threading.Event()
    owner.host.reactions["changed"] = lambda _: (begun.set(), release.wait(20), None)[2]
    cdn.serve(config_of(flag=False))
    assert begun.wait(5)
    assert owner.value() is False
    start = time.monotonic()
    assert owner.service.refresh().is_success
    assert time.monotonic() - start < 2.5
    owner.service.close()
    assert time.monotonic() - start < 3
    release.set()


def test_jobs_are_done_in_order_by_one_thread_at_a_time(cdn: Cdn) -> None:
    owner = manual(cdn)
    inside: List[int] = []
    wrong: List[Any] = []
    seen: List[str] = []

    def changed(entry: Any) -> None:
        inside.append(1)
        if len(inside) != 1:
            wrong.append(len(inside))
        time.sleep(0.001)
        seen.append(entry.etag)
        inside.pop()

    owner.host.reactions["changed"] = changed

    def work(number: int) -> None:
        cdn.serve(config_of(number=number), etag=f'"{number}"')
        owner.service.refresh()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(100)))
    assert wrong == []
    assert len(seen) == len([1 for code, *_ in owner.host.named("fetched") if code == 0])
    assert owner.service.entry().etag == seen[-1]


@pytest.mark.parametrize("mode", MODES)
def test_all_methods_by_many_threads(cdn: Cdn, mode: str) -> None:
    client = client_of(cdn, mode)
    client.get_hooks().add_on_config_changed(lambda _: client.get_value("flag", None))

    def work(_: int) -> None:
        for _ in range(5):
            everything(client)

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(24)))
    client.set_online()
    assert client.force_refresh().is_success
    assert client.get_value("flag", None) is True


def test_many_threads_open_and_close_clients(cdn: Cdn) -> None:
    def work(number: int) -> Any:
        options = ConfigCatOptions(base_url=cdn.url, polling_mode=MODES["auto"]())
        client = configcatclient.get(new_sdk_key(), options)
        value = client.get_value("flag", None)
        client.close()
        return value

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(work, range(100))) == [True] * 100
    wait_for_threads()


def test_a_hundred_clients(cdn: Cdn) -> None:
    owners = [auto(cdn) for _ in range(100)]
    assert [owner.value() for owner in owners] == [True] * 100
    assert cdn.count == 100
    start = time.monotonic()
    for owner in owners:
        owner.service.close()
    wait_for_threads()
    assert time.monotonic() - start < 2


def wait_for_threads(timeout: float = 5.0) -> None:
    end = time.monotonic() + timeout
    while any(thread.name.startswith("vexil-") for thread in threading.enumerate()):
        assert time.monotonic() < end, threading.enumerate()
        time.sleep(0.01)


# The life of clients


def wait_until_gone(reference: weakref.ref[Any]) -> None:
    end = time.monotonic() + 5
    # The thread may hold it for a moment.
    while reference() is not None:
        assert time.monotonic() < end
        time.sleep(0.01)


def assert_ends(thread: Optional[threading.Thread]) -> None:
    assert thread is not None
    thread.join(5)
    assert not thread.is_alive()


@pytest.mark.parametrize("make", [auto, lazy, manual])
def test_a_client_that_nobody_holds_ends(cdn: Cdn, make: Callable[..., Owner]) -> None:
    gc.collect()
    before = live_services()
    gc.disable()
    try:
        owner = make(cdn)
        owner.value()
        thread, native = owner.service._thread, owner.service._native
        reference = weakref.ref(owner.service)
        del owner
        wait_until_gone(reference)
    finally:
        gc.enable()
    assert_ends(thread)
    assert native.is_closed
    assert live_services() == before


def test_a_client_of_generation_5_that_nobody_holds_ends(cdn: Cdn) -> None:
    gc.collect()
    before = live_services()
    client = configcatclient.create_client_with_auto_poll(new_sdk_key(), base_url=cdn.url)
    assert client.get_value("flag", None) is True
    assert live_services() == before + 1
    del client
    gc.collect()
    end = time.monotonic() + 5
    while live_services() != before:
        assert time.monotonic() < end
        time.sleep(0.01)
    wait_for_threads()


def test_a_client_that_is_its_own_host_ends_without_the_collector(cdn: Cdn) -> None:
    from support.hosts import Host
    from vexil.configcatclient._service import ConfigService, ServiceOptions

    class Client(Host):
        def __init__(self) -> None:
            super().__init__()
            options = ServiceOptions(base_url=cdn.url)
            self.service = ConfigService(sdk_key=new_sdk_key(), mode=MODES["manual"](), options=options, host=self)
            self.service.start(self)

    gc.collect()
    gc.disable()
    try:
        client = Client()
        assert client.service.refresh().is_success
        assert client.named("changed")
        reference = weakref.ref(client)
        thread = client.service._thread
        del client
        wait_until_gone(reference)
    finally:
        gc.enable()
    assert_ends(thread)


# Where there are no threads


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    start = threading.Thread.start

    def start_others(thread: threading.Thread) -> None:
        if thread.name.startswith("vexil-"):
            refuse(thread)
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_others)


@pytest.mark.usefixtures("no_threads")
@pytest.mark.parametrize("make", [auto, lazy, manual])
def test_without_threads_those_who_ask_do_the_work(cdn: Cdn, make: Callable[..., Owner]) -> None:
    owner = make(cdn)
    if make is manual:
        owner.service.refresh()
    assert owner.value() is True
    assert owner.service.can_arm() is None
    assert owner.host.named("ready") == [()]
    assert len(owner.host.named("changed")) == 1
    assert set(owner.host.threads) == {"MainThread"}


@pytest.mark.usefixtures("no_threads")
def test_without_threads_polls_are_told_with_the_next_value(cdn: Cdn) -> None:
    owner = auto(cdn, interval=1)
    assert owner.value() is True
    cdn.serve(config_of(flag=False))
    cdn.wait_for(2, 5)
    end = time.monotonic() + 5
    # The config is there a moment before its event.
    while owner.value() is True or len(owner.host.named("changed")) == 1:
        assert time.monotonic() < end
    assert len(owner.host.named("changed")) == 2


@pytest.mark.usefixtures("no_threads")
def test_without_threads_the_wait_has_an_end_as_well(cdn: Cdn) -> None:
    cdn.hang()
    start = time.monotonic()
    assert auto(cdn, max_init_wait=0.3).value() is None
    assert 0.2 < time.monotonic() - start < 1


@pytest.mark.usefixtures("no_threads")
def test_without_threads_with_a_cache(cdn: Cdn) -> None:
    from vexil.configcatclient.configcache import InMemoryConfigCache

    cache = InMemoryConfigCache()
    owner = auto(cdn, config_cache=cache)
    assert owner.value() is True
    assert cache._value


# Signals


@pytest.mark.skipif(sys.platform == "win32", reason="There is no such signal.")
def test_the_main_thread_can_be_interrupted_while_it_waits(cdn: Cdn) -> None:
    import signal

    class Interrupted(Exception):
        pass

    def interrupt(*_: Any) -> None:
        raise Interrupted

    cdn.hang()
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for ask in (auto(cdn, max_init_wait=20).value, lazy(cdn).value, manual(cdn).service.refresh):
            signal.setitimer(signal.ITIMER_REAL, 0.3)
            start = time.monotonic()
            with pytest.raises(Interrupted):
                ask()
            assert time.monotonic() - start < 2
    finally:
        signal.signal(signal.SIGALRM, before)
