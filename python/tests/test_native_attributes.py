"""How native evaluation reads users: lazily, through their methods where a class has its own, and whatever they raise."""

from __future__ import annotations

import collections
import types
from typing import Any, Iterator, Mapping

import pytest

from support.flags import flag, rule, snapshot_of
from vexil._native import Core, Snapshot
from vexil.configcatclient.user import User

EMAIL_FIRST = flag(
    "s",
    "none",
    rule("Email", 28, "s", "a", {"s": "email"}),
    rule("Role", 28, "s", "r", {"s": "role"}),
)
SPLIT = flag("s", "own", p=[{"p": 100, "v": {"s": "option"}}])
FLAGS = {"email": EMAIL_FIRST, "split": SPLIT, "static": flag("b", True)}


def value_of(snapshot: Snapshot, key: str, user: Any) -> Any:
    outcome = snapshot.evaluate(key, user)
    return None if outcome is None else outcome.value


class Recorder(User):
    """Notes what is asked of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[str] = []

    def get_identifier(self) -> Any:
        self.asked.append("()")
        return super().get_identifier()

    def get_attribute(self, attribute: object) -> Any:
        self.asked.append(str(attribute))
        return super().get_attribute(attribute)


def test_subclasses_are_asked_only_for_what_the_evaluation_comes_to() -> None:
    snapshot = snapshot_of(FLAGS)
    for email, role, expected, asked in [
        ("a", "r", "email", ["Email"]),
        ("b", "r", "role", ["Email", "Role"]),
        ("b", "x", "none", ["Email", "Role"]),
    ]:
        user = Recorder("id", email, custom={"Role": role})
        assert value_of(snapshot, "email", user) == expected
        assert user.asked == asked
    user = Recorder("id")
    assert value_of(snapshot, "split", user) == "option" and user.asked == ["()"]
    user = Recorder("id")
    assert value_of(snapshot, "static", user) is True and user.asked == []


def test_each_attribute_is_read_once_for_all_flags() -> None:
    user = Recorder("id", "b", custom={"Role": "r"})
    values, unusual = snapshot_of(FLAGS).evaluate_all(user)
    assert values == {"email": "role", "split": "option", "static": True} and unusual == []
    assert sorted(user.asked) == ["()", "Email", "Role"]


class Fault(Exception):
    pass


class Failing(User):
    def __init__(self, error: BaseException, *failing: str) -> None:
        super().__init__("id", "b", custom={"Role": "r"})
        self.error = error
        self.failing = failing

    def get_attribute(self, attribute: object) -> Any:
        if attribute in self.failing:
            raise self.error
        return super().get_attribute(attribute)


def test_an_exception_is_the_reason_of_a_failure_if_the_evaluation_comes_to_it() -> None:
    snapshot = snapshot_of(FLAGS)
    user = Failing(Fault("no \ud800 role"), "Role")
    assert snapshot.evaluate("email", user) is None
    explanation = snapshot.explain("email", user)
    assert explanation.outcome is None and explanation.error == "no \ud800 role"
    assert value_of(snapshot, "static", user) is True
    values, unusual = snapshot.evaluate_all(user)
    assert values == {"email": None, "split": "option", "static": True} and unusual == ["email"]


def test_exceptions_without_a_text() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError("nothing to say")

    explanation = snapshot_of(FLAGS).explain("email", Failing(Mute(), "Email"))
    assert explanation.outcome is None and explanation.error == "Mute"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_what_ends_the_program_does(error: BaseException) -> None:
    snapshot = snapshot_of(FLAGS)
    user = Failing(error, "Email")
    for ask in (snapshot.evaluate, snapshot.explain):
        with pytest.raises(type(error)):
            ask("email", user)
    with pytest.raises(type(error)):
        snapshot.evaluate_all(user)


def test_what_ends_the_program_does_while_a_value_is_converted() -> None:
    class Stubborn:
        def __str__(self) -> str:
            raise KeyboardInterrupt

    snapshot = snapshot_of(FLAGS)
    user = User("id", "b", custom={"Role": Stubborn()})
    for ask in (snapshot.evaluate, snapshot.explain):
        with pytest.raises(KeyboardInterrupt):
            ask("email", user)
    user = User(Stubborn(), "b")
    with pytest.raises(KeyboardInterrupt):
        snapshot.evaluate("split", user)


class Loose(Mapping[str, Any]):
    """A mapping of its own."""

    def __getitem__(self, key: str) -> Any:
        return {"Role": "r"}[key]

    def __iter__(self) -> Iterator[str]:
        return iter(["Role"])

    def __len__(self) -> int:
        return 1


class Angry(dict):  # type: ignore[type-arg]
    def get(self, key: Any, default: Any = None) -> Any:
        raise Fault("leave me alone")


def test_custom_attributes_may_be_any_mapping() -> None:
    snapshot = snapshot_of(FLAGS)
    ordered = collections.OrderedDict(Role="r")
    chained = collections.ChainMap({}, {"Role": "r"})
    for custom in (
        {"Role": "r"},
        ordered,
        chained,
        Loose(),
        types.MappingProxyType({"Role": "r"}),
    ):
        assert value_of(snapshot, "email", User("id", "b", custom=custom)) == "role"
    defaults = collections.defaultdict(lambda: "r", other=1)
    for empty in (None, {}, Loose, defaults, [], 0, "", collections.ChainMap()):
        user = User("id", "b", custom=empty)  # type: ignore[arg-type]
        assert snapshot.evaluate("email", user) is None
    # What is falsy has no attributes, and is not asked; what has no `get` fails.
    assert snapshot.explain("email", User("id", "b", custom=[])).error is None  # type: ignore[arg-type]
    assert snapshot.explain("email", User("id", "b", custom=5)).error == "'int' object has no attribute 'get'"  # type: ignore[arg-type]
    assert snapshot.explain("email", User("id", "b", custom=Angry(Role="r"))).error == "leave me alone"


def test_custom_attributes_are_those_of_the_moment() -> None:
    snapshot = snapshot_of(FLAGS)
    custom = {"Role": "x"}
    user = User("id", "b", custom=custom)
    assert value_of(snapshot, "email", user) == "none"
    custom["Role"] = "r"
    assert value_of(snapshot, "email", user) == "role"


def test_a_user_that_was_never_initialised_is_a_failure() -> None:
    class Bare(User):
        def __init__(self) -> None:
            pass

    for user in (Bare(), User.__new__(User)):
        explanation = snapshot_of(FLAGS).explain("email", user)
        assert explanation.outcome is None
        assert explanation.error is not None and "has no attribute '_User__data'" in explanation.error


def test_a_user_may_ask_the_client_again() -> None:
    class Curious(User):
        def get_attribute(self, attribute: object) -> Any:
            return client.get_value("static", False, self) and super().get_attribute(attribute)

    class Client(Core):
        def _get_value(self, key: Any, default_value: Any, user: Any = None) -> Any:
            raise AssertionError(key)

    class Quiet:
        def isEnabledFor(self, level: int) -> bool:
            return False

    client = Client()
    client._arm(snapshot_of(FLAGS), Quiet())  # type: ignore[arg-type]
    assert client.get_value("email", "", Curious("id", "a")) == "email"
