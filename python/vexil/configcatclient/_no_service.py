"""What stands in for a native service: for one that cannot be opened, and for one that is not open yet."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any, Deque, Optional, Tuple

from .._native import Entry

_FAILED = 1103


class NoService:
    """Cannot be opened: all it is asked for fails, in the same way each time.

    It has the interface of ``_native.Service``, as far as clients use it, and never downloads.
    """

    def __init__(self, error: str, *, polls: bool, initial: Optional[Entry]) -> None:
        self._error = error
        self._events: Deque[Tuple[Any, ...]] = deque()
        self._changed = threading.Condition()
        self._offline = False
        self.entry = initial or Entry.empty()
        self.epoch = 0
        self.is_ready = True
        self.is_held = False
        self.is_closed = False
        if polls:
            # The first attempt, and the last.
            self._tell(self._failure())
        self._tell((5,))

    def _failure(self) -> Tuple[Any, ...]:
        return (2, _FAILED, None, None, None, self._error)

    def _tell(self, *events: Tuple[Any, ...]) -> None:
        with self._changed:
            self._events.extend(events)
            self.epoch += len(events)
            self._changed.notify_all()

    def wait(self, epoch: int, timeout: Optional[float]) -> int:
        with self._changed:
            self._changed.wait_for(lambda: self.epoch > epoch or self.is_closed, timeout)
            return self.epoch

    def take_event(self) -> Optional[Tuple[Any, ...]]:
        with self._changed:
            return self._events.popleft() if self._events else None

    def refresh(self, token: int, by_user: bool, latest: Optional[Entry]) -> None:
        if self.is_closed:
            self._tell((7, token, -1, None))
        else:
            self._tell(self._failure(), (3, by_user), (7, token, _FAILED, self._error))

    def cache_synced(self, token: int, entry: Optional[Entry]) -> None:
        """Never asked for."""

    def stored(self, token: int) -> None:
        """Never asked for."""

    def set_offline(self, offline: bool) -> None:
        """There is nothing to switch off."""

    def close(self) -> None:
        with self._changed:
            self.is_closed = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Holds nothing of the parent process."""


class Unopened:
    """Not open yet: holds what is known already, such as what the parent process knew. Nobody can wait for more."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.epoch = 0
        self.is_ready = False
        self.is_held = False
        self.is_closed = True

    def wait(self, epoch: int, timeout: Optional[float]) -> int:
        """There are no events to wait for."""
        return self.epoch

    def take_event(self) -> Optional[Tuple[Any, ...]]:
        return None

    def refresh(self, token: int, by_user: bool, latest: Optional[Entry]) -> None:
        raise RuntimeError("The client is not open yet.")

    def cache_synced(self, token: int, entry: Optional[Entry]) -> None:
        """Never asked for."""

    def stored(self, token: int) -> None:
        """Never asked for."""

    def set_offline(self, offline: bool) -> None:
        """It is opened as things are then."""

    def close(self) -> None:
        """There is nothing to end."""

    def abandon(self) -> None:
        """Holds nothing of the parent process."""
