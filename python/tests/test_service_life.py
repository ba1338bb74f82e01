"""The start of clients and their end, at the same time as one another; and what is broken below them."""

from __future__ import annotations

import logging
import sys
import threading
import time
from typing import Any, Deque, Iterator, List

import pytest

from support.cdn import Cdn, new_sdk_key
from vexil import configcatclient
from vexil.configcatclient import ConfigCatClient, ConfigCatOptions, PollingMode
from vexil.configcatclient._life import LivingService
from vexil.configcatclient.pollingmode import AutoPollingMode, LazyLoadingMode

MODES = [PollingMode.auto_poll(1), PollingMode.lazy_load(1), PollingMode.manual_poll()]


@pytest.fixture(autouse=True)
def no_clients_are_left() -> Iterator[None]:
    yield
    configcatclient.close_all()


def client_of(cdn: Cdn, mode: PollingMode, key: str = "") -> ConfigCatClient:
    return configcatclient.get(key or new_sdk_key(), ConfigCatOptions(base_url=cdn.url, polling_mode=mode))


class Own(PollingMode):
    def identifier(self) -> str:
        return "x"


class OwnAuto(AutoPollingMode):
    def identifier(self) -> str:
        return "auto"


class OwnLazy(LazyLoadingMode):
    def identifier(self) -> str:
        return "m"


@pytest.mark.parametrize(
    "mode, name, before, after",
    [
        (Own(), "x", None, True),
        (OwnAuto(60, 5), "auto", True, True),
        (OwnLazy(60), "m", True, True),
    ],
    ids=["own", "auto", "lazy"],
)
def test_modes_of_the_application_go_by_their_class(
    cdn: Cdn, mode: PollingMode, name: str, before: Any, after: Any
) -> None:
    client = client_of(cdn, mode)
    assert client.get_value("flag", None) is before
    assert client.force_refresh().is_success
    assert client.get_value("flag", None) is after
    agent = cdn.requests[0].header("User-Agent")
    assert agent is not None and f"/{name}-" in agent


def test_a_mode_that_fails_leaves_nothing_behind(cdn: Cdn) -> None:
    key = new_sdk_key()
    with pytest.raises(NotImplementedError):
        client_of(cdn, PollingMode(), key)
    client = client_of(cdn, PollingMode.manual_poll(), key)
    assert client.force_refresh().is_success
    configcatclient.close_all()


@pytest.mark.parametrize("mode", MODES, ids=["auto", "lazy", "manual"])
@pytest.mark.parametrize("all_of_them", [False, True])
def test_a_close_before_the_start_sticks(
    cdn: Cdn, monkeypatch: pytest.MonkeyPatch, mode: PollingMode, all_of_them: bool
) -> None:
    start = LivingService.start

    def closed_before(service: LivingService, owner: Any) -> None:
        if all_of_them:
            configcatclient.close_all()
        else:
            owner.close()
        start(service, owner)

    monkeypatch.setattr(LivingService, "start", closed_before)
    threads = threading.active_count()
    client = client_of(cdn, mode)
    assert client.get_value("flag", None) is None
    result = client.force_refresh()
    assert not result.is_success and "closed" in str(result.error)
    time.sleep(0.1)
    assert cdn.count == 0
    assert threading.active_count() == threads


@pytest.mark.parametrize("mode", MODES, ids=["auto", "lazy", "manual"])
def test_a_close_while_the_native_service_is_opened_sticks(
    cdn: Cdn, monkeypatch: pytest.MonkeyPatch, mode: PollingMode
) -> None:
    from vexil.configcatclient._opening import Opener

    opened: List[Any] = []
    open_it = Opener.open

    def closed_meanwhile(opener: Opener, *args: Any) -> Any:
        configcatclient.close_all()
        result = open_it(opener, *args)
        opened.append(result[0])
        return result

    monkeypatch.setattr(Opener, "open", closed_meanwhile)
    client = client_of(cdn, mode)
    assert not client.force_refresh().is_success
    assert [native.is_closed for native in opened] == [True]
    assert client._service is not None and client._service._thread is None


def test_get_beside_close_all(cdn: Cdn) -> None:
    key, end = new_sdk_key(), time.monotonic() + 1.5
    errors: List[BaseException] = []

    def repeat(work: Any) -> None:
        while time.monotonic() < end:
            try:
                work()
            except BaseException as error:
                errors.append(error)
                return

    def make() -> None:
        client_of(cdn, PollingMode.manual_poll(), key).get_value("flag", None)

    def close() -> None:
        configcatclient.close_all()
        time.sleep(0.0005)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    logging.disable(logging.CRITICAL)
    try:
        threads = [threading.Thread(target=repeat, args=(work,)) for work in (make, make, close)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    finally:
        logging.disable(logging.NOTSET)
        sys.setswitchinterval(interval)
    assert errors == []


def test_a_close_beside_the_jobs(cdn: Cdn) -> None:
    class Cleared(Deque[Any]):
        def popleft(self) -> Any:
            self.clear()
            return super().popleft()

    client = client_of(cdn, PollingMode.manual_poll())
    service = client._service
    assert service is not None
    service._jobs = Cleared([(LivingService.close, ())])
    service._dispatch()
    assert client.force_refresh().is_success


class Broken:
    """A native service below which something has broken, such as descriptors that the application has closed."""

    def __init__(self, native: Any) -> None:
        self._native = native

    def __getattr__(self, name: str) -> Any:
        return getattr(self._native, name)

    def refresh(self, *args: Any) -> None:
        raise RuntimeError("Internal error: failed to wake")


@pytest.mark.parametrize("mode", MODES, ids=["auto", "lazy", "manual"])
def test_a_refresh_that_fails_natively(cdn: Cdn, caplog: pytest.LogCaptureFixture, mode: PollingMode) -> None:
    client = client_of(cdn, mode)
    assert client.force_refresh().is_success
    service = client._service
    assert service is not None
    native = service._native
    service._link.native = Broken(native)  # type: ignore[assignment]
    try:
        time.sleep(1.1 if mode.identifier() == "l" else 0)
        assert client.get_value_details("flag", None).value is True
        for _ in range(2):
            result = client.force_refresh()
            assert not result.is_success and "1103" not in str(result.error)
        assert any("[1103]" in record.getMessage() for record in caplog.records)
    finally:
        service._link.native = native
    time.sleep(0.1)
    assert client.force_refresh().is_success
