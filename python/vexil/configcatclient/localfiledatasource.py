"""Overrides from a file."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Union

from ._document import simple_config
from ._messages import FILE_INVALID, FILE_MISSING, FILE_UNREADABLE
from .overridedatasource import FlagOverrides, OverrideBehaviour, OverrideDataSource

if TYPE_CHECKING:
    from ._logger import Logger

__all__ = ["LocalFileDataSource", "LocalFileFlagOverrides"]

FilePath = Union[str, "os.PathLike[str]"]


class LocalFileFlagOverrides(FlagOverrides):
    """Overrides from a JSON file, which is read again whenever it was written."""

    def __init__(self, file_path: FilePath, override_behaviour: OverrideBehaviour) -> None:
        """
        :param file_path: the path of a file in UTF-8: ``{"flags": {"key": value}}``, or a config JSON v6 of ConfigCat.
        :param override_behaviour: how these and the downloaded flags go together.
        """
        self.file_path = file_path
        self.override_behaviour = override_behaviour

    def create_data_source(self, log: Logger) -> LocalFileDataSource:
        return LocalFileDataSource(self.file_path, self.override_behaviour, log)


class LocalFileDataSource(OverrideDataSource):
    """What a client has of a file: its content when it was last asked for."""

    def __init__(self, file_path: FilePath, override_behaviour: OverrideBehaviour, log: Logger) -> None:
        super().__init__(override_behaviour)
        self.log = log
        if not os.path.exists(file_path):
            self.log.error(FILE_MISSING, file_path, event_id=1300)
        self._file_path = file_path
        # The time of the last change that was looked at, and what there was to read then.
        self._content: Tuple[float, Optional[Dict[str, Any]]] = (0.0, None)

    def get_overrides(self) -> Optional[Dict[str, Any]]:
        try:
            stamp = os.stat(self._file_path).st_mtime
            if stamp != self._content[0]:
                self._read(stamp)
        except OSError:
            self.log.exception(FILE_UNREADABLE, self._file_path, event_id=1302)
        except (ValueError, RecursionError):
            self.log.exception(FILE_INVALID, self._file_path, event_id=2302)
        return self._content[1]

    def _read(self, stamp: float) -> None:
        config = self._content[1]
        try:
            with open(self._file_path, encoding="utf-8") as file:
                config = _config_of(json.load(file))
        finally:
            # What cannot be read is not tried again until it changes.
            self._content = (stamp, config)


def _config_of(data: object) -> Dict[str, Any]:
    if not isinstance(data, dict):
        raise ValueError("The root is no object.")
    if "flags" not in data:
        return data
    values = data["flags"]
    if not isinstance(values, dict):
        raise ValueError("The member `flags` is no object.")
    return simple_config(values)
