"""Overrides from a dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping

from ._document import simple_config
from .overridedatasource import FlagOverrides, OverrideBehaviour, OverrideDataSource

if TYPE_CHECKING:
    from ._logger import Logger

__all__ = ["LocalDictionaryDataSource", "LocalDictionaryFlagOverrides"]


class LocalDictionaryFlagOverrides(FlagOverrides):
    """Overrides from a dictionary, as it is when a client is made."""

    def __init__(self, source: Mapping[str, Any], override_behaviour: OverrideBehaviour) -> None:
        """
        :param source: the values of flags by key: ``bool``, ``str``, ``int`` or ``float``. With other values the
            evaluation of the flag fails.
        :param override_behaviour: how these and the downloaded flags go together.
        """
        self.source = source
        self.override_behaviour = override_behaviour

    def create_data_source(self, log: Logger) -> LocalDictionaryDataSource:
        return LocalDictionaryDataSource(self.source, self.override_behaviour, log)


class LocalDictionaryDataSource(OverrideDataSource):
    """What a client has of a dictionary. It never changes."""

    def __init__(self, source: Mapping[str, Any], override_behaviour: OverrideBehaviour, log: Logger) -> None:
        super().__init__(override_behaviour)
        self.log = log
        # Without a single flag it counts as no config.
        self._config: Dict[str, Any] = simple_config(source) if source else {}

    def get_overrides(self) -> Dict[str, Any]:
        return self._config
