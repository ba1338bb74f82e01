"""Programs with green threads: nothing stops them while clients wait."""

from __future__ import annotations

import sys
import threading
import time
import types
from typing import Callable, List

import pytest

from support.cdn import Cdn, config_of
from support.child import check
from support.hosts import Owner, auto, lazy, manual


@pytest.fixture
def green(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if gevent had replaced the threads."""
    module = types.ModuleType("gevent.monkey")
    module.is_module_patched = lambda name: name == "threading"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gevent.monkey", module)


@pytest.mark.usefixtures("green")
@pytest.mark.parametrize("make", [auto, lazy, manual])
def test_there_is_no_thread_and_no_native_wait(
    cdn: Cdn, monkeypatch: pytest.MonkeyPatch, make: Callable[..., Owner]
) -> None:
    cdn.delay = 0.1
    sleeps: List[float] = []
    sleep = time.sleep

    def record(seconds: float) -> None:
        if threading.current_thread() is threading.main_thread():
            sleeps.append(seconds)
        sleep(seconds)

    monkeypatch.setattr(time, "sleep", record)
    owner = make(cdn)
    if make is manual:
        assert owner.service.refresh().is_success
    assert owner.value() is True
    assert sleeps
    assert not any(thread.name.startswith("vexil-") for thread in threading.enumerate())
    assert owner.service.can_arm() is None
    assert len(owner.host.named("changed")) == 1


@pytest.mark.usefixtures("green")
def test_waits_have_an_end(cdn: Cdn) -> None:
    cdn.hang()
    start = time.monotonic()
    assert auto(cdn, max_init_wait=0.3).value() is None
    assert 0.2 < time.monotonic() - start < 2


@pytest.mark.usefixtures("green")
def test_polls_are_told_with_the_next_value(cdn: Cdn) -> None:
    owner = auto(cdn, interval=1)
    assert owner.value() is True
    cdn.serve(config_of(flag=False))
    end = time.monotonic() + 10
    while owner.value() is True or len(owner.host.named("changed")) == 1:
        assert time.monotonic() < end


def gevent_is_there() -> bool:
    from importlib.util import find_spec

    return find_spec("gevent") is not None


if gevent_is_there():

    def test_with_gevent(cdn: Cdn) -> None:
        cdn.delay = 0.5
        result = check(
            """
            from gevent import monkey
            monkey.patch_all()
            import gevent, time
            from support.cdn import new_sdk_key
            from vexil import configcatclient
            from vexil.configcatclient import ConfigCatOptions, PollingMode
            ticks = []
            def tick():
                while True:
                    ticks.append(time.monotonic())
                    gevent.sleep(0.01)
            gevent.spawn(tick)
            values = []
            def ask(mode):
                client = configcatclient.get(new_sdk_key(), ConfigCatOptions(base_url=url, polling_mode=mode))
                if mode is not modes[2]:
                    values.append(client.get_value('flag', None))
                values.append(client.force_refresh().is_success)
            modes = [PollingMode.auto_poll(), PollingMode.lazy_load(), PollingMode.manual_poll()]
            gevent.joinall([gevent.spawn(ask, mode) for mode in modes])
            assert values == [True] * 5, values
            longest = max(after - before for before, after in zip(ticks, ticks[1:]))
            assert longest < 0.4, longest
            configcatclient.close_all()
            print('done')
            """,
            timeout=60,
            url=cdn.url,
        )
        assert result.out == "done\n"


def test_any_program_has_threads_of_its_own() -> None:
    from vexil.configcatclient._cooperative import has_green_threads

    assert not has_green_threads()
