"""What a client of generation 5 does about the events of its service: it logs them, and calls the callback."""

from __future__ import annotations

import logging
import weakref
from typing import TYPE_CHECKING, Optional

from . import _legacy_messages
from ._fetch_messages import FETCHED, fetch_failure
from ._legacy_callback import Callback
from ._legacy_messages import log

if TYPE_CHECKING:
    from .._native import Entry
    from ._legacy_callback import ConfigurationChangedCallback
    from ._legacy_client import LegacyConfigCatClient
    from ._service import ServiceOptions

_UNEXPECTED_STATUS = 1101
_GOVERNANCE_MISMATCH = 3002
_CACHE_READ_FAILED = 2200


class LegacyHost:
    """Belongs to one client, and does not keep it alive."""

    def __init__(
        self,
        client: LegacyConfigCatClient,
        mode: str,
        options: ServiceOptions,
        callback: Optional[ConfigurationChangedCallback],
    ) -> None:
        """
        :param mode: the letter of the polling mode.
        :param callback: called with each new config.
        """
        self._client = weakref.ref(client)
        self._mode = mode
        self._log = _legacy_messages.POLICY_LOGGERS[mode]
        self._timeouts = (options.connect_timeout_seconds, options.read_timeout_seconds)
        self._callback = None if callback is None else Callback(callback)
        self._known: Optional[Entry] = None
        self._has_arrived = False

    def on_fetch_ended(
        self, code: int, status: Optional[int], reason: Optional[str], error_code: Optional[str], message: Optional[str]
    ) -> None:
        self._has_arrived = code == FETCHED
        failure = fetch_failure(code, status, message, *self._timeouts)
        if failure is None:
            return
        if status is not None and failure.event_id == _UNEXPECTED_STATUS:
            log(self._log, logging.ERROR, _legacy_messages.unexpected_response(self._mode, status))
        else:
            # Of these that generation logged no more than the class of the exception.
            log(self._log, logging.ERROR, failure.message, failure.exception)

    def on_warning(self, event_id: int) -> None:
        logger = _legacy_messages.FETCH_LOGGER
        if event_id == _GOVERNANCE_MISMATCH:
            log(logger, logging.WARNING, _legacy_messages.GOVERNANCE_MISMATCH)
        else:
            log(logger, logging.ERROR, _legacy_messages.REDIRECT_LOOP)

    def on_config_changed(self, entry: Entry) -> None:
        """A config is there: the callback is told if it was downloaded, and is not the one that was there before."""
        known, self._known = self._known, entry
        if not self._has_arrived or (known is not None and entry.has_same_config(known)):
            return
        client = self._client()
        if self._callback is None or client is None:
            return
        try:
            self._callback(client)
        except Exception as error:
            log(self._log, logging.ERROR, _legacy_messages.callback_failed(error), error)

    def on_ready(self) -> None:
        """There is nobody to tell."""

    def on_cache_error(self, event_id: int, exception: BaseException) -> None:
        text = _legacy_messages.cache_failed(exception, is_read=event_id == _CACHE_READ_FAILED)
        log(self._log, logging.ERROR, text, exception)

    def on_log(self, level: int, event_id: int, message: str) -> None:
        log(self._log, level, message)

    def rearm(self) -> None:
        client = self._client()
        if client is not None:
            client._rearm()
