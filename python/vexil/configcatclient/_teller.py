"""What a service tells its client: the jobs of its dispatcher."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Callable, Optional, Tuple

from ._dispatcher import Dispatcher
from .refreshresult import RefreshResult

if TYPE_CHECKING:
    from .._native import Entry
    from ._opening import ServiceHost


class Teller(Dispatcher):
    """Knows the host, and whether it wants to be told anything."""

    def __init__(self, host: ServiceHost) -> None:
        super().__init__()
        self._host: Callable[[], Optional[ServiceHost]] = lambda: host
        self._closed = False
        self._initialised = threading.Event()
        self._announced = False
        #: The thread that tells the host of a download at the moment, and the result of that.
        self._telling: Optional[Tuple[int, RefreshResult]] = None

    def _result_being_told(self) -> Optional[RefreshResult]:
        """The result of the download that the caller is being told of: what it does still belongs to that."""
        telling = self._telling
        return telling[1] if telling is not None and telling[0] == threading.get_ident() else None

    def _told(self) -> Optional[ServiceHost]:
        return None if self._closed else self._host()

    def _tell_fetch(self, result: RefreshResult, *details: Any) -> None:
        host = self._told()
        if host is not None:
            self._tell_of_download(result, lambda: host.on_fetch_ended(*details))

    def _tell_changed(self, entry: Entry, result: Optional[RefreshResult]) -> None:
        host = self._told()
        if host is None or entry.is_empty:
            return
        if result is None:
            host.on_config_changed(entry)
        else:
            self._tell_of_download(result, lambda: host.on_config_changed(entry))

    def _tell_of_download(self, result: RefreshResult, tell: Callable[[], None]) -> None:
        before, self._telling = self._telling, (threading.get_ident(), result)
        try:
            tell()
        finally:
            self._telling = before

    def _tell_ready(self) -> None:
        if self._announced:
            return
        self._announced = True
        self._initialised.set()
        host = self._told()
        if host is not None:
            host.rearm()
            host.on_ready()

    def _tell_warning(self, event_id: int) -> None:
        host = self._told()
        if host is not None:
            host.on_warning(event_id)

    def _tell_cache_error(self, event_id: int, exception: Exception) -> None:
        host = self._told()
        if host is not None:
            host.on_cache_error(event_id, exception)

    def _tell_log(self, level: int, event_id: int, message: str, always: bool = False) -> None:
        host = self._host() if always else self._told()
        if host is not None:
            host.on_log(level, event_id, message)
