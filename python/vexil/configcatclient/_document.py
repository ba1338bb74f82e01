"""Overrides as the engine takes them.

The document is ``{"c": [source], "f": [[key, kind, payload, source]]}``. A source has what the settings of one config
share, its salt and its segments. Kinds used here: 1 a number that JSON cannot write, 2 a value that no setting can
have, 3 a setting as it stands in a config.
"""

from __future__ import annotations

import json
import math
from typing import Any, Dict, Mapping, Optional

SPECIAL_NUMBER, UNSUPPORTED, SETTING = 1, 2, 3

UNSUPPORTED_TYPE = "Unsupported setting type"

# The config format has only these names, at any depth, and nothing in it lies deeper.
_NAMES = frozenset("abcdfilnprstuv")
_MAX_DEPTH = 10

# The types of values in the config format: the name of the member that has the value, and the number of the type.
_VALUE_TYPES: Dict[type, tuple[str, int]] = {bool: ("b", 0), str: ("s", 1), int: ("i", 2), float: ("d", 3)}


def simple_setting(value: object) -> Dict[str, Any]:
    """The setting of the config format that always has the given value. Without a type, if no setting can have it."""
    found = _VALUE_TYPES.get(type(value))
    if found is None:
        return {"v": {"unsupported_value": value}}
    member, setting_type = found
    return {"v": {member: value}, "t": setting_type}


def simple_config(values: Mapping[Any, object]) -> Dict[str, Any]:
    """The config whose settings always have the given values."""
    return {"f": {key: simple_setting(value) for key, value in values.items()}}


def flags_of(config: object) -> Optional[Dict[str, Any]]:
    """The settings of a config by key; ``None`` where it has no object of settings."""
    flags = config.get("f") if isinstance(config, dict) else None
    return {key: node for key, node in flags.items() if isinstance(key, str)} if isinstance(flags, dict) else None


def override_document(config: object) -> str:
    """The document of a config. Parts of it that cannot be read spoil the settings that they belong to."""
    members = config if isinstance(config, dict) else {}
    preferences = members.get("p")
    salt = preferences.get("s") if isinstance(preferences, dict) else None
    source = '{"p":{"s":%s},"s":%s}' % (_text(salt), _node(members.get("s")))
    entries = ",".join(_entry(key, node) for key, node in (flags_of(config) or {}).items())
    return '{"c":[%s],"f":[%s]}' % (source, entries)


def _entry(key: str, node: object) -> str:
    name = json.dumps(key)
    if not isinstance(node, dict) or node.get("t") is None:
        return f"[{name},{UNSUPPORTED},{json.dumps(UNSUPPORTED_TYPE)}]"
    special = _special_number(node)
    if special is not None:
        return f'[{name},{SPECIAL_NUMBER},"{special}"]'
    return f"[{name},{SETTING},{_node(node)},0]"


def _special_number(node: Dict[str, Any]) -> Optional[str]:
    """How the engine calls the value of a setting that always has a value which JSON cannot write."""
    value = node.get("v")
    if node["t"] != 3 or node.get("r") or node.get("p") or not isinstance(value, dict):
        return None
    number = value.get("d")
    if not isinstance(number, float) or math.isfinite(number):
        return None
    if math.isnan(number):
        return "NaN"
    return "Infinity" if number > 0 else "-Infinity"


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, str) else "null"


def _node(node: object, depth: int = 0) -> str:
    """The JSON of a node of the config format. Members that it does not know are left out: they may be anything."""
    if depth > _MAX_DEPTH or node is None:
        return "null"
    if isinstance(node, bool):
        return "true" if node else "false"
    if isinstance(node, str):
        return json.dumps(node)
    if isinstance(node, (int, float)):
        return _number(node)
    if isinstance(node, (list, tuple)):
        return "[%s]" % ",".join(_node(item, depth + 1) for item in node)
    if isinstance(node, dict):
        members = (
            f"{json.dumps(name)}:{_node(value, depth + 1)}"
            for name, value in node.items()
            if isinstance(name, str) and name in _NAMES
        )
        return "{%s}" % ",".join(members)
    return "[]"


def _number(number: float) -> str:
    if isinstance(number, int):
        try:
            return int.__repr__(number)
        except ValueError:
            # More digits than Python likes to write.
            return "1e999" if number > 0 else "-1e999"
    if math.isnan(number):
        return "null"
    if math.isinf(number):
        return "1e999" if number > 0 else "-1e999"
    return float.__repr__(number)
