"""Logging of clients."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, MutableMapping, Optional, Tuple

from ._hooks import Hooks, tell
from ._messages import safe_text

if TYPE_CHECKING:
    # Generic in the stubs only.
    _Adapter = logging.LoggerAdapter[logging.Logger]
else:
    _Adapter = logging.LoggerAdapter


class Logger(_Adapter):
    """Logs to a logger of ``logging``, and tells errors to the hooks of a client.

    Records carry the number of the event: in front of the message, and as attribute ``event_id``. Nothing that
    handlers, filters or arguments raise gets out of here.
    """

    def __init__(self, name: str, hooks: Hooks) -> None:
        super().__init__(logging.getLogger(name), {})
        self._hooks = hooks

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> Tuple[Any, MutableMapping[str, Any]]:
        event_id = kwargs.pop("event_id", 0)
        extra = kwargs.setdefault("extra", {})
        extra["event_id"] = event_id
        return f"[{event_id}] {msg}", kwargs

    def log(self, level: int, msg: Any, *args: Any, stacklevel: int = 1, **kwargs: Any) -> None:
        try:
            if self.isEnabledFor(level):
                msg, kwargs = self.process(msg, kwargs)  # type: ignore[assignment]
                # Records name who logs, not this function.
                self.logger.log(level, msg, *args, stacklevel=stacklevel + 1, **kwargs)
        except Exception:
            # Evaluation goes on without the record.
            pass

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.log(logging.DEBUG, msg, *args, stacklevel=2, **kwargs)

    def info(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.log(logging.INFO, msg, *args, stacklevel=2, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self.log(logging.WARNING, msg, *args, stacklevel=2, **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        self._tell_hooks(msg, args, None)
        self.log(logging.ERROR, msg, *args, stacklevel=2, **kwargs)

    def exception(self, msg: Any, *args: Any, exc_info: Any = True, **kwargs: Any) -> None:
        exception = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1]
        self._tell_hooks(msg, args, exception)
        self.log(logging.ERROR, msg, *args, exc_info=exc_info, stacklevel=2, **kwargs)

    def _tell_hooks(self, msg: Any, args: Tuple[Any, ...], exception: Optional[BaseException]) -> None:
        try:
            text = Logger.format(msg, args, exception)
        except Exception:
            text = safe_text(msg)
        tell(self._hooks, "invoke_on_error", text)

    @staticmethod
    def format(msg: str, args: Tuple[Any, ...], exc: Optional[BaseException] = None) -> str:
        """The message of a record, without the event id; with what was raised on a line of its own."""
        text = msg % args if args else msg
        return text if exc is None else f"{text}\n{safe_text(exc)}"
