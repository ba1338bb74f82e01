"""Clients in forked and spawned processes: they poll again, and nothing hangs."""

from __future__ import annotations

import os
import sys

import pytest

from support.cdn import Cdn, config_of
from support.child import check
from support.forks import QUIET, fork_test

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="This system has no fork.")


def test_a_child_polls_again(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        client = client_of(PollingMode.auto_poll(1))
        assert client.get_value('flag', None) is True
        def child():
            assert client.get_value('flag', None) is True
            names = [thread.name for thread in threading.enumerate()]
            assert any(name.startswith('vexil-') for name in names), names
            fetches = []
            client._service._host().on_fetch_ended = lambda *details: fetches.append(details)
            wait_for(lambda: len(fetches) >= 2, 'polls of the child')
            assert {code for code, *_ in fetches} == {304}
            assert client.force_refresh().is_success
        in_child(child)
        assert client.force_refresh().is_success
        """,
    )


@pytest.mark.parametrize("mode", ["auto_poll()", "lazy_load()", "manual_poll()"])
def test_a_child_goes_on_with_what_the_parent_knew(cdn: Cdn, mode: str) -> None:
    fork_test(
        cdn,
        f"""
        client = client_of(PollingMode.{mode})
        assert client.force_refresh().is_success
        assert client.get_value('flag', None) is True
        def child():
            assert client.get_value('flag', None) is True
            assert client.get_value_details('text', None).value == 'hello'
            assert client.force_refresh() == (True, None)
            client.set_offline()
            assert client.get_value('flag', None) is True
            client.set_online()
            client.close()
            assert client.get_value('flag', None) is True
        in_child(child)
        assert client.force_refresh().is_success
        in_child(child)
        """,
    )
    # The child asks with the ETag that the parent knew.
    assert [request.header("If-None-Match") is not None for request in cdn.requests][1:] == [True] * (cdn.count - 1)


def test_a_child_of_a_parent_without_a_config_gets_one(cdn: Cdn) -> None:
    cdn.delay = 0.5
    fork_test(
        cdn,
        """
        ready = []
        client = client_of(PollingMode.auto_poll(), Hooks(on_client_ready=lambda: ready.append(os.getpid())))
        def child():
            assert client.get_value('flag', None) is True
            wait_for(lambda: ready == [os.getpid()], 'readiness')
        in_child(child)
        assert client.get_value('flag', None) is True
        wait_for(lambda: ready == [os.getpid()], 'readiness')
        def ready_child():
            assert client.get_value('flag', None) is True
            time.sleep(0.3)
            assert ready == [os.getppid()]
        in_child(ready_child)
        """,
    )


def test_generations_of_children(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        client = client_of(PollingMode.lazy_load())
        assert client.get_value('flag', None) is True
        def child():
            assert client.force_refresh().is_success
            in_child(grandchild)
            assert client.force_refresh().is_success
        def grandchild():
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
        in_child(child)
        """,
    )


def test_new_clients_in_children(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        def child():
            client = client_of(PollingMode.auto_poll())
            assert client.get_value('flag', None) is True
            configcatclient.close_all()
        in_child(child)
        first = client_of(PollingMode.auto_poll())
        assert first.get_value('flag', None) is True
        in_child(child)
        first.close()
        in_child(child)
        """,
    )


def test_a_fork_in_a_thread(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        client = client_of(PollingMode.auto_poll(1))
        assert client.get_value('flag', None) is True
        def child():
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
        errors = []
        def work():
            try:
                in_child(child)
            except BaseException as error:
                errors.append(error)
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        assert not errors, errors
        """,
    )


@pytest.mark.parametrize("mode", ["auto_poll(1)", "lazy_load(1)", "manual_poll()"])
def test_a_fork_in_a_callback(cdn: Cdn, mode: str) -> None:
    fork_test(
        cdn,
        f"""
        done = []
        def child():
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
        def changed(_):
            if not done:
                done.append(True)
                wait_for(lambda: 'client' in globals(), 'the client')
                in_child(child)
                done.append(True)
        client = client_of(PollingMode.{mode}, Hooks(on_config_changed=changed))
        client.force_refresh()
        wait_for(lambda: len(done) == 2, 'the child of the callback')
        assert client.force_refresh().is_success
        assert client.get_value('flag', None) is True
        """,
    )


def test_a_child_that_leaves_the_callback_goes_on(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        children = []
        parent = os.getpid()
        def changed(_):
            if not children:
                children.append(os.fork())
        client = client_of(PollingMode.manual_poll(), Hooks(on_config_changed=changed))
        result = client.force_refresh()
        signal.alarm(20)
        if os.getpid() != parent:
            # The parent got the answer, not this process.
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
            os._exit(7)
        assert result.is_success
        assert os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]) == 7 if hasattr(os, 'waitstatus_to_exitcode') else True
        """,
    )


def test_a_fork_while_a_callback_runs_elsewhere(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        inside, go_on = threading.Event(), threading.Event()
        def changed(_):
            inside.set()
            go_on.wait(20)
        client = client_of(PollingMode.auto_poll(), Hooks(on_config_changed=changed))
        assert inside.wait(5)
        def child():
            client.get_hooks().clear()
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
            client.close()
        in_child(child)
        go_on.set()
        assert client.get_value('flag', None) is True
        """,
    )


def test_a_fork_while_others_wait_for_values(cdn: Cdn) -> None:
    cdn.delay = 1.0
    fork_test(
        cdn,
        """
        clients = [client_of(PollingMode.auto_poll()), client_of(PollingMode.lazy_load())]
        values = []
        threads = [threading.Thread(target=lambda client=client: values.append(client.get_value('flag', None)))
                   for client in clients for _ in range(3)]
        for thread in threads: thread.start()
        time.sleep(0.3)
        def child():
            for client in clients:
                assert client.get_value('flag', None) is True
                assert client.force_refresh().is_success
        in_child(child)
        for thread in threads: thread.join()
        assert values == [True] * 6
        """,
    )


def test_a_fork_in_a_cache(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        class Cache:
            values, forked = {}, []
            def get(self, key):
                return self.values.get(key)
            def set(self, key, value):
                if not self.forked:
                    self.forked.append(True)
                    in_child(child)
                self.values[key] = value
        def child():
            assert client.get_value('flag', None) is True
            assert client.force_refresh().is_success
            assert client.get_value('flag', None) is True
        client = client_of(PollingMode.lazy_load(), cache=Cache())
        assert client.get_value('flag', None) is True
        assert Cache.forked and Cache.values
        """,
    )


def test_a_fork_that_python_is_not_told_of(cdn: Cdn) -> None:
    """As servers written in C do it."""
    fork_test(
        cdn,
        """
        import ctypes
        os.fork = ctypes.PyDLL(None).fork
        def settle():
            # Such forks are for moments at which no other thread wants the interpreter.
            time.sleep(0.5)
        clients = [client_of(PollingMode.lazy_load(1)), client_of(PollingMode.manual_poll())]
        for client in clients:
            assert client.force_refresh().is_success
        def child():
            time.sleep(1.1)
            assert clients[0].get_value('flag', None) is True
            for client in clients:
                assert client.force_refresh().is_success
                assert client.get_value('flag', None) is True
        settle()
        in_child(child)
        for client in clients:
            assert client.force_refresh().is_success
        """,
    )


def test_many_forks_beside_calls(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        from vexil.configcatclient.configcache import InMemoryConfigCache
        clients = [client_of(PollingMode.auto_poll(1)), client_of(PollingMode.lazy_load(1)),
                   client_of(PollingMode.lazy_load(1), cache=InMemoryConfigCache())]
        stop = threading.Event()
        def work():
            while not stop.is_set():
                for client in clients:
                    client.get_value('flag', None)
                    client.force_refresh()
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads: thread.start()
        def child():
            for client in clients:
                assert client.get_value('flag', None) is True
                assert client.force_refresh().is_success
        try:
            for _ in range(25):
                in_child(child)
        finally:
            stop.set()
            for thread in threads: thread.join()
        """,
    )


def test_generation_5_in_a_child(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        polling = configcatclient.create_client_with_auto_poll(new_sdk_key(), base_url=url)
        lazy = configcatclient.create_client_with_lazy_load(new_sdk_key(), base_url=url)
        stopped = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=url)
        stopped.force_refresh()
        stopped.stop()
        assert polling.get_value('flag', None) is True
        def child():
            assert polling.get_value('flag', None) is True
            polling.force_refresh()
            assert lazy.get_value('flag', None) is True
            assert stopped.get_value('flag', None) is True
        in_child(child)
        """,
    )


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(cdn: Cdn, tmp_path: object, method: str) -> None:
    if method not in __import__("multiprocessing").get_all_start_methods():
        pytest.skip("This system does not start processes so.")
    script = os.path.join(str(tmp_path), "script.py")
    with open(script, "w", encoding="utf-8") as file:
        file.write(
            f"""
import multiprocessing, sys
from support.cdn import new_sdk_key
from vexil import configcatclient
from vexil.configcatclient import ConfigCatOptions, PollingMode

URL = {cdn.url!r}

def ask(number):
    client = configcatclient.get(new_sdk_key(), ConfigCatOptions(base_url=URL, polling_mode=PollingMode.auto_poll(1)))
    return client.get_value('number', None)

if __name__ == '__main__':
    assert ask(0) == 1
    with multiprocessing.get_context({method!r}).Pool(3) as pool:
        assert pool.map(ask, range(12)) == [1] * 12
        pool.close()
        pool.join()
"""
        )
    check("import runpy; runpy.run_path(script, run_name='__main__')", env=QUIET, timeout=60, script=script)


@pytest.mark.skipif(sys.platform == "win32", reason="There is no preexec_fn.")
def test_subprocesses(cdn: Cdn) -> None:
    fork_test(
        cdn,
        """
        import subprocess
        client = client_of(PollingMode.auto_poll(1))
        assert client.get_value('flag', None) is True
        for preexec in (None, lambda: None):
            out = subprocess.run([sys.executable, '-c', 'print(1)'], preexec_fn=preexec, stdout=subprocess.PIPE, timeout=20)
            assert out.stdout.strip() == b'1', out
        assert client.force_refresh().is_success
        """,
    )


def test_a_daemon_made_by_two_forks(cdn: Cdn, tmp_path: object) -> None:
    fork_test(
        cdn,
        f"""
        place = {str(tmp_path)!r} + '/result'
        client = client_of(PollingMode.auto_poll(1))
        assert client.get_value('flag', None) is True
        pid = os.fork()
        if pid == 0:
            os.setsid()
            if os.fork() != 0:
                os._exit(0)
            signal.alarm(20)
            with open(place + '.part', 'w') as file:
                file.write(str(client.force_refresh().is_success))
            os.rename(place + '.part', place)
            os._exit(0)
        os.waitpid(pid, 0)
        wait_for(lambda: os.path.exists(place), 'the daemon')
        with open(place) as file:
            assert file.read() == 'True'
        """,
    )


def test_the_locks_of_logging_and_of_the_list_of_clients_are_free_in_a_child(cdn: Cdn) -> None:
    cdn.serve(config_of(flag=True))
    fork_test(
        cdn,
        """
        import logging
        logging.basicConfig(stream=open(os.devnull, 'w'))
        stop = threading.Event()
        def work():
            while not stop.is_set():
                client_of(PollingMode.manual_poll()).close()
                logging.getLogger('configcat').error('text')
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads: thread.start()
        try:
            for _ in range(20):
                in_child(lambda: client_of(PollingMode.manual_poll()).force_refresh())
        finally:
            stop.set()
            for thread in threads: thread.join()
        """,
    )


def test_forks_while_configs_come_and_values_are_made(cdn: Cdn) -> None:
    check(
        """
        import itertools, os, sys, threading
        from support.cdn import Cdn, config_of, new_sdk_key
        from vexil import configcatclient

        def config(version):
            return config_of(**{f"flag{number}": f"{version} {number}" for number in range(2000)})

        cdn = Cdn(config(0))
        options = configcatclient.ConfigCatOptions(
            base_url=cdn.url, polling_mode=configcatclient.PollingMode.manual_poll()
        )
        client = configcatclient.get(new_sdk_key(), options)
        assert client.force_refresh().is_success

        def change():
            for version in itertools.count(1):
                cdn.serve(config(version))
                client.force_refresh()

        def evaluate():
            while True:
                client.get_value("flag1", None)
                client.get_all_values()

        for work in (change, evaluate, evaluate):
            threading.Thread(target=work, daemon=True).start()
        for _ in range(40):
            child = os.fork()
            if child == 0:
                os._exit(0 if client.get_value("flag2", None) and len(client.get_all_values()) == 2000 else 3)
            assert os.waitpid(child, 0)[1] == 0
        os._exit(0)
        """,
        timeout=60,
    )
