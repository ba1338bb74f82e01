"""Makes what shows a difference small."""

from __future__ import annotations

from typing import Any, Callable, Iterator, List

_LIMIT = 400


def shrink(value: Any, still: Callable[[Any], bool]) -> Any:
    """The smallest value found for which ``still`` holds, by leaving out members and items and cutting texts."""
    tries = 0
    found = True
    while found and tries < _LIMIT:
        found = False
        for smaller in _smaller(value):
            tries += 1
            if tries > _LIMIT:
                break
            if still(smaller):
                value, found = smaller, True
                break
    return value


def _smaller(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key in list(value):
            yield {name: item for name, item in value.items() if name != key}
        for key, member in value.items():
            for smaller in _smaller(member):
                yield {**value, key: smaller}
    elif isinstance(value, list):
        yield from _smaller_list(value)
    elif type(value) is str and len(value) > 1:
        yield value[: len(value) // 2]
        yield value[len(value) // 2 :]


def _smaller_list(value: List[Any]) -> Iterator[Any]:
    for index in range(len(value)):
        yield value[:index] + value[index + 1 :]
    for index, item in enumerate(value):
        for smaller in _smaller(item):
            yield [*value[:index], smaller, *value[index + 1 :]]
