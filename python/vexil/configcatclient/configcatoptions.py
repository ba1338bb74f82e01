"""How a client is made, and what it tells the application."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Protocol

from ._hooks import Hooks
from .datagovernance import DataGovernance
from .overridedatasource import FlagOverrides
from .pollingmode import PollingMode
from .user import User

__all__ = ["ConfigCatOptions", "Hooks"]


class Cache(Protocol):
    """What ``ConfigCache`` describes; deriving from that is not needed."""

    def get(self, key: str) -> Any: ...

    def set(self, key: str, value: str) -> Any: ...


class ConfigCatOptions:
    """How a client is made. A client reads its options once, when it is made."""

    def __init__(
        self,
        base_url: Optional[str] = None,
        polling_mode: PollingMode = PollingMode.auto_poll(),
        config_cache: Optional[Cache] = None,
        proxies: Optional[Mapping[str, str]] = None,
        proxy_auth: Any = None,
        connect_timeout_seconds: float = 10,
        read_timeout_seconds: float = 30,
        flag_overrides: Optional[FlagOverrides] = None,
        data_governance: DataGovernance = DataGovernance.Global,
        default_user: Optional[User] = None,
        hooks: Optional[Hooks] = None,
        offline: bool = False,
    ) -> None:
        """
        :param base_url: the server to download from, instead of ConfigCat's CDN.
        :param polling_mode: when to download.
        :param config_cache: an object that keeps configs outside of the process; see ``ConfigCache``.
        :param proxies: the proxy to go through, by the scheme of the server: ``{"https": "http://proxy:8080"}``.
        :param proxy_auth: an object with ``username`` and ``password``, such as ``requests.auth.HTTPProxyAuth``.
        :param connect_timeout_seconds: how long connecting may take.
        :param read_timeout_seconds: how long the answer may take after that.
        :param flag_overrides: flags that the application brings along.
        :param data_governance: where the configs of the product are published.
        :param default_user: for whom flags are evaluated where no user is given.
        :param hooks: functions to call when something happens.
        :param offline: whether the client begins without access to the network.
        """
        self.base_url = base_url
        self.polling_mode = polling_mode
        self.config_cache = config_cache
        self.proxies = proxies
        self.proxy_auth = proxy_auth
        self.connect_timeout_seconds = connect_timeout_seconds
        self.read_timeout_seconds = read_timeout_seconds
        self.flag_overrides = flag_overrides
        self.data_governance = data_governance
        self.default_user = default_user
        self.hooks = hooks
        self.offline = offline
