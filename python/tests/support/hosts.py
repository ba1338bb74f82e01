"""A client that only writes down what its service tells it."""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Optional, Tuple

from vexil._native import Entry
from vexil.configcatclient import _lifetime
from vexil.configcatclient._service import ConfigService, ServiceOptions
from vexil.configcatclient.pollingmode import PollingMode

from .cdn import Cdn, new_sdk_key


class Host:
    """Records calls as tuples, the name first; ``reactions`` are called by name, after that."""

    def __init__(self) -> None:
        self.calls: List[Tuple[Any, ...]] = []
        self.threads: List[str] = []
        self.reactions: Dict[str, Callable[..., Any]] = {}

    def _record(self, name: str, *args: Any) -> None:
        self.calls.append((name, *args))
        self.threads.append(threading.current_thread().name)
        reaction = self.reactions.get(name)
        if reaction is not None:
            reaction(*args)

    def named(self, name: str) -> List[Tuple[Any, ...]]:
        return [call[1:] for call in list(self.calls) if call[0] == name]

    def on_fetch_ended(
        self, code: int, status: Optional[int], reason: Optional[str], error_code: Optional[str], message: Optional[str]
    ) -> None:
        self._record("fetched", code, status, message)

    def on_warning(self, event_id: int) -> None:
        self._record("warning", event_id)

    def on_config_changed(self, entry: Entry) -> None:
        self._record("changed", entry)

    def on_ready(self) -> None:
        self._record("ready")

    def on_cache_error(self, event_id: int, exception: BaseException) -> None:
        self._record("cache_error", event_id, exception)

    def on_log(self, level: int, event_id: int, message: str) -> None:
        self._record("log", level, event_id, message)

    def rearm(self) -> None:
        self._record("rearm")


class Owner:
    """Something that holds a service, as a client does."""

    def __init__(self, mode: PollingMode, cdn: Optional[Cdn], host: Optional[Host] = None, **options: Any) -> None:
        self.host = Host() if host is None else host
        if cdn is not None:
            options.setdefault("base_url", cdn.url)
        sdk_key = options.pop("sdk_key", None) or new_sdk_key()
        self.service = ConfigService(sdk_key=sdk_key, mode=mode, options=ServiceOptions(**options), host=self.host)

    def start(self) -> Owner:
        self.service.start(self)
        return self

    def value(self, key: str = "flag") -> Any:
        """The value of a flag; ``None`` without a config."""
        snapshot, _ = self.service.current()
        outcome = None if snapshot is None else snapshot.evaluate(key, None)
        return None if outcome is None else outcome.value


def auto(cdn: Optional[Cdn], interval: float = 60, max_init_wait: float = 5, **options: Any) -> Owner:
    return Owner(PollingMode.auto_poll(interval, max_init_wait), cdn, **options).start()


def lazy(cdn: Optional[Cdn], time_to_live: float = 60, **options: Any) -> Owner:
    return Owner(PollingMode.lazy_load(time_to_live), cdn, **options).start()


def manual(cdn: Optional[Cdn], **options: Any) -> Owner:
    return Owner(PollingMode.manual_poll(), cdn, **options).start()


def live_services() -> int:
    return len(_lifetime.live())
