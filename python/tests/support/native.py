"""Native services in tests: opened with usual arguments, and listened to."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, List, Optional, Tuple, Type

from vexil._native import Entry, Service

from .cdn import new_sdk_key

Event = Tuple[Any, ...]

AUTO, LAZY, MANUAL = 0, 1, 2


def open_service(url: str, mode: int = MANUAL, **changes: Any) -> Service:
    """A service of what is served at the address; ``changes``: arguments of ``Service``."""
    arguments = {
        "sdk_key": new_sdk_key(),
        "mode": mode,
        "interval": 60.0,
        "max_init_wait": 5.0,
        "base_url": url,
        "base_url_overridden": True,
        "connect_timeout": 10.0,
        "read_timeout": 30.0,
        "headers": [],
        "proxy": None,
        "roots": None,
        "offline": False,
        "has_cache": False,
        "initial": None,
    }
    assert set(changes) <= set(arguments)
    return Service(**{**arguments, **changes})


class Listener:
    """Takes the events of a service, and keeps them. Closes it at the end of ``with``."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.events: List[Event] = []

    def __enter__(self) -> Listener:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.service.close()

    def take(self) -> List[Event]:
        """All events so far that were not taken yet."""
        taken = []
        event = self.service.take_event()
        while event is not None:
            taken.append(event)
            event = self.service.take_event()
        self.events += taken
        return taken

    def until(self, kind: int, timeout: float = 10.0) -> List[Event]:
        """The events up to the next one of the kind. Raises ``AssertionError`` if it does not come."""
        deadline = time.monotonic() + timeout
        taken: List[Event] = []
        while not any(event[0] == kind for event in taken):
            epoch = self.service.epoch
            event = self.service.take_event()
            if event is not None:
                taken.append(event)
                continue
            left = deadline - time.monotonic()
            assert left > 0 and not self.service.is_closed, f"There is no event {kind} among {taken}."
            self.service.wait(epoch, left)
        self.events += taken
        return taken

    def refresh(self, token: int = 1, latest: Optional[Entry] = None) -> List[Event]:
        """Asks for a download; the events up to its answer."""
        self.service.refresh(token, True, latest)
        return self.until(7)


def kinds(events: List[Event]) -> List[int]:
    return [event[0] for event in events]
