"""What a client of generation 10 consists of, without the functions that applications call."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any, Optional, Tuple, TypeVar, Union

from .._native import Core, Snapshot
from . import _messages as messages
from ._all_flags import AllFlags
from ._evaluation import Evaluator
from ._hooks import Hooks, wants_evaluations
from ._host import ClientHost
from ._logger import Logger
from ._overrides import OverrideLayer
from ._service import ConfigService
from ._settings import check_format, data_source_of, is_local_only, service_options
from ._view import Documents, View
from .configcatoptions import ConfigCatOptions

if TYPE_CHECKING:
    from .._native import Service

_T = TypeVar("_T")

# How long others wait for a client that is being made, in seconds.
_PATIENCE = 1.0

_NOTHING: Tuple[Optional[Snapshot], float] = (None, 0.0)


class ClientCore(Core):
    """Knows where a config comes from, and when native code may answer by itself."""

    # The process and the thread that make the client, and whether they are ready with it.
    _maker: Tuple[int, int]
    _is_made: threading.Event

    def _prepare(self, sdk_key: str, options: ConfigCatOptions) -> None:
        self._maker, self._is_made = (os.getpid(), threading.get_ident()), threading.Event()
        self._hooks = options.hooks if options.hooks is not None else Hooks()
        self.log = Logger("configcat", self._hooks)
        source = data_source_of(options, self.log)
        self._sdk_key = sdk_key
        self._default_user = options.default_user
        self._evaluator = Evaluator(self.log, self._hooks)
        self._all_flags = AllFlags(self.log, self._evaluator)
        self._documents = Documents()
        self._overrides = OverrideLayer(source, self._documents.flags) if source is not None else None
        self._service: Optional[ConfigService] = None
        # Any text is an SDK key for a client that downloads nothing.
        if not is_local_only(source):
            check_format(sdk_key, options.base_url)
            settings = service_options(options)
            host = ClientHost(self, self.log, self._hooks, settings)
            self._service = ConfigService(sdk_key=sdk_key, mode=options.polling_mode, options=settings, host=host)
        if type(self._hooks) is Hooks:
            self._hooks._observe(self)

    def _start(self) -> None:
        """To be called outside of all locks: callbacks are called from here."""
        try:
            if self._service is not None:
                self._service.start(self)
            self._rearm()
        finally:
            self._is_made.set()

    def _await_start(self) -> None:
        """For other threads than the one that makes the client. Its callbacks may wait for them, but not for ever."""
        process, thread = self._maker
        # The thread of a parent process is gone.
        if not self._is_made.is_set() and process == os.getpid() and thread != threading.get_ident():
            self._is_made.wait(_PATIENCE)

    def _get_value(self, key: Any, default_value: Any, user: Any = None) -> Any:
        """Whatever :meth:`get_value` cannot answer by itself."""
        try:
            view = self._view()
            user = self._user(user)
            quick = self._evaluator.quick_outcome(view, key, default_value, user) if view is not None else None
            if quick is not None:
                return quick.value
            return self._evaluator.evaluate(view, key, default_value, user).value
        except Exception:
            return self._evaluator.unusual_error("get_value", key, default_value).value

    def _user(self, user: Any) -> Any:
        return user if user is not None else self._default_user

    def _close_resources(self) -> None:
        if self._service is not None:
            self._service.close()
        self._hooks.clear()

    def _view(self) -> Optional[View]:
        if self._overrides is not None:
            return self._overrides.view(self._current)
        snapshot, fetch_time = self._current()
        return View(snapshot, fetch_time, self._documents.flags(snapshot)) if snapshot is not None else None

    def _current(self) -> Tuple[Optional[Snapshot], float]:
        return self._service.current() if self._service is not None else _NOTHING

    def _failed(self, method: str, returned: str, result: _T) -> _T:
        self.log.exception(messages.METHOD_FAILED, method, returned, event_id=1002)
        return result

    def _hooks_changed(self) -> None:
        self._rearm()

    def _rearm(self) -> None:
        """Sees to it that native code answers `get_value` by itself while there is nothing more to it."""
        # Several threads may be here. Whoever comes last looks once more: what counts in the end is how things are.
        wanted = self._source()
        while True:
            if wanted is None:
                self._disarm()
            else:
                self._arm(wanted[0], self.log.logger, wanted[1])
            now = self._source()
            if now == wanted:
                return
            wanted = now

    def _source(self) -> Optional[Tuple[Union[Snapshot, Service], Optional[float]]]:
        """What native code may answer from now, and how old it may get; ``None`` if it must not."""
        if wants_evaluations(self._hooks):
            return None
        overrides, service = self._overrides, self._service
        if overrides is None:
            return service.can_arm() if service is not None else None
        if not overrides.is_constant:
            return None
        remote = _NOTHING
        if service is not None:
            source = service.can_arm()
            # Of what is merged, native code does not know the age.
            if source is None or source[1] is not None:
                return None
            remote = (service.entry().snapshot, 0.0)
        view = overrides.view(lambda: remote)
        return (view.snapshot, None) if view is not None else None
