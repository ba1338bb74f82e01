"""Programs whose threads are green, those of gevent and eventlet: who waits there in native code stops all of them."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from ._dispatcher import NativeService

#: From one look to the next, in seconds.
_PAUSE = 0.005


def has_green_threads() -> bool:
    """Whether a package has put green threads in the place of those of the standard library."""
    for module, ask, name in (
        ("gevent.monkey", "is_module_patched", "threading"),
        ("eventlet.patcher", "is_monkey_patched", "thread"),
    ):
        function = getattr(sys.modules.get(module), ask, None)
        if function is not None and function(name):
            return True
    return False


def wait(native: NativeService, epoch: int, timeout: Optional[float]) -> None:
    """What ``native.wait`` does, while the other green threads go on."""
    end = None if timeout is None else time.monotonic() + timeout
    while native.epoch <= epoch and not native.is_closed and (end is None or time.monotonic() < end):
        # Replaced, too.
        time.sleep(_PAUSE)
