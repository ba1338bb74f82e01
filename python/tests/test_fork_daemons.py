"""Nothing is opened within a fork, but at the first call: for daemons, and for children that never call."""

from __future__ import annotations

import os
import sys

import pytest

from support.cdn import Cdn
from support.forks import fork_test

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="This system has no fork.")

#: As servers written in C fork: at moments at which no other thread wants the interpreter.
UNTOLD = "import ctypes; fork = ctypes.PyDLL(None).fork; os.fork = lambda: time.sleep(0.5) or fork()"

TOLD = "pass"

on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="It looks into /proc.")


@on_linux
@pytest.mark.parametrize("mode", ["auto_poll(1)", "lazy_load(1)", "manual_poll()"])
@pytest.mark.parametrize("how", [TOLD, UNTOLD], ids=["told", "untold"])
def test_a_daemon_that_closes_all_descriptors(cdn: Cdn, tmp_path: object, mode: str, how: str) -> None:
    fork_test(
        cdn,
        f"""
        {how}
        place = {str(tmp_path)!r}
        client = client_of(PollingMode.{mode})
        assert client.force_refresh().is_success
        def first():
            os.setsid()
            in_child(second)
        def second():
            os.closerange(3, 256)
            files = [open(place + '/' + str(number), 'w+b') for number in range(16)]
            time.sleep(1.1)
            start = time.monotonic()
            assert client.get_value('flag', None) is True
            assert client.force_refresh() == (True, None)
            assert client.get_value('flag', None) is True
            if 'auto' in {mode!r}:
                fetches = []
                client._service._host().on_fetch_ended = lambda *details: fetches.append(details)
                wait_for(lambda: fetches, 'a poll')
            client.close()
            assert [os.path.getsize(file.name) for file in files] == [0] * 16
        in_child(first)
        assert client.force_refresh().is_success
        """,
    )


@on_linux
@pytest.mark.parametrize("mode", ["auto_poll(1)", "lazy_load(1)", "manual_poll()"])
def test_a_child_that_never_calls(cdn: Cdn, mode: str) -> None:
    fork_test(
        cdn,
        f"""
        client = client_of(PollingMode.{mode})
        assert client.force_refresh().is_success
        parent = os.getpid()
        before = sorted(os.listdir('/proc/self/fd'))
        pid = os.fork()
        if pid == 0:
            signal.alarm(10)
            assert len(os.listdir('/proc/self/task')) == 1
            assert [thread.name for thread in threading.enumerate() if thread.name.startswith('vexil')] == []
            assert sorted(os.listdir('/proc/self/fd')) == before
            time.sleep(0.3)
            assert len(os.listdir('/proc/self/task')) == 1
            start = time.monotonic()
            import atexit
            atexit._run_exitfuncs()
            assert time.monotonic() - start < 0.5
            assert len(os.listdir('/proc/self/task')) == 1
            os._exit(7)
        assert os.waitpid(pid, 0)[1] == 7 << 8
        client.close()
        """,
    )


@pytest.mark.parametrize("how", [TOLD, UNTOLD], ids=["told", "untold"])
def test_values_come_at_once_from_what_the_parent_knew_and_polling_begins(cdn: Cdn, how: str) -> None:
    """Workers of a server that loads the application before it forks."""
    fork_test(
        cdn,
        f"""
        {how}
        client = client_of(PollingMode.auto_poll(1))
        assert client.get_value('flag', None) is True
        def worker():
            fetches = []
            client._service._host().on_fetch_ended = lambda *details: fetches.append(details)
            time.sleep(0.2)
            assert fetches == []
            start = time.monotonic()
            assert client.get_value_details('flag', None).value is True
            assert time.monotonic() - start < 0.5
            wait_for(lambda: len(fetches) >= 2, 'polls of the worker')
            assert client._service.can_arm()[0] is client._service._native
        for _ in range(3):
            in_child(worker)
        """,
    )


@pytest.mark.parametrize("mode", ["auto_poll(1)", "lazy_load(1)", "manual_poll()"])
@pytest.mark.parametrize("how", [TOLD, UNTOLD], ids=["told", "untold"])
def test_a_client_is_set_offline_or_closed_before_its_first_value(cdn: Cdn, mode: str, how: str) -> None:
    fork_test(
        cdn,
        f"""
        {how}
        client = client_of(PollingMode.{mode})
        assert client.force_refresh().is_success
        def offline():
            client.set_offline()
            assert client.is_offline()
            time.sleep(1.1)
            assert client.get_value('flag', None) is True
            refused = client.force_refresh()
            assert not refused.is_success and 'offline' in refused.error
            client.set_online()
            assert client.force_refresh().is_success
        def closed():
            client.close()
            assert client.get_value('flag', None) is True
            assert not client.force_refresh().is_success
            client.set_online()
            assert client._service._thread is None
        def gone():
            configcatclient.close_all()
            assert client.get_value('flag', None) is True
        import logging
        logging.disable(logging.CRITICAL)
        in_child(closed)
        in_child(gone)
        in_child(offline)
        client.set_offline()
        def online():
            assert client.get_value('flag', None) is True
            assert client.is_offline()
            client.set_online()
            assert client.force_refresh().is_success
        in_child(online)
        """,
    )


def test_no_download_in_children_that_are_offline_or_never_call(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        import logging
        client = client_of(PollingMode.manual_poll())
        polling = client_of(PollingMode.auto_poll(3600))
        assert client.force_refresh().is_success
        assert polling.get_value('flag', None) is True
        def offline():
            polling.set_offline()
            assert polling.get_value('flag', None) is True
            time.sleep(0.3)
        in_child(offline)
        in_child(lambda: time.sleep(0.3))
        """,
    )
    assert cdn.count == 2


def test_merged_overrides_are_no_reason_not_to_poll(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        from vexil.configcatclient.overridedatasource import OverrideBehaviour
        from vexil.configcatclient.localdictionarydatasource import LocalDictionaryFlagOverrides
        overrides = LocalDictionaryFlagOverrides({'mine': 5}, OverrideBehaviour.LocalOverRemote)
        options = ConfigCatOptions(base_url=url, polling_mode=PollingMode.auto_poll(1), flag_overrides=overrides)
        client = configcatclient.get(new_sdk_key(), options)
        assert client.get_value('flag', None) is True and client.get_value('mine', None) == 5
        def child():
            assert client.get_value('flag', None) is True and client.get_value('mine', None) == 5
            assert any(thread.name.startswith('vexil') for thread in threading.enumerate())
        in_child(child)
        """,
    )


def test_a_fork_while_a_client_is_made(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        from vexil.configcatclient._opening import Opener
        opening, go_on, opened = threading.Event(), threading.Event(), Opener.open
        def slow(*args):
            opening.set()
            go_on.wait(20)
            return opened(*args)
        Opener.open = slow
        key = new_sdk_key()
        options = ConfigCatOptions(base_url=url, polling_mode=PollingMode.lazy_load())
        maker = threading.Thread(target=lambda: configcatclient.get(key, options))
        maker.start()
        assert opening.wait(5)
        def child():
            Opener.open = opened
            start = time.monotonic()
            client = configcatclient.get(key)
            assert time.monotonic() - start < 0.5
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
            client.close()
        in_child(child)
        go_on.set()
        maker.join()
        assert configcatclient.get(key).get_value('flag', None) is True
        """,
    )


def test_a_callback_and_a_cache_that_leave_for_a_child(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        parent = os.getpid()
        class Cache:
            children = []
            def get(self, key):
                if not self.children:
                    self.children.append(os.fork())
            def set(self, key, value):
                pass
        client = client_of(PollingMode.lazy_load(), cache=Cache())
        signal.alarm(20)
        assert client.get_value('flag', None) is True
        assert client.force_refresh().is_success
        if os.getpid() != parent:
            os._exit(7)
        assert os.waitpid(Cache.children[0], 0)[1] == 7 << 8
        """,
    )


def test_multiprocessing_with_a_client_of_the_parent(cdn: Cdn, tmp_path: object) -> None:
    fork_test(
        cdn,
        """
        import multiprocessing
        client = client_of(PollingMode.auto_poll(1))
        assert client.get_value('flag', None) is True
        globals()['ask'] = ask = lambda: (client.get_value('flag', None), client.force_refresh().is_success)
        context = multiprocessing.get_context('fork')
        answers = context.Queue()
        workers = [context.Process(target=lambda: answers.put(ask())) for _ in range(3)]
        idle = context.Process(target=lambda: None)
        for worker in workers + [idle]: worker.start()
        assert [answers.get(timeout=15) for _ in workers] == [(True, True)] * 3
        for worker in workers + [idle]:
            worker.join(10)
            assert worker.exitcode == 0
        """,
    )
