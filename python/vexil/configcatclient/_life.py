"""From the making of a service to its end, through forks: when there is a native one, and how it is opened."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from typing import TYPE_CHECKING, Optional

from .. import _native
from . import _fork, _lifetime
from ._cached import CachedService
from ._no_service import Unopened
from ._opening import Opener, ServiceHost, ServiceOptions
from ._teller import Teller

if TYPE_CHECKING:
    from .._native import Entry
    from .pollingmode import PollingMode


class LivingService(CachedService):
    """
    The native service is opened at the start, and in a forked process at the first call that concerns the client: the
    process may close all descriptors first, as daemons do, and many evaluate nothing.
    """

    def __init__(self, sdk_key: str, mode: PollingMode, options: ServiceOptions, host: ServiceHost) -> None:
        super().__init__(host, options.config_cache, sdk_key)
        self._opener = Opener(sdk_key, mode, options)
        self._offline = bool(options.offline)
        #: When the native service was opened, on the monotonic clock.
        self._started = 0.0

    def _renew(self) -> None:
        super()._renew()
        #: Held by the thread that opens the native service.
        self._opening = threading.RLock()
        self._is_opening = False

    def _forget_requests(self) -> None:
        """Nobody answers what the parent process has asked for."""
        raise NotImplementedError

    def start(self, owner: object) -> None:
        """
        Opens the native service, unless the service is closed already. ``owner`` is the client; if it is the host as
        well, it is not kept alive.
        """
        host = self._host()
        if host is owner:
            self._host = weakref.ref(host)
        with self._books:
            if self._closed:
                return
            _lifetime.add(self)
        if self._opener.polls and not self._offline:
            self._open_once()
            return
        # There is nothing to wait for: the callback is called before the client is handed out.
        with self._helping():
            self._open_once()
            self._later(Teller._tell_ready)

    def _be_open(self) -> None:
        """Opens the native service, and starts the thread, where that is still to be done in this process."""
        _fork.notice()
        if isinstance(self._native, Unopened) and self._open_once():
            host = self._told()
            if host is not None:
                host.rearm()

    def _open_once(self) -> bool:
        """Returns whether it was still to be done."""
        _fork.notice()
        with self._opening:
            # Other threads may have done it meanwhile, and what is asked for the text of a proxy may ask the client.
            if self._closed or self._is_opening or not isinstance(self._native, Unopened):
                return False
            self._is_opening = True
            try:
                self._open()
            finally:
                self._is_opening = False
        return True

    def _open(self) -> None:
        opened_as = self._offline
        native, warnings = self._opener.open(opened_as, self._initial())
        with self._books:
            if self._closed:
                native.close()
                return
            if self._offline != opened_as:
                native.set_offline(self._offline)
            self._started = time.monotonic()
            self._attach(native)
        for event_id, text in warnings:
            self._later(Teller._tell_log, logging.WARNING, event_id, text)
        self._start_thread()

    def _initial(self) -> Optional[Entry]:
        known = self.entry()
        if not known.is_empty:
            return known
        # The cache is read when somebody wants a value, not earlier.
        return known if self._cache is not None and (not self._opener.polls or self._offline) else None

    def close(self) -> None:
        """Ends downloads and callbacks. What is known then stays; closing twice is fine."""
        _fork.notice()
        with self._books:
            if self._closed:
                return
            self._final = self.entry()
            self._closed = True
            self._jobs.clear()
            native = self._native
        _lifetime.remove(self)
        native.close()
        self._initialised.set()
        host = self._host()
        if host is not None:
            host.rearm()

    def leave_parent(self, known: Entry) -> None:
        """In a forked process: lets go of what is the parent's, and keeps what that knew. Opens and starts nothing."""
        self._native.abandon()
        self._renew()
        self._thread = None
        self._attach(Unopened(known if self._cache is None else _native.Entry.empty()))
        if self._cache is not None:
            self._cache.renew()
        self._cache_work.clear()
        self._forget_requests()
        self._telling = None
        was_initialised, self._initialised = self._initialised.is_set(), threading.Event()
        if was_initialised:
            self._initialised.set()
        host = self._told()
        if host is not None:
            # Native code goes on to answer from merged configs, else.
            host.rearm()
