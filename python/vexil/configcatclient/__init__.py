"""Feature flags of ConfigCat: what the package ``configcatclient`` offers, evaluated in Rust.

``from vexil import configcatclient`` is all that a program changes. Both generations of the interface are here:
:func:`get` with ``ConfigCatOptions`` (10), and the functions ``create_client...`` (5).
"""

from __future__ import annotations

from typing import Optional

from ._legacy import (
    create_client,
    create_client_with_auto_poll,
    create_client_with_lazy_load,
    create_client_with_manual_poll,
)
from .configcatclient import ConfigCatClient
from .configcatoptions import ConfigCatOptions
from .datagovernance import DataGovernance
from .interfaces import ConfigCatClientException
from .pollingmode import PollingMode

__all__ = [
    "ConfigCatClient",
    "ConfigCatClientException",
    "ConfigCatOptions",
    "DataGovernance",
    "PollingMode",
    "close_all",
    "create_client",
    "create_client_with_auto_poll",
    "create_client_with_lazy_load",
    "create_client_with_manual_poll",
    "get",
]


def get(sdk_key: str, options: Optional[ConfigCatOptions] = None) -> ConfigCatClient:
    """
    The client of an SDK key: a new one, or the one that there is.

    :param sdk_key: the SDK key of a config, as on the dashboard.
    :param options: how to make a new client. If there is one, they are ignored, with a warning (event 3000).
    :raises ConfigCatClientException: there is no SDK key, or it is none.
    """
    return ConfigCatClient.get(sdk_key=sdk_key, options=options)


def close_all() -> None:
    """Closes all clients that :func:`get` made."""
    ConfigCatClient.close_all()
