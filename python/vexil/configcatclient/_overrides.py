"""Overrides of one client, and how they go together with its config."""

from __future__ import annotations

from typing import Any, Callable, Dict, NamedTuple, Optional, Tuple

from .._native import Overrides, Snapshot
from ._document import flags_of, override_document
from ._view import RemoteFlags, View
from .localdictionarydatasource import LocalDictionaryDataSource
from .localfiledatasource import LocalFileDataSource
from .overridedatasource import OverrideBehaviour, OverrideDataSource

Current = Tuple[Optional[Snapshot], float]


class _Compiled(NamedTuple):
    config: object
    document: str
    overrides: Overrides
    flags: Optional[Dict[str, Any]]


class _Merged(NamedTuple):
    remote: Optional[Snapshot]
    compiled: _Compiled
    behaviour: int
    snapshot: Snapshot


class MergedFlags:
    """The flags of both, as they stand there."""

    def __init__(self, merged: _Merged, remote: Optional[RemoteFlags]) -> None:
        self._local = merged.compiled.flags
        self._remote = remote
        self._behaviour = merged.behaviour

    @property
    def exist(self) -> bool:
        return self._behaviour != OverrideBehaviour.LocalOnly or self._local is not None

    def node(self, key: str) -> Any:
        local = self._local or {}
        if self._remote is None or (key in local and self._behaviour == OverrideBehaviour.LocalOverRemote):
            return local[key]
        try:
            return self._remote.node(key)
        except KeyError:
            return local[key]


class OverrideLayer:
    """Puts what a data source gives together with what is downloaded. Whatever was made last is kept."""

    def __init__(self, source: OverrideDataSource, remote_flags: Callable[[Snapshot], Optional[RemoteFlags]]) -> None:
        """
        :param source: where the overrides come from.
        :param remote_flags: gives the flags of a downloaded config, where somebody may look at them.
        """
        self._source = source
        self._remote_flags = remote_flags
        self._compiled: Optional[_Compiled] = None
        self._merged: Optional[_Merged] = None

    @property
    def is_constant(self) -> bool:
        """Whether the overrides never change, so that the data source has to be asked only once."""
        return type(self._source) is LocalDictionaryDataSource

    def view(self, current: Callable[[], Current]) -> Optional[View]:
        """
        What there is to evaluate now.

        :param current: gives the downloaded config and its time. Asked only if the config counts.
        :return: ``None`` if there are only overrides to count, and the data source has none.
        """
        behaviour = self._source.get_behaviour()
        remote, fetch_time = (None, 0.0) if behaviour == OverrideBehaviour.LocalOnly else current()
        config = self._source.get_overrides()
        if config is None and behaviour == OverrideBehaviour.LocalOnly:
            return None
        merged = self._merge(remote, self._compile(config), int(behaviour))
        remote_flags = self._remote_flags(remote) if remote is not None else None
        return View(merged.snapshot, fetch_time, MergedFlags(merged, remote_flags))

    def _compile(self, config: object) -> _Compiled:
        last = self._compiled
        # The application's own data sources may change a config in place.
        is_kept = type(self._source) in (LocalDictionaryDataSource, LocalFileDataSource)
        if last is not None and is_kept and last.config is config:
            return last
        document = override_document(config)
        if last is not None and last.document == document:
            made = last._replace(config=config, flags=flags_of(config))
        else:
            made = _Compiled(config, document, Overrides(document), flags_of(config))
        self._compiled = made
        return made

    def _merge(self, remote: Optional[Snapshot], compiled: _Compiled, behaviour: int) -> _Merged:
        last = self._merged
        if last is not None and last.compiled.overrides is compiled.overrides:
            if last.behaviour == behaviour and last.remote == remote:
                if last.compiled is not compiled:
                    last = self._merged = last._replace(compiled=compiled)
                return last
        snapshot = Snapshot.merge(remote, compiled.overrides, behaviour)
        made = self._merged = _Merged(remote, compiled, behaviour, snapshot)
        return made
