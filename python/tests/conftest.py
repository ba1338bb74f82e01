"""What all tests share."""

from __future__ import annotations

from typing import Iterator

import pytest

from support.cdn import Cdn, config_of
from support.logs import Logs


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    """A CDN with the flags ``flag`` (True), ``text`` ('hello') and ``number`` (1)."""
    with Cdn(config_of(flag=True, text="hello", number=1)) as server:
        yield server


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture) -> Logs:
    return Logs(caplog)


@pytest.fixture(autouse=True)
def close_clients() -> Iterator[None]:
    """No client outlives its test."""
    yield
    try:
        from vexil import configcatclient
        from vexil.configcatclient import _lifetime
    except ImportError:
        return
    if hasattr(configcatclient, "close_all"):
        configcatclient.close_all()
    _lifetime.close_all()
