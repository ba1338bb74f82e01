"""Clients in forked processes: they go on with what the parent knew, and download on their own.

Within the fork they only let go of what is the parent's. The rest is for the first call that concerns a client.
"""

from __future__ import annotations

import logging
import os
import threading  # Its own handler of forks has to be the first.
from typing import Callable, List

from .. import _native
from . import _lifetime

_renewals: List[Callable[[], None]] = []

#: The process that the clients belong to.
_process = os.getpid()

#: Held by the thread that lets go of the parent process, and whether it is at it.
_leaving = threading.RLock()
_is_leaving = False


def on_fork(renew: Callable[[], None]) -> None:
    """Calls this in each child, before anything else: for locks of modules, which another thread may have held."""
    _renewals.append(renew)


def notice() -> None:
    """Lets clients know of a fork, where a server has made this process without telling Python."""
    if os.getpid() != _process:
        with _leaving:
            if os.getpid() != _process and not _is_leaving:
                _leave_parent()


def _forked() -> None:
    global _leaving, _is_leaving
    _leaving, _is_leaving = threading.RLock(), False
    with _leaving:
        _leave_parent()


def _leave_parent() -> None:
    global _process, _is_leaving
    _is_leaving = True
    try:
        _let_go()
    finally:
        _process, _is_leaving = os.getpid(), False


def _let_go() -> None:
    # Afterwards the services of the parent process tell nothing any more.
    known = [(service, service.entry()) for service in _lifetime.live()]
    _native.after_fork_in_child()
    for renew in _renewals:
        renew()
    for service, entry in known:
        try:
            service.leave_parent(entry)
        except Exception:
            # The others go on all the same.
            logging.getLogger("configcat").exception("A client does not go on in the forked process.")


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
