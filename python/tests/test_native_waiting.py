"""The service of the native module by itself: threads that wait for its events, and its end."""

from __future__ import annotations

import gc
import os
import threading
import time
import weakref
from pathlib import Path
from typing import Callable, List

from support.cdn import Cdn, config_of
from support.native import AUTO, MANUAL, Listener, open_service
from vexil._native import live_configs

CLOSED = -1


class TestWaiting:
    def test_the_time_is_over(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url)) as listener:
            listener.until(5)
            epoch = listener.service.epoch
            start = time.monotonic()
            assert listener.service.wait(epoch, 0.25) == epoch
            assert 0.2 < time.monotonic() - start < 5.0
            for none in (0.0, -1.0):
                assert listener.service.wait(epoch, none) == epoch

    def test_events_that_are_there_already(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url)) as listener:
            listener.until(5)
            assert listener.service.wait(0, None) == listener.service.epoch == 1

    def test_every_thread_that_waits_is_woken(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url)) as listener:
            listener.until(5)
            service, epoch, woken = listener.service, listener.service.epoch, []
            threads = [threading.Thread(target=lambda: woken.append(service.wait(epoch, None))) for _ in range(20)]
            for thread in threads:
                thread.start()
            service.refresh(1, True, None)
            for thread in threads:
                thread.join(10)
            assert len(woken) == 20 and min(woken) > epoch

    def test_closing_ends_the_wait(self, cdn: Cdn) -> None:
        service = open_service(cdn.url)
        threads = [threading.Thread(target=service.wait, args=(99, None)) for _ in range(20)]
        for thread in threads:
            thread.start()
        time.sleep(0.1)
        service.close()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()

    def test_what_nobody_takes_does_not_grow_without_limit(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url, MANUAL)) as listener:
            before = live_configs()
            for number in range(1500):
                if number % 100 == 0:
                    cdn.serve(config_of(number=number))
                listener.service.refresh(number, True, None)
            epoch = 0
            while epoch < 1500:
                epoch = listener.service.wait(epoch, 10.0)
            time.sleep(0.5)
            answers = [event[1] for event in listener.take() if event[0] == 7]
            assert answers == list(range(1500))
            assert live_configs() <= before + 2


class TestClosing:
    def test_open_refreshes_are_answered_at_once(self, cdn: Cdn) -> None:
        cdn.hang()
        listener = Listener(open_service(cdn.url))
        for token in (1, 2):
            listener.service.refresh(token, True, None)
        cdn.wait_for(1)
        listener.service.close()
        assert sorted(event for event in listener.take() if event[0] == 7) == [
            (7, 1, CLOSED, None),
            (7, 2, CLOSED, None),
        ]
        assert listener.service.is_closed and not listener.service.is_ready
        assert listener.service.wait(listener.service.epoch, None) == listener.service.epoch
        # Nothing comes later.
        time.sleep(0.2)
        assert listener.take() == []

    def test_what_comes_after_does_nothing(self, cdn: Cdn) -> None:
        listener = Listener(open_service(cdn.url))
        listener.refresh()
        listener.take()
        service = listener.service
        service.close()
        service.close()
        service.refresh(5, True, None)
        assert listener.take() == [(7, 5, CLOSED, None)]
        service.set_offline(False)
        service.cache_synced(1, None)
        service.stored(1)
        assert not service.entry.is_empty
        assert cdn.count == 1

    def test_who_lets_go_of_a_service_ends_it(self, cdn: Cdn) -> None:
        service = open_service(cdn.url, AUTO, interval=1.0)
        with Listener(service) as listener:
            listener.until(5)
        service = open_service(cdn.url, AUTO, interval=1.0)
        cdn.wait_for(2)
        alive = weakref.ref(service)
        del service
        gc.collect()
        assert alive() is None
        time.sleep(1.3)
        assert cdn.count == 2

    def test_an_abandoned_service_says_nothing_any_more(self, cdn: Cdn) -> None:
        listener = Listener(open_service(cdn.url, AUTO, offline=True))
        service = listener.service
        service.abandon()
        service.abandon()
        assert service.is_closed and not service.is_ready and not service.is_held
        assert service.entry.is_empty
        assert service.wait(99, None) == 99
        assert service.take_event() is None
        service.refresh(1, True, None)
        service.set_offline(False)
        service.close()
        assert service.epoch == 0

    def test_a_thousand_services_leave_nothing_behind(self, cdn: Cdn) -> None:
        def open_and_close() -> None:
            listeners = [Listener(open_service(cdn.url, AUTO)) for _ in range(50)]
            for listener in listeners:
                listener.until(5)
                listener.service.close()

        open_and_close()
        memory = memory_in_use()
        for _ in range(20):
            open_and_close()
        # One for all of them, and helpers for names and large configs.
        assert native_threads().count("vexil") <= 1 and len(native_threads()) <= 12
        wait_until(lambda: live_configs() <= 2)
        # A service and its config take some ten kilobytes.
        assert memory_in_use() - memory < 8e6


def wait_until(condition: Callable[[], bool], timeout: float = 10.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def native_threads() -> List[str]:
    """Their names: that of the module, and its helpers. None where nobody knows."""
    tasks = Path("/proc/self/task")
    if not tasks.is_dir():
        return []
    names = []
    for task in tasks.iterdir():
        try:
            names.append((task / "comm").read_text().strip())
        except OSError:
            pass
    return [name for name in names if name == "vexil" or name == "vexil-helper"]


def memory_in_use() -> int:
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
