"""Runs code that forks in a process of its own."""

from __future__ import annotations

import textwrap

from support.cdn import Cdn
from support.child import check

#: Newer Pythons warn of each fork of a process with threads.
QUIET = {"PYTHONWARNINGS": "ignore::DeprecationWarning"}

HEAD = """
import os, sys, threading, time, signal
from support.cdn import new_sdk_key
from vexil import configcatclient
from vexil.configcatclient import ConfigCatOptions, PollingMode
from vexil.configcatclient.configcatoptions import Hooks

def client_of(mode, hooks=None, cache=None):
    options = ConfigCatOptions(base_url=url, polling_mode=mode, hooks=hooks, config_cache=cache)
    return configcatclient.get(new_sdk_key(), options)

def wait_for(condition, what, seconds=8):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)

def in_child(work, seconds=15):
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            signal.alarm(seconds)
            work()
            code = 0
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            sys.stdout.flush()
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    assert status == 0, status
"""


def fork_test(cdn: Cdn, code: str) -> str:
    return check(HEAD + textwrap.dedent(code), env=QUIET, timeout=60, url=cdn.url).out
