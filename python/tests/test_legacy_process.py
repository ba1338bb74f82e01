"""Clients of generation 5 and their process: its end, and its children."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.child import check, run

POLLING = """
import os, sys, time
from vexil import configcatclient

def changed(client):
    print(os.getpid() == parent, client.get_value('text', 'DEF'), flush=True)

parent = os.getpid()
client = configcatclient.create_client_with_auto_poll(key, 1, on_configuration_changed_callback=changed, base_url=url)
assert client.get_value('text', 'DEF') == 'hello'
"""


def test_the_process_ends_with_its_clients(cdn: Cdn) -> None:
    """Even those that have a callback."""
    lazy = "assert configcatclient.create_client_with_lazy_load(key, base_url=url).get_value('text', '') == 'hello'"
    result = check(POLLING + lazy, key=new_sdk_key(), url=cdn.url)
    assert result.out == "True hello\n"
    assert result.seconds < 5


def test_the_process_ends_while_a_download_hangs(cdn: Cdn) -> None:
    cdn.hang()
    result = run(
        """
        from vexil import configcatclient
        client = configcatclient.create_client_with_auto_poll(key, max_init_wait_time_seconds=0.1, base_url=url)
        print(client.get_value('text', 'DEF'))
        """,
        key=new_sdk_key(),
        url=cdn.url,
    )
    assert (result.code, result.out) == (0, "DEF\n")
    # What `logging` does where nobody set it up.
    assert result.err == (
        "Evaluating get_value('text') failed. Cache is empty. Returning default_value in your get_value call: [DEF].\n"
    )
    assert result.seconds < 5


FORK = """
def wait_for(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)

def wait_for_text(text):
    wait_for(lambda: client.get_value('text', 'DEF') == text)

child = os.fork()
if child == 0:
    wait_for_text('hello')
    open(path, 'w').close()
    wait_for_text('again')
    time.sleep(0.2)
    client.stop()
    wait_for_text('again')
    sys.exit(0)
wait_for_text('again')
_, status = os.waitpid(child, 0)
print(status)
client.stop()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="There are no forks here.")
def test_a_forked_process_polls_and_is_told(cdn: Cdn, tmp_path: Path) -> None:
    path = tmp_path / "child-is-there"
    done = threading.Event()

    def change() -> None:
        while not path.exists() and not done.wait(0.02):
            pass
        cdn.serve(config_of(text="again"))

    thread = threading.Thread(target=change)
    thread.start()
    try:
        # Python 3.12 and newer warn of forks beside threads.
        ignore = {"PYTHONWARNINGS": "ignore::DeprecationWarning"}
        result = check(POLLING + FORK, env=ignore, key=new_sdk_key(), url=cdn.url, path=str(path))
    finally:
        done.set()
        thread.join()
    first, *told, last = result.out.splitlines()
    assert (first, sorted(told), last) == ("True hello", ["False again", "True again"], "0")
