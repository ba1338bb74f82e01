"""Writes configs as JSON, with numbers in the notation that they were given."""

from __future__ import annotations

import json
from typing import Any


class Num:
    """A number of a config, as it is written: ``5``, ``5.0`` and ``5e0`` are not the same to Python."""

    def __init__(self, text: str) -> None:
        self.text = text

    def value(self) -> Any:
        return json.loads(self.text)

    def __repr__(self) -> str:
        return self.text


def to_json(value: Any, ascii_only: bool = True, blank: str = "") -> str:
    """The text of a value. Lone surrogates have to be written in ASCII. ``blank`` goes around punctuation."""
    if isinstance(value, Num):
        return value.text
    if isinstance(value, dict):
        members = (
            f"{json.dumps(key, ensure_ascii=ascii_only)}{blank}:{blank}{to_json(member, ascii_only, blank)}"
            for key, member in value.items()
        )
        return "{" + blank + f"{blank},{blank}".join(members) + blank + "}"
    if isinstance(value, list):
        return "[" + blank + f"{blank},{blank}".join(to_json(item, ascii_only, blank) for item in value) + blank + "]"
    return json.dumps(value, ensure_ascii=ascii_only)


def is_utf8(text: str) -> bool:
    """Whether a text has UTF-8: it has no lone surrogates."""
    try:
        return text.encode("utf-8") is not None
    except UnicodeEncodeError:
        return False
