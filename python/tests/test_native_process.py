"""The native module in processes: forks, threads and their end. Each test is a process of its own."""

from __future__ import annotations

import os
import textwrap
import time

import pytest

from support.cdn import Cdn, config_of
from support.child import check, run
from support.identity import AUTHORITY, server_context

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

# Python warns of forks in processes with threads, and the native module has one.
QUIET = {"PYTHONWARNINGS": "ignore::DeprecationWarning"}

HEAD = """
import os, sys, threading, time
from vexil import _native
from support.native import *

def wait_for_child(pid):
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code == 0, code

def in_child(body):
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        _native.after_fork_in_child()
        body()
        code = 0
    except BaseException:
        import traceback
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)
"""


def in_process(code: str, timeout: float = 60.0, **names: object) -> str:
    return check(HEAD + textwrap.dedent(code), timeout, QUIET, **names).out


@forks
def test_a_child_polls_with_a_service_of_its_own(cdn: Cdn) -> None:
    out = in_process(
        """
        service = open_service(url, AUTO, interval=1.0)
        Listener(service).until(5)

        def child():
            entry = service.entry
            service.abandon()
            assert service.is_closed
            own = Listener(open_service(url, AUTO, interval=1.0, initial=entry if entry.json else None))
            own.until(5)
            first = own.service.entry.fetch_time
            own.until(1)
            assert own.service.entry.fetch_time > first
            own.service.close()
            print("polled", flush=True)

        wait_for_child(in_child(child))
        # The parent goes on.
        listener = Listener(service)
        listener.until(1)
        service.close()
        """,
        url=cdn.url,
    )
    assert out == "polled\n"


@forks
def test_services_of_the_parent_are_dead_in_the_child_whether_abandoned_or_not(cdn: Cdn) -> None:
    in_process(
        """
        import gc
        service = open_service(url, AUTO, interval=1.0, has_cache=True)
        token = Listener(service).until(8)[-1][1]
        open_refreshes = open_service(url)
        open_refreshes.refresh(1, True, None)

        def child():
            global service, open_refreshes
            for old in (service, open_refreshes):
                assert old.is_closed and not old.is_ready and old.take_event() is None
                assert old.wait(10**6, None) == 10**6
                old.refresh(1, True, None)
                old.cache_synced(token, None)
                old.stored(token)
                old.set_offline(True)
                old.close()
            del service, open_refreshes, old
            gc.collect()

        wait_for_child(in_child(child))
        service.cache_synced(token, None)
        assert Listener(service).until(9)
        """,
        url=cdn.url,
    )


@forks
def test_entries_of_the_parent_stay_good_in_the_child(cdn: Cdn) -> None:
    cdn.serve(config_of(**{f"flag{number}": number for number in range(5000)}))
    in_process(
        """
        import gc
        listener = Listener(open_service(url))
        listener.refresh()
        entry = listener.service.entry
        listener.service.close()

        def child():
            global entry, listener
            again = _native.Entry.parse(entry.json, entry.fetch_time, entry.etag)
            assert again.has_same_config(entry)
            before = _native.live_configs()
            del again, entry, listener
            gc.collect()
            # Large ones are dropped by a thread of the child.
            deadline = time.monotonic() + 10
            while _native.live_configs() == before:
                assert time.monotonic() < deadline
                time.sleep(0.01)

        wait_for_child(in_child(child))
        """,
        url=cdn.url,
    )


@forks
def test_forks_at_any_moment(cdn: Cdn) -> None:
    """Threads open, refresh and close, and compile what is large, while the process forks: some lock is held each time."""
    cdn.serve(config_of(**{f"flag{number}": number for number in range(3000)}))
    out = in_process(
        """
        ended = False

        def work(number):
            while not ended:
                services = [open_service(url, AUTO if number % 2 else MANUAL, roots=["own"]) for _ in range(3)]
                for service in services:
                    service.refresh(1, True, None)
                    service.wait(service.epoch, 0.02)
                    service.take_event()
                services[0].close()
                text = services[1].entry.json
                if text:
                    _native.Entry.parse(text.replace("flag", str(number)), 1.0, "")

        threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(4)]
        for thread in threads:
            thread.start()

        def child():
            listener = Listener(open_service(url, AUTO, roots=["own"]))
            listener.until(5, timeout=40)
            assert not listener.service.entry.is_empty
            listener.service.close()

        started = time.monotonic()
        count = 0
        while count < 150 and time.monotonic() - started < 30:
            wait_for_child(in_child(child))
            count += 1
        ended = True
        for thread in threads:
            thread.join(10)
        print(count)
        """,
        timeout=110.0,
        url=cdn.url,
    )
    assert int(out) > 5


@forks
def test_a_child_does_not_wait_for_threads_of_the_parent(cdn: Cdn) -> None:
    out = in_process(
        """
        inside = threading.Event()
        class Client(_native.Core):
            def _get_value(self, key, default_value, user):
                inside.set()
                time.sleep(30)
        threading.Thread(target=Client().get_value, args=("flag", False), daemon=True).start()
        inside.wait()
        pid = os.fork()
        if pid == 0:
            _native.after_fork_in_child()
            sys.exit(0)
        start = time.monotonic()
        wait_for_child(pid)
        print(time.monotonic() - start)
        """
    )
    assert float(out) < 0.9


@forks
def test_a_child_trusts_whom_it_is_told_to() -> None:
    """While threads of the parent shake hands."""
    with Cdn(config_of(flag=True), server_context()) as secure:
        in_process(
            """
            def work():
                while True:
                    listener = Listener(open_service(url, roots=[authority]))
                    listener.refresh()
                    listener.service.close()

            for _ in range(3):
                threading.Thread(target=work, daemon=True).start()

            def child():
                for roots, code in [([authority], 0), ([], 1103), (None, 1103)]:
                    listener = Listener(open_service(url, roots=roots))
                    assert listener.refresh()[-1][2] == code
                    listener.service.close()

            for _ in range(20):
                wait_for_child(in_child(child))
            """,
            url=secure.url,
            authority=AUTHORITY,
        )


@forks
def test_children_of_children(cdn: Cdn) -> None:
    in_process(
        """
        def generation(depth):
            listener = Listener(open_service(url, AUTO))
            listener.until(5)
            if depth:
                wait_for_child(in_child(lambda: generation(depth - 1)))
            listener.refresh(2)
            listener.service.close()

        generation(4)
        """,
        url=cdn.url,
    )


CONFIG = '{"f":{"flag":{"t":0,"v":{"b":true},"r":[{"c":[{"u":{"a":"Email","c":2,"l":["x"]}}],"s":{"v":{"b":false}}}]}}}'

ATTEMPTS = int(os.environ.get("VEXIL_EXITS", "12"))

#: Those whose end takes as long as the interpreter waits for callbacks.
SLOW = ["a callback that does not return"]

EXITS = {
    "a daemon thread that waits for ever": """
        service = open_service(url, AUTO, interval=1.0)
        threading.Thread(target=service.wait, args=(10**6, None), daemon=True).start()
        Listener(service).until(5)
    """,
    "many threads that take events": """
        services = [open_service(url, AUTO, interval=1.0) for _ in range(8)]
        def serve(service):
            epoch = 0
            while not service.is_closed:
                epoch = service.wait(epoch, None)
                while service.take_event() is not None:
                    pass
        for service in services:
            threading.Thread(target=serve, args=(service,), daemon=True).start()
        for number in range(200):
            services[number % 8].refresh(number, True, None)
    """,
    "threads whose wait ends while the interpreter does": """
        service = open_service(url, AUTO, interval=1.0)
        def wait(seconds):
            while True:
                service.wait(10**6, seconds)
        for number in range(16):
            threading.Thread(target=wait, args=(0.0005 * number,), daemon=True).start()
        time.sleep(0.05)
    """,
    "threads in Python code that native code has called": """
        from vexil.configcatclient.user import User
        entry = _native.Entry.parse(config, 1.0, "x")

        class Client(_native.Core):
            def _get_value(self, key, default_value, user):
                return sum(range(50))

        class Derived(User):
            def get_attribute(self, name):
                return "x" if sum(range(50)) else None

        class Logger:
            def isEnabledFor(self, level):
                return not sum(range(50))

        client = Client()
        client._arm(entry.snapshot, Logger())
        def work(key, user):
            while True:
                client.get_value(key, False, user)
        for key, user in [("flag", None), ("flag", User("a", email="x")), ("flag", Derived("a")), ("none", None)]:
            for _ in range(2):
                threading.Thread(target=work, args=(key, user), daemon=True).start()
        time.sleep(0.03)
    """,
    "a callback that does not return": """
        class Client(_native.Core):
            def _get_value(self, key, default_value, user):
                lock.acquire()
        lock = threading.Lock()
        lock.acquire()
        threading.Thread(target=Client().get_value, args=("flag", False), daemon=True).start()
        time.sleep(0.02)
    """,
    "clients that evaluate at exit": """
        import atexit
        class Client(_native.Core):
            def _get_value(self, key, default_value, user):
                return "asked"
        kept = Client()
        class Last:
            def __del__(self):
                assert kept.get_value("flag", False) == "asked"
        first = Last()
        atexit.register(lambda: kept.get_value("flag", False) == "asked" or print("never"))
    """,
    "a service that is closed at exit": """
        import atexit
        service = open_service(url, AUTO, interval=1.0)
        thread = threading.Thread(target=service.wait, args=(10**6, None), daemon=True)
        thread.start()
        def end():
            service.close()
            thread.join(1.0)
            assert not thread.is_alive()
        atexit.register(end)
    """,
    "a service that dies with the interpreter": """
        import builtins
        builtins.kept = [open_service(url, AUTO, interval=1.0, has_cache=True) for _ in range(20)]
        builtins.kept.append(builtins.kept)
    """,
}


@pytest.mark.parametrize("name", EXITS)
def test_processes_end_at_once_and_well(cdn: Cdn, name: str) -> None:
    code = HEAD + textwrap.dedent(EXITS[name]) + "print(time.time(), flush=True)"
    for _ in range(min(5, ATTEMPTS) if name in SLOW else ATTEMPTS):
        result = check(code, 60.0, url=cdn.url, config=CONFIG)
        # Threads that never rest delay the last line, too: what comes after it counts.
        assert time.time() - float(result.out) < 15.0


def test_a_process_that_ends_by_an_error_ends(cdn: Cdn) -> None:
    code = """
        from vexil import _native
        from support.native import *
        import threading
        service = open_service(url, AUTO)
        threading.Thread(target=service.wait, args=(10**6, None), daemon=True).start()
        raise SystemExit(3)
    """
    assert run(code, 20.0, url=cdn.url).code == 3
