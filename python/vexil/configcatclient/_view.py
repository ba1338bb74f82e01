"""What one call evaluates flags of."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Protocol, Tuple

from .._native import Snapshot

Node = Dict[str, Any]


class Flags(Protocol):
    """The flags of a config as they stand there."""

    @property
    def exist(self) -> bool:
        """Whether there is an object of flags, which may be empty."""

    def node(self, key: str) -> Any:
        """The node of a flag. Raises ``KeyError``."""


class RemoteFlags:
    """Those of a downloaded config. Its text is split when somebody first wants a flag, and read flag by flag."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._texts: Optional[Dict[str, str]] = None
        self._nodes: Dict[str, Any] = {}

    @property
    def exist(self) -> bool:
        return self.snapshot.flag_texts() is not None

    def node(self, key: str) -> Any:
        if key not in self._nodes:
            if self._texts is None:
                self._texts = dict(self.snapshot.flag_texts() or ())
            self._nodes[key] = json.loads(self._texts[key])
        return self._nodes[key]


class View:
    """A config at one moment."""

    __slots__ = ("fetch_time", "flags", "snapshot")

    def __init__(self, snapshot: Snapshot, fetch_time: float, flags: Flags) -> None:
        """
        :param snapshot: the compiled config.
        :param fetch_time: when it was downloaded, in seconds since the Unix epoch; 0 if it was not.
        :param flags: its flags as they stand there.
        """
        self.snapshot = snapshot
        self.fetch_time = fetch_time
        self.flags = flags

    def keys(self) -> List[str]:
        """The keys of all flags, in the order of the config."""
        return self.snapshot.keys()

    def has_flags(self) -> bool:
        """Whether the config has an object of flags, which may be empty."""
        return bool(self.snapshot.keys()) or self.flags.exist

    def matched(self, key: str, rule: Optional[int], option: Optional[int]) -> Tuple[Optional[Node], Optional[Node]]:
        """The targeting rule and the percentage option with these indices, as they stand in the config."""
        if rule is None and option is None:
            return None, None
        try:
            owner = flag = self.flags.node(key)
            rule_node = None
            if rule is not None:
                owner = rule_node = flag["r"][rule]
            return rule_node, None if option is None else owner["p"][option]
        except (KeyError, IndexError, TypeError, ValueError, RecursionError):
            return None, None


class Documents:
    """The flags of the config that was evaluated last, as far as they were read."""

    def __init__(self) -> None:
        self._last: Optional[RemoteFlags] = None

    def flags(self, snapshot: Snapshot) -> RemoteFlags:
        """The flags of a downloaded config."""
        last = self._last
        if last is None or last.snapshot != snapshot:
            last = self._last = RemoteFlags(snapshot)
        return last


def all_flags(snapshot: Optional[Snapshot]) -> Optional[Dict[str, Any]]:
    """The nodes of all flags of a downloaded config by key; ``None`` if it has no object of flags."""
    texts = snapshot.flag_texts() if snapshot is not None else None
    # One by one: other threads get their turn.
    return {key: json.loads(text) for key, text in texts} if texts is not None else None
