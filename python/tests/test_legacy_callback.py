"""Which functions ``on_configuration_changed_callback`` may be, and what they are given."""

from __future__ import annotations

import functools
from typing import Any, Callable, List
from unittest import mock

import pytest

from vexil.configcatclient._legacy_callback import Callback

CLIENT = object()
CALLS: List[Any] = []


@pytest.fixture(autouse=True)
def forget_calls() -> None:
    CALLS.clear()


def nothing() -> None:
    CALLS.append(())


def client_wanted(self: Any) -> None:
    CALLS.append((self,))


def keyword_default(client: Any = None) -> None:
    CALLS.append(() if client is None else (client,))


def anything(*args: Any, **kwargs: Any) -> None:
    CALLS.append(args)


def one_and_more(client: Any, *more: Any, extra: Any = None) -> None:
    CALLS.append((client, *more))


def positional_only(client: Any, /) -> None:
    CALLS.append((client,))


def two(first: Any, second: Any) -> None:
    CALLS.append((first, second))


def keyword_needed(*, client: Any) -> None:
    CALLS.append((client,))


class Methods:
    def nothing(self) -> None:
        CALLS.append(())

    def client_wanted(self, client: Any) -> None:
        CALLS.append((client,))

    @classmethod
    def of_class(cls, client: Any) -> None:
        CALLS.append((client,))

    @staticmethod
    def static() -> None:
        CALLS.append(())


class CallbackObject:
    def __call__(self, client: Any) -> None:
        CALLS.append((client,))


class CallbackWithoutArgument:
    def __call__(self) -> None:
        CALLS.append(())


@functools.wraps(client_wanted)
def wrapped(*args: Any) -> None:
    client_wanted(*args)


@pytest.mark.parametrize(
    "callback",
    [
        nothing,
        keyword_default,
        anything,
        lambda: CALLS.append(()),
        lambda client=None: CALLS.append(()),
        Methods().nothing,
        Methods.static,
        CallbackWithoutArgument(),
        functools.partial(anything),
        mock.Mock(side_effect=anything),
    ],
)
def test_without_argument(callback: Callable[..., Any]) -> None:
    Callback(callback)(CLIENT)
    assert CALLS == [()]


@pytest.mark.parametrize(
    "callback",
    [
        client_wanted,
        one_and_more,
        positional_only,
        lambda self: CALLS.append((self,)),
        Methods().client_wanted,
        Methods.of_class,
        CallbackObject(),
        functools.partial(one_and_more, extra=1),
        wrapped,
    ],
)
def test_with_the_client(callback: Callable[..., Any]) -> None:
    Callback(callback)(CLIENT)
    assert CALLS == [(CLIENT,)]


def test_a_partial_that_has_its_argument() -> None:
    Callback(functools.partial(client_wanted, 5))(CLIENT)
    Callback(functools.partial(two, 5))(CLIENT)
    assert CALLS == [(5,), (5, CLIENT)]


def test_native_functions() -> None:
    found: List[Any] = []
    Callback(found.append)(CLIENT)
    assert found == [CLIENT]
    Callback(found.clear)(CLIENT)
    assert found == []
    # These do not tell their parameters.
    items = {CLIENT: 1, 2: 3}
    Callback(items.pop)(CLIENT)
    assert items == {2: 3}
    iterator = iter([1, 2])
    Callback(iter([CLIENT]).__next__)(CLIENT)
    Callback(functools.partial(next, iterator))(CLIENT)
    assert list(iterator) == [2]


@pytest.mark.parametrize("callback", [two, keyword_needed, 5, "text"])
def test_what_cannot_be_called(callback: Any) -> None:
    with pytest.raises(TypeError):
        Callback(callback)(CLIENT)
    assert CALLS == []


def test_a_type_error_from_inside_is_not_taken_for_a_missing_argument() -> None:
    def broken() -> None:
        CALLS.append(())
        len(5)  # type: ignore[arg-type]

    class Unreadable:
        """Does not tell its parameters."""

        @property
        def __signature__(self) -> Any:
            raise RuntimeError("no signature")

        def __call__(self) -> None:
            broken()

    with pytest.raises(TypeError):
        Callback(broken)(CLIENT)
    with pytest.raises(TypeError, match="len"):
        Callback(Unreadable())(CLIENT)
    assert CALLS == [(), ()]
