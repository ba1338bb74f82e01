"""Configs for tests of the native evaluation, and the evaluator of the official package beside it."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Optional, Tuple

from configcatclient.config import fixup_config_salt_and_segments
from configcatclient.configcatoptions import Hooks
from configcatclient.logger import Logger
from configcatclient.rolloutevaluator import RolloutEvaluator
from configcatclient.user import User as OfficialUser

from vexil._native import Entry, Snapshot
from vexil.configcatclient.user import User

_TYPES = {"b": 0, "s": 1, "i": 2, "d": 3}


def flag(member: str, value: Any, *rules: Dict[str, Any], **more: Any) -> Dict[str, Any]:
    """A flag of the type that the member of its value (``b``, ``s``, ``i`` or ``d``) has."""
    return {"t": _TYPES[member], "v": {member: value}, "r": list(rules), **more}


def rule(
    attribute: str,
    comparator: int,
    member: str,
    expected: Any,
    then: Dict[str, Any],
    vid: str = "",
) -> Dict[str, Any]:
    """A targeting rule with one condition."""
    condition = {"u": {"a": attribute, "c": comparator, member: expected}}
    return {"c": [condition], "s": {"v": then, **({"i": vid} if vid else {})}}


def document(flags: Dict[str, Any]) -> str:
    """The text of a config."""
    return json.dumps({"p": {"u": "", "r": 0, "s": "salt"}, "f": flags})


def snapshot_of(flags: Dict[str, Any]) -> Snapshot:
    """The compiled config."""
    snapshot = Entry.parse(document(flags), 1.0, '"etag"').snapshot
    assert snapshot is not None
    return snapshot


class _Records(Logger):
    def __init__(self) -> None:
        super().__init__("official-of-a-test", Hooks())
        self.told: List[Tuple[int, str]] = []

    def warning(self, msg: Any, *args: Any, event_id: int = 0, **_: Any) -> None:
        self.told.append((event_id, Logger.format(msg, args)))

    def error(self, msg: Any, *args: Any, event_id: int = 0, **_: Any) -> None:
        self.told.append((event_id, Logger.format(msg, args)))


def official(text: str, key: str, user: Optional[Any]) -> Tuple[Any, Any, List[Tuple[int, str]]]:
    """What configcat-client evaluates: value, variation id, and events with their texts."""
    config = json.loads(text)
    fixup_config_salt_and_segments(config)
    log = _Records()
    value, variation_id, _, _, _ = RolloutEvaluator(log).evaluate(key, user, None, None, config, None)
    return value, variation_id, log.told


def both_users(*args: Any, **kwargs: Any) -> Tuple[User, OfficialUser]:
    """The same user for this package and for the official one."""
    return User(*args, **kwargs), OfficialUser(*args, **kwargs)
