"""The services of this process, and their end with it."""

from __future__ import annotations

import atexit
import time
import weakref
from typing import TYPE_CHECKING, Dict, List

# Its own end has to come after that of the services, so it has to be loaded before.
from .. import _native  # noqa: F401

if TYPE_CHECKING:
    from ._life import LivingService

#: How long the end of the process waits for all threads together, in seconds.
_PATIENCE = 1.0

# No lock, which a fork could leave held: each of these operations is atomic.
_live: Dict[int, weakref.ref[LivingService]] = {}


def add(service: LivingService) -> None:
    """Remembers a service until it is closed, or nobody holds it any more."""
    key = id(service)
    _live[key] = weakref.ref(service, lambda _: _live.pop(key, None))


def remove(service: LivingService) -> None:
    """The service is closed."""
    _live.pop(id(service), None)


def live() -> List[LivingService]:
    """The services that are not closed, the oldest first."""
    found = (reference() for reference in list(_live.values()))
    return [service for service in found if service is not None]


def close_all(patience: float = _PATIENCE) -> None:
    """Closes all services, and waits for their threads, altogether at most so many seconds."""
    deadline = time.monotonic() + patience
    services = live()
    for service in services:
        service.close()
    for service in services:
        service.join(max(0.0, deadline - time.monotonic()))


# Threads that are in native code when the interpreter ends must not come back to it.
atexit.register(close_all)
