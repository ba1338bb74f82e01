"""The log records of a test."""

from __future__ import annotations

import logging
from typing import List, Optional

import pytest


class Logs:
    """The log records of one test, of all loggers of the package."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog

    def set_level(self, level: int) -> None:
        """WARNING unless this is called; INFO tells evaluations."""
        self._caplog.set_level(level)

    @property
    def records(self) -> List[logging.LogRecord]:
        return [record for record in self._caplog.records if record.name.startswith("configcat")]

    @property
    def messages(self) -> List[str]:
        return [record.getMessage() for record in self.records]

    @property
    def ids(self) -> List[Optional[int]]:
        """The event ids (generation 10), in order."""
        return [getattr(record, "event_id", None) for record in self.records]

    def clear(self) -> None:
        self._caplog.clear()
