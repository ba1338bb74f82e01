"""What a service is told, and the opening of the native one."""

from __future__ import annotations

import math
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, List, Optional, Protocol, Tuple

from .. import _native
from ._no_service import NoService
from ._proxies import choose
from ._trust import Trust, trust_of_environment
from .datagovernance import DataGovernance
from .pollingmode import AutoPollingMode, LazyLoadingMode

if TYPE_CHECKING:
    from .._native import Entry
    from ._dispatcher import NativeService
    from .pollingmode import PollingMode

_GLOBAL = "https://cdn-global.configcat.com"
_EU_ONLY = "https://cdn-eu.configcat.com"

#: Longer times count as this one: a year, in seconds.
_LONGEST = 365 * 86400.0

PROXY_WARNING = 3400
TRUST_WARNING = 3401


@dataclass
class ServiceOptions:
    """How a service downloads, and where it keeps what it downloaded. The times are in seconds."""

    base_url: Optional[str] = None
    data_governance: Any = DataGovernance.Global
    proxies: Any = None
    proxy_auth: Any = None
    connect_timeout_seconds: Any = 10
    read_timeout_seconds: Any = 30
    #: An object with ``get`` and ``set``.
    config_cache: Optional[Any] = None
    offline: bool = False


class ServiceHost(Protocol):
    """The client of a service. It is told everything here, one thing at a time, and may call the service."""

    def on_fetch_ended(
        self, code: int, status: Optional[int], reason: Optional[str], error_code: Optional[str], message: Optional[str]
    ) -> None:
        """To be logged: a download ended. ``code`` as in event 2 of the native service."""

    def on_warning(self, event_id: int) -> None:
        """To be logged: 3002 or 1104."""

    def on_config_changed(self, entry: Entry) -> None:
        """A config was downloaded, or another one found in the cache."""

    def on_ready(self) -> None:
        """The service is initialised. Told once."""

    def on_cache_error(self, event_id: int, exception: BaseException) -> None:
        """To be logged: the cache could not be read (2200) or written (2201)."""

    def on_log(self, level: int, event_id: int, message: str) -> None:
        """To be logged."""

    def rearm(self) -> None:
        """What ``can_arm`` says has changed."""


def client_name(mode: str) -> str:
    """How requests name this client, such as ``Vexil-Python/a-1.2.3``."""
    return f"Vexil-Python/{mode}-{_native.__version__}"


def seconds(value: Any, default: float) -> float:
    """A time from options, whatever was given there: ``None`` is no limit, nonsense the default."""
    if value is None:
        return _LONGEST
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return default
    return default if math.isnan(number) else min(max(number, 0.0), _LONGEST)


class Opener:
    """Opens native services for one client: the first, and one in each forked process."""

    def __init__(self, sdk_key: str, mode: PollingMode, options: ServiceOptions) -> None:
        #: Told to the server. What is done goes by the class: applications may derive their own.
        self.letter = mode.identifier()
        self.polls = isinstance(mode, AutoPollingMode)
        self.is_lazy = isinstance(mode, LazyLoadingMode)
        self.interval = seconds(
            getattr(mode, "cache_refresh_interval_seconds" if self.is_lazy else "poll_interval_seconds", 60), 60.0
        )
        self.max_init_wait = seconds(getattr(mode, "max_init_wait_time_seconds", 0), 5.0)
        self.connect_timeout = seconds(options.connect_timeout_seconds, 10.0)
        self.read_timeout = seconds(options.read_timeout_seconds, 30.0)
        self._sdk_key = sdk_key
        self._options = options

    def open(self, offline: bool, initial: Optional[Entry]) -> Tuple[NativeService, List[Tuple[int, str]]]:
        """The service, and what is to be warned of: event ids and texts. Never raises."""
        options = self._options
        base_url = self._base_url()
        choice = choose(base_url, options.proxies, options.proxy_auth)
        trust = trust_of_environment() if base_url.lower().startswith("https:") else Trust()
        warnings = [(PROXY_WARNING, choice.warning), (TRUST_WARNING, trust.warning)]
        error = choice.error or trust.error
        native: NativeService
        if error is None:
            try:
                native = self._native(base_url, choice.proxy, trust.roots, offline, initial)
            except (ValueError, RuntimeError, OverflowError) as failure:
                error = str(failure)
        if error is not None:
            native = NoService(error, polls=self.polls and not offline, initial=initial)
        return native, [(event_id, text) for event_id, text in warnings if text is not None]

    def _base_url(self) -> str:
        options = self._options
        if options.base_url is not None:
            return str(options.base_url).rstrip("/")
        return _EU_ONLY if options.data_governance == DataGovernance.EuOnly else _GLOBAL

    def _native(
        self,
        base_url: str,
        proxy: Optional[str],
        roots: Optional[List[str]],
        offline: bool,
        initial: Optional[Entry],
    ) -> NativeService:
        options = self._options
        name = client_name(self.letter)
        return _native.Service(
            sdk_key=self._sdk_key,
            mode=0 if self.polls else 1 if self.is_lazy else 2,
            interval=self.interval,
            max_init_wait=self.max_init_wait,
            base_url=base_url,
            base_url_overridden=options.base_url is not None,
            connect_timeout=self.connect_timeout,
            read_timeout=self.read_timeout,
            headers=[
                ("User-Agent", name),
                ("X-ConfigCat-UserAgent", name),
                ("X-ConfigCat-PythonVersion", platform.python_version()),
            ],
            proxy=proxy,
            roots=roots,
            offline=offline,
            has_cache=options.config_cache is not None,
            initial=initial,
        )
