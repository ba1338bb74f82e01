"""What a call did, told so that two packages can be compared."""

from __future__ import annotations

from typing import Any, Callable, List, Tuple

from support.sides import Observation, Pair, Side


def told(seen: Observation) -> str:
    """Result or exception."""
    if seen.raised is not None:
        return f"raises {type(seen.raised).__name__}: {seen.raised}"
    value = seen.result
    return f"{type(value).__name__} {value!r}"


def events(seen: Observation) -> List[Tuple[str, Any]]:
    """The records without their texts, which may repeat what a parser says, and without the official empty logs."""
    return [(record.level, record.event_id) for record in seen.records if record.message != "[5000] "]


def both(pair: Pair, call: Callable[[Side], Any]) -> Tuple[Observation, Observation]:
    """What the official package does, and what ours does: ours never raises."""
    theirs, ours = pair.observe(call)
    assert ours.raised is None, repr(ours.raised)
    return theirs, ours
