"""The functions of generation 5, which make clients. Clients of one SDK key know nothing of each other."""

from __future__ import annotations

import logging
from typing import Any, Mapping, Optional

from . import _legacy_messages as messages
from ._legacy_callback import ConfigurationChangedCallback
from ._legacy_client import LegacyConfigCatClient
from ._legacy_overrides import Overrides
from ._service import ServiceOptions
from .datagovernance import DataGovernance
from .interfaces import ConfigCatClientException
from .pollingmode import PollingMode

__all__ = [
    "LegacyConfigCatClient",
    "create_client",
    "create_client_with_auto_poll",
    "create_client_with_lazy_load",
    "create_client_with_manual_poll",
]

_CONNECT_TIMEOUT = 10
_READ_TIMEOUT = 30


def create_client(sdk_key: str, data_governance: DataGovernance = DataGovernance.Global) -> LegacyConfigCatClient:
    """
    A client that polls every 60 seconds.

    :param sdk_key: the SDK key of a config, as on the dashboard.
    :param data_governance: where the config is published; has to be what the dashboard says.
    :raises ConfigCatClientException: there is no SDK key.
    """
    return create_client_with_auto_poll(sdk_key, data_governance=data_governance)


def create_client_with_auto_poll(
    sdk_key: str,
    poll_interval_seconds: float = 60,
    max_init_wait_time_seconds: float = 5,
    on_configuration_changed_callback: Optional[ConfigurationChangedCallback] = None,
    config_cache_class: Optional[Any] = None,
    base_url: Optional[str] = None,
    proxies: Optional[Mapping[str, str]] = None,
    proxy_auth: Optional[Any] = None,
    data_governance: DataGovernance = DataGovernance.Global,
    *,
    connect_timeout: float = _CONNECT_TIMEOUT,
    read_timeout: float = _READ_TIMEOUT,
    flag_overrides: Optional[Overrides] = None,
) -> LegacyConfigCatClient:
    """
    A client that downloads its config in the background, again and again.

    :param sdk_key: the SDK key of a config, as on the dashboard.
    :param poll_interval_seconds: the time between two downloads; at least 1, less counts as 1.
    :param max_init_wait_time_seconds: how long the first evaluations wait for the first download at most; negative
        times count as 0.
    :param on_configuration_changed_callback: called when a config was downloaded that is not the one before; also for
        the first one. It takes no argument, or one: the client. It is called in the background and may call the
        client; what it raises is logged.
    :param config_cache_class: a class with the methods of ``ConfigCache``, of which the client makes one without
        arguments (or an object with these methods). It keeps the config outside of the process.
    :param base_url: where to download from, instead of ConfigCat's CDN: a proxy in front of it.
    :param proxies: HTTP proxies by the scheme of the address: ``{'https': 'host:port'}``.
    :param proxy_auth: an object with ``username`` and ``password`` for the proxy, such as
        ``requests.auth.HTTPProxyAuth``.
    :param data_governance: where the config is published; has to be what the dashboard says.
    :param connect_timeout: seconds until a connection has to be there.
    :param read_timeout: seconds until the answer has to be there, after the connection.
    :param flag_overrides: flags that the application brings along.
    :raises ConfigCatClientException: there is no SDK key.
    """
    _check(sdk_key)
    mode = PollingMode.auto_poll(poll_interval_seconds, max_init_wait_time_seconds)
    options = _options(
        config_cache_class, base_url, proxies, proxy_auth, data_governance, connect_timeout, read_timeout
    )
    return LegacyConfigCatClient(sdk_key, mode, options, on_configuration_changed_callback, flag_overrides)


def create_client_with_lazy_load(
    sdk_key: str,
    cache_time_to_live_seconds: float = 60,
    config_cache_class: Optional[Any] = None,
    base_url: Optional[str] = None,
    proxies: Optional[Mapping[str, str]] = None,
    proxy_auth: Optional[Any] = None,
    data_governance: DataGovernance = DataGovernance.Global,
    *,
    connect_timeout: float = _CONNECT_TIMEOUT,
    read_timeout: float = _READ_TIMEOUT,
    flag_overrides: Optional[Overrides] = None,
) -> LegacyConfigCatClient:
    """
    A client that downloads its config when a flag is evaluated and the config is too old; the evaluation waits for it.

    :param sdk_key: the SDK key of a config, as on the dashboard.
    :param cache_time_to_live_seconds: how old a config may be, in seconds; at least 1, less counts as 1.
    :raises ConfigCatClientException: there is no SDK key.

    The others are those of :func:`create_client_with_auto_poll`.
    """
    _check(sdk_key)
    mode = PollingMode.lazy_load(cache_time_to_live_seconds)
    options = _options(
        config_cache_class, base_url, proxies, proxy_auth, data_governance, connect_timeout, read_timeout
    )
    return LegacyConfigCatClient(sdk_key, mode, options, None, flag_overrides)


def create_client_with_manual_poll(
    sdk_key: str,
    config_cache_class: Optional[Any] = None,
    base_url: Optional[str] = None,
    proxies: Optional[Mapping[str, str]] = None,
    proxy_auth: Optional[Any] = None,
    data_governance: DataGovernance = DataGovernance.Global,
    *,
    connect_timeout: float = _CONNECT_TIMEOUT,
    read_timeout: float = _READ_TIMEOUT,
    flag_overrides: Optional[Overrides] = None,
) -> LegacyConfigCatClient:
    """
    A client that downloads its config when ``force_refresh`` is called. Until then there is what the cache has, if
    anything.

    :param sdk_key: the SDK key of a config, as on the dashboard.
    :raises ConfigCatClientException: there is no SDK key.

    The others are those of :func:`create_client_with_auto_poll`.
    """
    _check(sdk_key)
    options = _options(
        config_cache_class, base_url, proxies, proxy_auth, data_governance, connect_timeout, read_timeout
    )
    return LegacyConfigCatClient(sdk_key, PollingMode.manual_poll(), options, None, flag_overrides)


def _check(sdk_key: Optional[str]) -> None:
    if sdk_key is None:
        raise ConfigCatClientException("SDK Key is required.")


def _options(
    config_cache_class: Optional[Any],
    base_url: Optional[str],
    proxies: Optional[Mapping[str, str]],
    proxy_auth: Optional[Any],
    data_governance: DataGovernance,
    connect_timeout: float,
    read_timeout: float,
) -> ServiceOptions:
    return ServiceOptions(
        base_url=base_url,
        data_governance=data_governance,
        proxies=proxies,
        proxy_auth=proxy_auth,
        connect_timeout_seconds=connect_timeout,
        read_timeout_seconds=read_timeout,
        config_cache=_cache(config_cache_class),
        offline=False,
    )


def _cache(config_cache_class: Optional[Any]) -> Optional[Any]:
    """The cache of a new client. A class that cannot be made costs the client its cache, not the program its client."""
    if config_cache_class is None:
        return None
    is_cache = not isinstance(config_cache_class, type) and all(
        callable(getattr(config_cache_class, method, None)) for method in ("get", "set")
    )
    if is_cache:
        return config_cache_class
    try:
        return config_cache_class()
    except Exception as error:
        messages.log(messages.CLIENT_LOGGER, logging.ERROR, messages.cache_class_failed(error), error)
        return None
