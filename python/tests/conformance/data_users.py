"""Users as the published data writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Dict, List, Optional

_ABSENT = ("", "##null##")


def matrix_user(package: Any, row: List[str], custom_name: str) -> Optional[Any]:
    """The user of a row: none if the first column says null; other columns that say null or nothing are absent."""
    identifier, email, country, custom = row[:4]
    if identifier == "##null##":
        return None
    attributes = {custom_name: custom} if custom not in _ABSENT else None
    return package.user.User(
        identifier,
        email=None if email in _ABSENT else email,
        country=None if country in _ABSENT else country,
        custom=attributes,
    )


def case_user(package: Any, given: Optional[Dict[str, Any]]) -> Optional[Any]:
    """The user of a single evaluation, whose attributes have types."""
    if given is None:
        return None
    custom = {name: revive(value) for name, value in given.get("custom", {}).items()}
    return package.user.User(
        revive(given["identifier"]), revive(given.get("email")), revive(given.get("country")), custom
    )


def log_user(package: Any, attributes: Optional[Dict[str, Any]]) -> Optional[Any]:
    """The user of a log suite: the three well-known attributes and, beside them, the custom ones."""
    if not attributes:
        return None
    known = [attributes.get(name) for name in ("Identifier", "Email", "Country")]
    custom = {name: value for name, value in attributes.items() if name not in ("Identifier", "Email", "Country")}
    return package.user.User(*known, custom=custom)


def revive(value: Any) -> Any:
    """A value of the data: dates and special numbers are written as objects."""
    if isinstance(value, dict) and "$date" in value:
        return datetime.fromisoformat(value["$date"].replace("Z", "+00:00"))
    if isinstance(value, dict) and "$number" in value:
        return float(value["$number"])
    return value
