"""The end of a process: soon, silent, and without a crash, whatever clients are doing."""

from __future__ import annotations

import signal
import sys
import textwrap

import pytest

from support.cdn import Cdn
from support.child import Result, check, run

HEAD = """
import atexit, os, sys, threading, time
start = time.monotonic()
from support.cdn import new_sdk_key

import logging
logging.getLogger('configcat').addHandler(logging.NullHandler())
logging.getLogger('configcat').propagate = False

def client_of(mode='auto_poll()', hooks=None, cache=None, **options):
    from vexil import configcatclient
    from vexil.configcatclient import ConfigCatOptions, PollingMode
    polling_mode = eval('PollingMode.' + mode)
    options = ConfigCatOptions(base_url=url, polling_mode=polling_mode, hooks=hooks, config_cache=cache, **options)
    return configcatclient.get(new_sdk_key(), options)
"""


def end_of(cdn: Cdn, code: str) -> Result:
    """The result of a process that has to end well, and the seconds since its last line."""
    tail = "\nsys.stdout.write(str(time.time()) + '\\n'); sys.stdout.flush()\n"
    return check(HEAD + textwrap.dedent(code) + tail, timeout=60, url=cdn.url)


def seconds_to_end(result: Result, end: float) -> float:
    return end - float(result.out.strip().splitlines()[-1])


def quick_end(cdn: Cdn, code: str, limit: float = 1.5) -> Result:
    import time

    result = end_of(cdn, code)
    # The start of Python itself is not counted; its end is.
    assert seconds_to_end(result, time.time()) < limit
    return result


@pytest.mark.parametrize("mode", ["auto_poll()", "lazy_load()", "manual_poll()"])
def test_the_end_with_open_clients(cdn: Cdn, mode: str) -> None:
    quick_end(
        cdn, f"client = client_of({mode!r})\nclient.force_refresh()\nassert client.get_value('flag', None) is True"
    )


def test_the_end_with_clients_of_generation_5(cdn: Cdn) -> None:
    quick_end(
        cdn,
        """
        from vexil import configcatclient
        clients = [
            configcatclient.create_client_with_auto_poll(new_sdk_key(), base_url=url, on_configuration_changed_callback=print),
            configcatclient.create_client_with_lazy_load(new_sdk_key(), base_url=url),
            configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=url),
        ]
        assert clients[1].get_value('flag', None) is True
        clients[2].stop()
        """,
    )


def test_the_end_while_the_server_hangs(cdn: Cdn) -> None:
    cdn.hang()
    quick_end(cdn, "client = client_of()\ntime.sleep(0.3)")


@pytest.mark.parametrize("ask", ["client.get_value('flag', None)", "client.force_refresh()"])
@pytest.mark.parametrize("mode", ["auto_poll(60, 60)", "lazy_load()", "manual_poll()"])
def test_the_end_while_daemon_threads_wait(cdn: Cdn, mode: str, ask: str) -> None:
    cdn.hang()
    quick_end(
        cdn,
        f"""
        client = client_of({mode!r})
        for _ in range(5):
            threading.Thread(target=lambda: {ask}, daemon=True).start()
        time.sleep(0.3)
        """,
    )


def test_other_threads_are_waited_for_as_long_as_they_wait_for_the_server(cdn: Cdn) -> None:
    cdn.hang()
    result = quick_end(
        cdn,
        """
        client = client_of('lazy_load()', connect_timeout_seconds=0.5, read_timeout_seconds=0.5)
        values = []
        def work():
            values.append(client.get_value('flag', 'default'))
            print(values)
        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads: thread.start()
        time.sleep(0.1)
        for thread in threads: thread.join()
        """,
        5,
    )
    assert result.out.count("default") == 3 + 2 + 1


def test_other_threads_get_their_values_at_the_end(cdn: Cdn) -> None:
    cdn.delay = 1.0
    result = check(
        HEAD
        + textwrap.dedent(
            """
            client = client_of('auto_poll()')
            threading.Thread(target=lambda: print(client.get_value('text', None), flush=True)).start()
            """
        ),
        timeout=30,
        url=cdn.url,
    )
    assert result.out == "hello\n"


def test_the_end_while_a_callback_runs(cdn: Cdn) -> None:
    quick_end(
        cdn,
        """
        from vexil.configcatclient.configcatoptions import Hooks
        inside = threading.Event()
        client = client_of(hooks=Hooks(on_config_changed=lambda _: (inside.set(), time.sleep(30))))
        assert inside.wait(5)
        """,
        2.5,
    )


def test_the_end_while_a_cache_hangs(cdn: Cdn) -> None:
    quick_end(
        cdn,
        """
        inside = threading.Event()
        class Cache:
            def get(self, key):
                inside.set()
                time.sleep(30)
            def set(self, key, value):
                pass
        client = client_of(cache=Cache())
        assert inside.wait(5)
        """,
        2.5,
    )


def test_the_end_with_a_hundred_clients(cdn: Cdn) -> None:
    quick_end(
        cdn, "clients = [client_of() for _ in range(100)]\nfor client in clients: client.get_value('flag', None)", 3
    )
    cdn.hang()
    quick_end(cdn, "clients = [client_of() for _ in range(100)]", 3)


def test_the_end_beside_threads_that_never_stop(cdn: Cdn) -> None:
    for _ in range(5):
        quick_end(
            cdn,
            """
            clients = [client_of('auto_poll(1)'), client_of('lazy_load(1)'), client_of('manual_poll()')]
            def work():
                while True:
                    for client in clients:
                        client.get_value('flag', None)
                        client.get_value('missing', None)
                        client.force_refresh()
            for _ in range(4):
                threading.Thread(target=work, daemon=True).start()
            time.sleep(0.3)
            """,
            4,
        )


def test_functions_at_exit_may_use_clients(cdn: Cdn) -> None:
    result = check(
        HEAD
        + textwrap.dedent(
            """
            import atexit
            box = []
            def last():
                # Registered before the package was imported: it runs when everything is closed.
                print('last', box[0].get_value('text', None), box[0].force_refresh().is_success)
                box[0].close()
                late = client_of()
                print('late', late.get_value('text', 'default'))
            atexit.register(last)
            client = client_of()
            box.append(client)
            atexit.register(lambda: print('first', client.get_value('text', None), client.force_refresh().is_success))
            """
        ),
        timeout=30,
        url=cdn.url,
    )
    lines = result.out.splitlines()
    assert lines[:2] == ["first hello True", "last hello False"]
    assert lines[2] in ("late hello", "late default")


def test_functions_at_exit_may_wait_for_threads_that_use_clients() -> None:
    result = check(
        """
        import atexit, queue, threading

        work = queue.Queue()

        def finish():
            for _ in range(3):
                work.put("a")
            work.put(None)
            worker.join()
            print("drained")

        # Registered before the client's own: it runs after that.
        atexit.register(finish)
        from vexil import configcatclient
        from vexil.configcatclient.localdictionarydatasource import LocalDictionaryFlagOverrides
        from vexil.configcatclient.overridedatasource import OverrideBehaviour

        overrides = LocalDictionaryFlagOverrides({"a": 5}, OverrideBehaviour.LocalOnly)
        client = configcatclient.get("k", configcatclient.ConfigCatOptions(flag_overrides=overrides))

        def serve():
            for key in iter(work.get, None):
                print(client.get_value(key, 0), client.get_value_details(key, 0).value)

        worker = threading.Thread(target=serve, daemon=True)
        worker.start()
        """
    )
    assert result.out == "5 5\n" * 3 + "drained\n"


def test_objects_that_are_destroyed_late_may_use_clients(cdn: Cdn) -> None:
    check(
        HEAD
        + textwrap.dedent(
            """
            class Late:
                def __init__(self, client): self.client = client
                def __del__(self):
                    self.client.get_value('flag', None)
                    self.client.get_value_details('flag', None)
                    self.client.close()
            client = client_of()
            assert client.get_value('flag', None) is True
            late = Late(client)
            late.myself = late
            sys.modules['late'] = late
            """
        ),
        timeout=30,
        url=cdn.url,
    )


@pytest.mark.parametrize(
    "end, code",
    [("sys.exit(3)", 3), ("os._exit(4)", 4), ("raise SystemExit(5)", 5), ("raise ValueError('end')", 1)],
)
def test_the_way_of_the_end_does_not_matter(cdn: Cdn, end: str, code: int) -> None:
    cdn.hang()
    result = run(HEAD + f"client = client_of()\ntime.sleep(0.2)\n{end}", timeout=30, url=cdn.url)
    assert result.code == code
    assert result.seconds < 6
    assert result.err == "" or "ValueError: end" in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="There are no such signals.")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_signals_end_a_process_that_waits(cdn: Cdn, name: str) -> None:
    cdn.hang()
    result = run(
        HEAD
        + textwrap.dedent(
            f"""
            import signal
            client = client_of('manual_poll()')
            def send():
                time.sleep(0.5)
                os.kill(os.getpid(), signal.{name})
            threading.Thread(target=send, daemon=True).start()
            try:
                client.force_refresh()
            except KeyboardInterrupt:
                sys.exit(9)
            """
        ),
        timeout=30,
        url=cdn.url,
    )
    assert result.code == (9 if name == "SIGINT" else -signal.SIGTERM)
    assert result.seconds < 6


def test_modules_may_be_imported_without_clients() -> None:
    result = check("import vexil.configcatclient, threading; print(threading.active_count())")
    assert result.out == "1\n"


def test_a_thread_may_make_the_first_client_and_outlive_the_main_thread(cdn: Cdn) -> None:
    result = check(
        HEAD
        + textwrap.dedent(
            """
            def work():
                time.sleep(0.3)
                client = client_of('lazy_load()')
                print(client.get_value('text', None), flush=True)
            threading.Thread(target=work).start()
            """
        ),
        timeout=30,
        url=cdn.url,
    )
    assert result.out in ("hello\n", "None\n")
