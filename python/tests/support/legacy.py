"""Configs for tests of generation 5: what its own format could say, in config JSON V6."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

_KINDS = {bool: (0, "b"), str: (1, "s"), int: (2, "i"), float: (3, "d")}


def value(plain: Any) -> Dict[str, Any]:
    return {_KINDS[type(plain)][1]: plain}


def condition(attribute: str, comparator: int, comparison: Any) -> Dict[str, Any]:
    """Comparison values are texts, numbers or lists."""
    name = "l" if isinstance(comparison, list) else "s" if isinstance(comparison, str) else "d"
    return {"u": {"a": attribute, "c": comparator, name: comparison}}


def rule(
    attribute: str, comparator: int, comparison: Any, served: Any, variation_id: Optional[str] = None
) -> Dict[str, Any]:
    return {"c": [condition(attribute, comparator, comparison)], "s": {"v": value(served), "i": variation_id}}


def option(percentage: int, served: Any, variation_id: Optional[str] = None) -> Dict[str, Any]:
    return {"p": percentage, "v": value(served), "i": variation_id}


def flag(
    own: Any,
    variation_id: Optional[str] = None,
    rules: Optional[List[Dict[str, Any]]] = None,
    options: Optional[List[Dict[str, Any]]] = None,
) -> Dict[str, Any]:
    members = {"t": _KINDS[type(own)][0], "v": value(own), "i": variation_id, "r": rules, "p": options}
    return {name: member for name, member in members.items() if member is not None}


#: As the oracle's in :mod:`test_legacy_logs`.
CONFIG = {
    "p": {"s": "salt"},
    "f": {
        "flag": flag(
            True,
            "v0",
            [
                rule("Email", 2, ["@example.com"], False, "v1"),
                rule("Age", 14, 18, False, "v2"),
                rule("V", 6, "1.0.0", False, "v3"),
                rule("V", 4, ["1.0.0", "2.0.0"], False, "v4"),
                rule("Email", 0, ["a", "b"], False, "v5"),
            ],
        ),
        "pct": flag("O", "p0", options=[option(50, "A", "p1"), option(50, "B", "p2")]),
        "i": flag(3, "i0"),
        "bare": flag(1.5),
    },
}
