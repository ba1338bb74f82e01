"""When lazy loading may ask a server again that failed."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .._native import Entry

#: The rest after the first failure, in seconds. It doubles with each further one, up to a time to live.
_FIRST_REST = 1.0

#: However long the time to live, no rest is longer.
_LONGEST_REST = 600.0

#: The part of a rest that chance adds at most: processes that failed together must not come back together.
_JITTER = 0.1

#: Beyond all limits.
_LARGEST_EXPONENT = 20


class LazyBackoff:
    """The failures since the last success. On the monotonic clock; the wall clock only dates entries."""

    def __init__(self, time_to_live: float) -> None:
        self._longest = min(time_to_live, _LONGEST_REST)
        self._failures = 0
        self._failed_at = 0.0
        self._rests_until = 0.0

    def is_outage(self, entry: Entry) -> bool:
        """Whether the last attempt failed, and nobody has renewed the entry since: others may share its cache."""
        return self._failures > 0 and not entry.fetch_time > self._failed_at

    def is_resting(self, entry: Entry) -> bool:
        """Whether it is too early for another attempt."""
        return self.is_outage(entry) and time.monotonic() < self._rests_until

    def failed(self, entry: Entry) -> None:
        """Notes a failure. One during a rest was asked for by the application: it changes nothing."""
        if self.is_resting(entry):
            return
        exponent = min(self._failures, _LARGEST_EXPONENT) if self.is_outage(entry) else 0
        self._failures = exponent + 1
        self._failed_at = time.time()
        rest = _FIRST_REST * 2.0**exponent * (1 + _JITTER * random.random())
        self._rests_until = time.monotonic() + min(rest, self._longest)

    def end(self) -> None:
        """The outage is over, or may be."""
        self._failures = 0
