"""Overrides of a client of generation 5, as later releases of that interface took them."""

from __future__ import annotations

from typing import Any, MutableMapping, Tuple, Union

from . import _legacy_messages as messages
from ._hooks import Hooks
from ._logger import Logger
from .overridedatasource import FlagOverrides, OverrideDataSource

Overrides = Union[FlagOverrides, OverrideDataSource]


class _PlainLogger(Logger):
    """Without event ids, as all that these clients log."""

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> Tuple[Any, MutableMapping[str, Any]]:
        kwargs.pop("event_id", None)
        return msg, kwargs


def data_source(overrides: Overrides) -> OverrideDataSource:
    """Where a new client gets its overrides from: a data source, or one made by their description."""
    if isinstance(overrides, OverrideDataSource):
        return overrides
    return overrides.create_data_source(_PlainLogger(messages.CLIENT_LOGGER.name, Hooks()))
