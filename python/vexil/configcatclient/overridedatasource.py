"""Flags that the application brings along."""

from __future__ import annotations

from abc import abstractmethod
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Dict, Optional

if TYPE_CHECKING:
    from ._logger import Logger

__all__ = ["FlagOverrides", "OverrideBehaviour", "OverrideDataSource"]


class OverrideBehaviour(IntEnum):
    """How overrides and the downloaded config go together."""

    LocalOnly = 0
    """Only the overrides count; nothing is downloaded."""
    LocalOverRemote = 1
    """Of a flag that is in both, the override counts."""
    RemoteOverLocal = 2
    """Of a flag that is in both, the downloaded one counts."""


class FlagOverrides:
    """A description of overrides, for ``ConfigCatOptions``."""

    @abstractmethod
    def create_data_source(self, log: Logger) -> OverrideDataSource:
        """
        Called once by each client that is made with these overrides.

        :param log: the logger of the client.
        :return: where the client gets its overrides from.
        """
        raise NotImplementedError


class OverrideDataSource:
    """Where a client gets its overrides from."""

    def __init__(self, override_behaviour: OverrideBehaviour) -> None:
        self._override_behaviour = override_behaviour

    def get_behaviour(self) -> OverrideBehaviour:
        """How the overrides and the downloaded config go together."""
        return self._override_behaviour

    @abstractmethod
    def get_overrides(self) -> Optional[Dict[str, Any]]:
        """
        Asked at each evaluation.

        :return: a config, as the config JSON v6 of ConfigCat describes it; ``None`` where there is none.
        """
        raise NotImplementedError
