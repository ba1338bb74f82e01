"""How attribute values that are no plain ``str``, ``int``, ``float`` or ``bool`` are read.

Called from native code. A ``ValueError`` says that the attribute is invalid: the condition is skipped with a warning.
Any other exception fails the evaluation, and its text is the reason.
"""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta, timezone
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class ConversionError(Exception):
    """A value that cannot be made a text. There is no warning for that: the evaluation fails."""


def text(value: Any) -> str:
    """The text that comparators of texts compare. A subclass of ``str`` is what it contains, whatever it prints."""
    if isinstance(value, str):
        return str.__str__(value)
    return bucket_text(value)


def bucket_text(value: Any) -> str:
    """The text that percentage options hash. Here, ``str()`` has a say about subclasses of ``str``."""
    try:
        return _render(value)
    except ValueError as error:
        raise ConversionError(str(error)) from error


def _render(value: Any) -> str:
    if isinstance(value, datetime):
        value = seconds(value)
    elif _is_string_list(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _render_float(value) if isinstance(value, float) else str(value)


def _render_float(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    rendered = str(value)
    return str(int(value)) if "e" not in rendered and value.is_integer() else rendered


def number(value: Any) -> float:
    """The number that comparators of numbers compare. A text may have a comma in place of the decimal point."""
    return float(value.replace(",", ".") if isinstance(value, str) else value)


def seconds(value: Any) -> float:
    """Seconds since the Unix epoch, for comparators of times. A ``datetime`` without a time zone is in UTC."""
    if not isinstance(value, datetime):
        return number(value)
    if value.tzinfo is None:
        value = value.replace(tzinfo=timezone.utc)
    elapsed: timedelta = value - _EPOCH
    return elapsed.total_seconds()


def string_list(value: Any) -> list[str]:
    """The texts that comparators of arrays look at: those of a list, or of a JSON array in a text."""
    items = json.loads(value) if isinstance(value, str) else value
    if not _is_string_list(items):
        raise ValueError("not a list of texts")
    return list(items)


def _is_string_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
