"""Objects that break those who touch them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Callable, List


def _raiser(error: BaseException) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise error

    return method


_METHODS = [
    "__str__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__bool__",
    "__len__",
    "__iter__",
    "__float__",
    "__int__",
    "__index__",
    "__format__",
    "__getattr__",
    "__contains__",
    "__getitem__",
    "__call__",
]


def nasty(error: BaseException, base: type = object, without: str = "") -> Any:
    """An object all of whose methods raise."""
    methods = {
        name: _raiser(error) for name in _METHODS if name != without and not (name == "__hash__" and base is str)
    }
    return type("Nasty", (base,), methods)()


def _deep() -> List[Any]:
    value: List[Any] = []
    for _ in range(3000):
        value = [value]
    return value


def objects() -> List[Any]:
    """One of each kind."""
    errors = [
        ValueError("nasty"),
        RuntimeError("nasty"),
        RecursionError("nasty"),
        StopIteration(),
        MemoryError(),
        KeyError("k"),
        UnicodeError("u"),
    ]
    found: List[Any] = [nasty(error) for error in errors]
    found += [nasty(ValueError("x"), base) for base in (str, int, float, dict, list, bytes)]
    found += [
        None,
        True,
        5,
        5.5,
        "",
        "\ud800",
        "x" * 100_000,
        b"bytes",
        [],
        {},
        (),
        set(),
        object(),
        type,
        len,
        Ellipsis,
        NotImplemented,
    ]
    found += [
        2**70,
        10**5000,
        float("nan"),
        float("-inf"),
        Decimal("sNaN"),
        1j,
        lambda: 1,
        iter([]),
        memoryview(b"x"),
        Exception("e"),
        _deep(),
    ]
    return found
