"""What a client of generation 10 does about the events of its service: it logs them, and calls hooks."""

from __future__ import annotations

import logging
import weakref
from typing import TYPE_CHECKING, Optional

from ._fetch_messages import WARNINGS, fetch_failure
from ._hooks import Hooks, tell, wants_config_changes
from ._logger import Logger
from ._messages import CACHE_ERRORS
from ._view import all_flags

if TYPE_CHECKING:
    from .._native import Entry
    from ._client_core import ClientCore
    from ._service import ServiceOptions

_REDIRECT_LOOP = 1104


class ClientHost:
    """Belongs to one client, and does not keep it alive."""

    def __init__(self, client: ClientCore, log: Logger, hooks: Hooks, options: ServiceOptions) -> None:
        self._client = weakref.ref(client)
        self._log = log
        self._hooks = hooks
        self._timeouts = (options.connect_timeout_seconds, options.read_timeout_seconds)

    def on_fetch_ended(
        self, code: int, status: Optional[int], reason: Optional[str], error_code: Optional[str], message: Optional[str]
    ) -> None:
        failure = fetch_failure(code, status, message, *self._timeouts)
        if failure is None:
            return
        if failure.exception is None:
            self._log.error(failure.message, event_id=failure.event_id)
        else:
            self._log.exception(failure.message, exc_info=failure.exception, event_id=failure.event_id)

    def on_warning(self, event_id: int) -> None:
        tell = self._log.error if event_id == _REDIRECT_LOOP else self._log.warning
        tell(WARNINGS[event_id], event_id=event_id)

    def on_config_changed(self, entry: Entry) -> None:
        # Overrides are merged with what is there from now on.
        self.rearm()
        # A large config is not parsed for nothing.
        if wants_config_changes(self._hooks):
            tell(self._hooks, "invoke_on_config_changed", all_flags(entry.snapshot))

    def on_ready(self) -> None:
        tell(self._hooks, "invoke_on_client_ready")

    def on_cache_error(self, event_id: int, exception: BaseException) -> None:
        self._log.exception(CACHE_ERRORS[event_id], exc_info=exception, event_id=event_id)

    def on_log(self, level: int, event_id: int, message: str) -> None:
        if level >= logging.ERROR:
            self._log.error(message, event_id=event_id)
        else:
            self._log.log(level, message, event_id=event_id)

    def rearm(self) -> None:
        client = self._client()
        if client is not None:
            client._rearm()
