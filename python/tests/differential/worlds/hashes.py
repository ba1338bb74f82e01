"""What the operands of hashed comparators are made with."""

from __future__ import annotations

import hashlib
from typing import Union


def bytes_of(text: str) -> bytes:
    """UTF-8; lone surrogates become three bytes of their own."""
    return text.encode("utf-8", "surrogatepass")


def salted_hash(text: Union[str, bytes], config_salt: str, context_salt: str) -> str:
    """In lower-case hex. ``context_salt``: the key of the flag or the name of the segment."""
    data = text if isinstance(text, bytes) else bytes_of(text)
    return hashlib.sha256(data + bytes_of(config_salt) + bytes_of(context_salt)).hexdigest()
