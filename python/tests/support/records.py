"""Catches log records."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import Iterator, List, NamedTuple


class Record(NamedTuple):
    """What counts of a log record."""

    level: str
    event_id: object
    message: str
    #: The type of the exception that is logged with it, if there is one.
    exception: str

    def __str__(self) -> str:
        return f"{self.level} #{self.event_id} {self.message}{' !' + self.exception if self.exception else ''}"


class _Catcher(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: List[Record] = []

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0] if record.exc_info else None
        event_id = getattr(record, "event_id", None)
        self.records.append(Record(record.levelname, event_id, record.getMessage(), kind.__name__ if kind else ""))


@contextmanager
def caught(level: int = logging.DEBUG, name: str = "configcat") -> Iterator[List[Record]]:
    """The records of a logger, which is set to that level meanwhile and tells nobody else."""
    logger = logging.getLogger(name)
    catcher = _Catcher()
    kept = (logger.level, logger.propagate)
    logger.setLevel(level)
    logger.propagate = False
    logger.addHandler(catcher)
    try:
        yield catcher.records
    finally:
        logger.removeHandler(catcher)
        logger.setLevel(kept[0])
        logger.propagate = kept[1]


def masked(sdk_key: object) -> str:
    """An SDK key as texts of this package show it: of twelve characters and more the last six, and all slashes."""
    text = str(sdk_key)
    cut = len(text) - (6 if len(text) >= 12 else 0)
    return "".join(each if each == "/" else "*" for each in text[:cut]) + text[cut:]
