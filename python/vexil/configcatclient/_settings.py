"""Reading the options of a client."""

from __future__ import annotations

import re
from typing import Any, Optional

from . import _messages as messages
from ._logger import Logger
from ._service import ServiceOptions
from .configcache import NullConfigCache
from .configcatoptions import ConfigCatOptions
from .interfaces import ConfigCatClientException
from .overridedatasource import OverrideBehaviour, OverrideDataSource

_SDK_KEY = re.compile("(configcat-sdk-1/)?.{22}/.{22}$")
_PROXY_KEY = re.compile("configcat-proxy/.+$")


def check_sdk_key(sdk_key: Any) -> None:
    """Raises ``ConfigCatClientException`` if there is none."""
    if sdk_key is None:
        raise ConfigCatClientException(messages.SDK_KEY_MISSING)
    try:
        hash(sdk_key)
    except TypeError:
        raise ConfigCatClientException(messages.SDK_KEY_INVALID % (messages.masked(sdk_key),)) from None


def check_format(sdk_key: Any, base_url: Optional[str]) -> None:
    """Raises ``ConfigCatClientException`` if it is no SDK key that something can be downloaded with."""
    is_valid = isinstance(sdk_key, str) and (
        _SDK_KEY.match(sdk_key) is not None or (bool(base_url) and _PROXY_KEY.match(sdk_key) is not None)
    )
    if not is_valid:
        raise ConfigCatClientException(messages.SDK_KEY_INVALID % (messages.masked(sdk_key),))


def data_source_of(options: ConfigCatOptions, log: Logger) -> Optional[OverrideDataSource]:
    """Where overrides come from, if there are any."""
    return options.flag_overrides.create_data_source(log) if options.flag_overrides else None


def is_local_only(source: Optional[OverrideDataSource]) -> bool:
    """Whether nothing is ever downloaded."""
    return source is not None and source.get_behaviour() == OverrideBehaviour.LocalOnly


def service_options(options: ConfigCatOptions) -> ServiceOptions:
    """What the service has to know of the options."""
    cache = options.config_cache
    return ServiceOptions(
        base_url=options.base_url,
        data_governance=options.data_governance,
        proxies=options.proxies,
        proxy_auth=options.proxy_auth,
        connect_timeout_seconds=options.connect_timeout_seconds,
        read_timeout_seconds=options.read_timeout_seconds,
        config_cache=None if type(cache) is NullConfigCache else cache,
        offline=options.offline,
    )
