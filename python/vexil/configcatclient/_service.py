"""The configs of one client: the native service that downloads them, the application's cache, what is known now."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Union

from .. import _native
from . import _fetch_messages as messages
from . import _fork
from ._lazy_backoff import LazyBackoff
from ._life import LivingService
from ._opening import ServiceHost, ServiceOptions
from ._teller import Teller
from .refreshresult import RefreshResult

if TYPE_CHECKING:
    from .._native import Entry, Service, Snapshot
    from .pollingmode import PollingMode

__all__ = ["ConfigService", "ServiceHost", "ServiceOptions"]

_SUCCESS = RefreshResult(True, None)
_CLOSED = RefreshResult(False, messages.CLOSED)
_OFFLINE = RefreshResult(False, messages.OFFLINE)
_UNKNOWN = RefreshResult(False, messages.FAILED)

_POLL_FAILED = 1103
_CLOSED_NO_EFFECT = 3201
_OFFLINE_REFRESH = 3200
_MODE_CHANGED = 5200


class _Refresh:
    """A refresh that was asked for, until it is answered with a code and a message."""

    def __init__(self) -> None:
        self.answer: Optional[Tuple[int, Optional[str]]] = None


class ConfigService(LivingService):
    """One per client that may download. All methods may be called from any thread, and from callbacks; none raises."""

    def __init__(self, *, sdk_key: str, mode: PollingMode, options: ServiceOptions, host: ServiceHost) -> None:
        super().__init__(sdk_key, mode, options, host)
        self._backoff = LazyBackoff(self._opener.interval)
        #: The code of the last download and the result of refreshes that it answers.
        self._last: Tuple[int, RefreshResult] = (messages.FETCHED, _SUCCESS)
        self._last_token = 0
        self._refreshes: Dict[int, _Refresh] = {}
        #: The lazy refresh under way, which everybody who wants one shares.
        self._lazy: Optional[_Refresh] = None

    def _forget_requests(self) -> None:
        self._refreshes.clear()
        self._lazy = None

    # What clients ask for

    def current(self) -> Tuple[Optional[Snapshot], float]:
        """The config to evaluate by, and when it was fetched (seconds since the epoch). Waits as the mode says."""
        final = self._final
        if final is None:
            final = self._settled()
        return (None, 0.0) if final.is_empty else (final.snapshot, final.fetch_time)

    def can_arm(self) -> Optional[Tuple[Union[Service, Snapshot], Optional[float]]]:
        """
        What native code can answer ``get_value`` from without asking here, and for how many seconds after a fetch
        (``None``: for ever). ``None``: nothing yet, or a cache has to be asked each time.
        """
        final = self._final
        if final is not None:
            return None if final.snapshot is None else (final.snapshot, None)
        native = self._native
        if self._cache is not None or not isinstance(native, _native.Service) or self._thread is None:
            return None
        if self._opener.polls and not self._initialised.is_set():
            return None
        return native, self._opener.interval if self._opener.is_lazy else None

    def refresh(self) -> RefreshResult:
        """Downloads the config, and waits for it and for the callbacks that it leads to."""
        if self._closed:
            return self._refuse(_CLOSED_NO_EFFECT, _CLOSED)
        if self._offline:
            return self._refuse(_OFFLINE_REFRESH, _OFFLINE)
        self._be_open()
        told = self._result_being_told()
        if told is not None:
            return told
        if self._cache is not None:
            self._read_cache(self._cache)
        # What was called may have forked.
        self._be_open()
        with self._books:
            refresh = self._ask(by_user=True)
        self._wait_until(lambda: refresh.answer is not None)
        self._await_writing()
        return self._result_of(refresh)

    def is_offline(self) -> bool:
        """Whether downloads are switched off."""
        return self._offline

    def set_online(self) -> None:
        """Switches downloads on."""
        self._switch(False, "set_online", "ONLINE")

    def set_offline(self) -> None:
        """Switches downloads off."""
        self._switch(True, "set_offline", "OFFLINE")

    def _switch(self, offline: bool, method: str, mode: str) -> None:
        _fork.notice()
        with self._books:
            if self._offline == offline and not self._closed:
                return
            closed = self._closed
            if not closed:
                self._offline = offline
                self._backoff.end()
                self._native.set_offline(offline)
        self._be_open()
        if closed:
            self._tell_log(logging.WARNING, _CLOSED_NO_EFFECT, messages.CLOSED_NO_EFFECT % method, always=True)
        else:
            self._tell_log(logging.INFO, _MODE_CHANGED, messages.MODE_CHANGED % mode)

    def _refuse(self, event_id: int, result: RefreshResult) -> RefreshResult:
        self._tell_log(logging.WARNING, event_id, result.error or "", always=True)
        return result

    # Values

    def _settled(self) -> Entry:
        self._be_open()
        if self._opener.polls and not self._initialised.is_set():
            self._await_first()
        if self._cache is not None:
            self._read_cache(self._cache)
        if self._jobs or self._thread is None:
            self._dispatch()
        if self._opener.is_lazy:
            # What was called may have forked.
            self._be_open()
            self._await_fresh()
        return self.entry()

    def _await_first(self) -> None:
        remaining = self._started + self._opener.max_init_wait - time.monotonic()
        if remaining <= 0:
            return
        if self._thread is not None and not self._does_jobs:
            self._initialised.wait(remaining)
        else:
            self._wait_until(self._initialised.is_set, remaining)

    def _await_fresh(self) -> None:
        with self._books:
            refresh = self._lazy
            entry = self.entry()
            if refresh is None:
                if self._closed or self._offline or not self._is_due(entry):
                    return
                if self._backoff.is_resting(entry) or self._native.is_held:
                    return
                refresh = self._ask(by_user=False)
                if refresh.answer is None:
                    self._lazy = refresh
            # Who has a config waits for the first attempt of an outage only.
            if not entry.is_empty and (self._backoff.is_outage(entry) or not self._is_due(entry)):
                return
            asked = refresh
        self._wait_until(lambda: asked.answer is not None)

    def _is_due(self, entry: Entry) -> bool:
        # Some failures date even an entry without a config.
        return entry.is_empty or entry.is_expired(self._opener.interval)

    def _ask(self, by_user: bool) -> _Refresh:
        refresh = _Refresh()
        self._last_token = self._last_token % 0xFFFF_FFFF + 1
        self._refreshes[self._last_token] = refresh
        try:
            self._native.refresh(self._last_token, by_user, None if self._cache is None else self._cache.entry)
        except RuntimeError as error:
            # Something is broken that no download can do without, such as descriptors closed by the application.
            self._note_fetch(_POLL_FAILED, None, None, None, str(error))
            self._note_answer(self._last_token, _POLL_FAILED, str(error))
        return refresh

    def _result_of(self, refresh: _Refresh) -> RefreshResult:
        if refresh.answer is None:
            return _CLOSED if self._closed else _UNKNOWN
        code, message = refresh.answer
        last_code, result = self._last
        if code == last_code:
            return result
        return {-1: _CLOSED, -3: _OFFLINE}.get(code) or self._result(code, None, message)

    def _result(self, code: int, status: Optional[int], message: Optional[str]) -> RefreshResult:
        opener = self._opener
        failure = messages.fetch_failure(code, status, message, opener.connect_timeout, opener.read_timeout)
        return _SUCCESS if failure is None else RefreshResult(False, failure.error)

    # Events of the native service

    def _note(self, event: Tuple[Any, ...]) -> None:
        kind = event[0]
        if kind == 7:
            self._note_answer(event[1], event[2], event[3])
        elif self._closed:
            pass
        elif kind == 2:
            self._note_fetch(event[1], event[2], event[3], event[4], event[5])
        elif kind == 4:
            self._later(Teller._tell_changed, self.entry(), self._last[1])
        elif kind == 5:
            self._later(Teller._tell_ready)
        elif kind == 6:
            self._later(Teller._tell_warning, event[1])
        elif kind == 8:
            self._cache_work.append((event[1], None))
        elif kind == 9 and self._cache is not None:
            self._note_entry(self._cache, event[1], event[2])
        elif kind == 11:
            self._note_fetch(_POLL_FAILED, None, None, None, event[1])

    def _note_answer(self, token: int, code: int, message: Optional[str]) -> None:
        refresh = self._refreshes.pop(token, None)
        if refresh is not None:
            refresh.answer = (code, message)
            if self._lazy is refresh:
                self._lazy = None

    def _note_fetch(self, code: int, status: Optional[int], *rest: Optional[str]) -> None:
        result = self._result(code, status, rest[-1])
        self._last = (code, result)
        if result.is_success:
            self._backoff.end()
        else:
            self._backoff.failed(self.entry())
        self._later(Teller._tell_fetch, result, code, status, *rest)
