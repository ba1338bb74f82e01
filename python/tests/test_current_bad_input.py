"""Nothing raises out of a client of generation 10, whatever applications pass to it."""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, Iterator, List

import pytest

from support.cdn import Cdn, new_sdk_key
from support.logs import Logs
from support.packages import Sdk, sdk, vexil  # noqa: F401

pytestmark = pytest.mark.usefixtures("logs")

CONFIG: Dict[str, Any] = {
    "f": {
        "flag": {
            "t": 0,
            "v": {"b": True},
            "r": [{"c": [{"u": {"a": "Email", "c": 28, "s": "a@example.com"}}], "s": {"v": {"b": False}}}],
        },
        "text": {"t": 1, "v": {"s": "hello"}},
    }
}


@pytest.fixture(params=["quick", "hooks", "info"])
def client(request: pytest.FixtureRequest, vexil: Sdk, cdn: Cdn, logs: Logs) -> Iterator[Any]:
    """A client of ``CONFIG``, answering natively or not."""
    cdn.serve(CONFIG)
    hooks = vexil.Hooks(on_flag_evaluated=lambda details: None) if request.param == "hooks" else None
    client = vexil.idle(new_sdk_key(), base_url=cdn.url, hooks=hooks)
    client.force_refresh()
    if request.param == "info":
        logs.set_level(logging.INFO)
    yield client


class Unprintable:
    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__


class NoHash:
    def __hash__(self) -> int:
        raise ValueError("no hash")

    def __str__(self) -> str:
        return "NoHash"


class NoEq:
    def __eq__(self, other: object) -> bool:
        raise ValueError("no comparison")

    def __hash__(self) -> int:
        return hash("flag")


KEYS: List[Any] = [
    None, 5, 2.5, True, b"flag", [], {}, object(), ("flag",), "", "\ud800", "a" * 100_000, "%s%d%", "flag\x00",
    Unprintable(), NoHash(), NoEq(), len,
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=lambda key: type(key).__name__)
def test_keys(client: Any, logs: Logs, key: Any) -> None:
    default = object()
    assert client.get_value(key, default) is default
    details = client.get_value_details(key, default)
    assert details.value is default
    assert details.is_default_value
    assert details.key is key
    assert set(logs.ids) <= {1001, 1002, 5000}
    assert logs.ids
    client.get_key_and_value(key)
    assert all(isinstance(message, str) for message in logs.messages)


class Key(str):
    pass


class Strange(str):
    def __str__(self) -> str:
        return "strange"

    def __hash__(self) -> int:
        return str.__hash__(self)


@pytest.mark.parametrize("kind", [Key, Strange])
def test_texts_of_another_class_are_keys(client: Any, kind: Any) -> None:
    assert client.get_value(kind("text"), "") == "hello"
    assert client.get_value_details(kind("text"), "").value == "hello"


@pytest.mark.parametrize(
    "default", [Unprintable(), NoHash(), NoEq(), object, [], {"a": 1}, "\ud800", "%s", float("nan"), len]
)
def test_default_values(client: Any, logs: Logs, default: Any) -> None:
    check_default(client, logs, default)


def test_a_default_value_with_more_digits_than_python_writes(client: Any, logs: Logs) -> None:
    check_default(client, logs, 10**5000)


def check_default(client: Any, logs: Logs, default: Any) -> None:
    assert client.get_value("unknown", default) is default
    assert client.get_value_details("unknown", default).value is default
    assert client.get_value("text", default) == "hello"
    assert client.get_value_details("text", default).value == "hello"
    assert {1001} <= set(logs.ids)
    assert [message for message in logs.messages if "logging error" in message.lower()] == []


class EvilClass:
    @property
    def __class__(self) -> Any:  # type: ignore[override]
        raise ValueError("no class")


@pytest.mark.parametrize(
    "user", ["x", 5, b"x", {}, {"Identifier": "x"}, [], object(), Unprintable(), int, lambda: None, True]
)
def test_users(client: Any, logs: Logs, user: Any) -> None:
    check_user(client, logs, user)


def test_a_user_that_does_not_tell_its_class(client: Any, logs: Logs) -> None:
    check_user(client, logs, EvilClass())


def check_user(client: Any, logs: Logs, user: Any) -> None:
    assert client.get_value("flag", False, user) is True
    assert client.get_value_details("flag", False, user).value is True
    assert client.get_all_values(user) == {"flag": True, "text": "hello"}
    assert len(client.get_all_value_details(user)) == 2
    assert 4001 in logs.ids
    client.set_default_user(user)
    assert client.get_value("flag", False) is True


def subclass(vexil: Sdk, attribute: Callable[[Any, str], Any]) -> Any:
    return type("User", (vexil.User,), {"get_attribute": attribute})("x", "a@example.com")


def test_users_that_raise(vexil: Sdk, client: Any, logs: Logs) -> None:
    def fail(self: Any, name: str) -> Any:
        raise LookupError("no %s")

    user = subclass(vexil, fail)
    assert client.get_value("flag", "default", user) == "default"
    assert client.get_value_details("flag", "default", user).is_default_value
    assert client.get_all_values(user) == {"text": "hello"}
    reason = "[2001] Failed to evaluate setting 'flag'. (no %s). Returning the `default_value` parameter"
    assert [m[: len(reason)] for m in logs.messages if m.startswith("[2001]")] == [reason] * 3


def test_users_with_any_attributes(vexil: Sdk, client: Any) -> None:
    for value in (Unprintable(), NoHash(), object(), [], {}, b"x", "\ud800", 10**400, float("nan"), lambda: None):
        user = vexil.User(value, value, value, {"a": value})
        assert client.get_value("text", "", user) == "hello"
        assert client.get_value("flag", "default", user) in (True, "default")
        assert client.get_value_details("flag", "default", user).user is user


@pytest.mark.parametrize("argument", [None, 5, [], {}, object(), Unprintable(), NoHash(), NoEq(), "\ud800", "%s"])
def test_variation_ids(client: Any, argument: Any) -> None:
    client.get_key_and_value(argument)


class Failing(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise ValueError("of the application")


@pytest.mark.parametrize("kind", ["handler", "filter", "class"])
def test_logging_that_raises(client: Any, kind: str) -> None:
    logger = logging.getLogger("configcat")
    handler = Failing()
    original = logger.handle

    def fail(record: logging.LogRecord) -> bool:
        raise ValueError("of the application")

    if kind == "handler":
        logger.addHandler(handler)
    elif kind == "filter":
        logger.addFilter(fail)
    else:
        logger.handle = fail  # type: ignore[method-assign, assignment]
    try:
        assert client.get_value("flag", False) is True
        assert client.get_value("unknown", 5) == 5
        assert client.get_value_details("unknown", 5).value == 5
        assert client.get_all_values() == {"flag": True, "text": "hello"}
        assert client.get_key_and_value("unknown") is None
    finally:
        logger.removeHandler(handler)
        logger.removeFilter(fail)
        logger.handle = original  # type: ignore[method-assign]


def test_hooks_of_any_kind(vexil: Sdk, cdn: Cdn) -> None:
    class Hooks(vexil.Hooks):  # type: ignore[misc]
        def invoke_on_flag_evaluated(self, evaluation_details: Any) -> None:
            raise ValueError("of the application")

        invoke_on_error = invoke_on_config_changed = invoke_on_flag_evaluated

        def invoke_on_client_ready(self) -> None:
            raise ValueError("of the application")

    client = vexil.idle(new_sdk_key(), base_url=cdn.url, hooks=Hooks())
    assert client.get_value("text", "default") == "default"
    client.force_refresh()
    assert client.get_value("text", "default") == "hello"
    assert client.get_value_details("text", "default").value == "hello"
    assert client.get_all_values()["text"] == "hello"
    assert [details.value for details in client.get_all_value_details()] == [True, "hello", 1]
    client.close()


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_who_wants_to_end_the_program_may(sdk: Sdk, cdn: Cdn, error: Any) -> None:
    def stop(details: Any) -> None:
        raise error

    client = sdk.local({"a": 1}, hooks=sdk.Hooks(on_flag_evaluated=stop))
    with pytest.raises(error):
        client.get_value("a", 0)
    client.get_hooks().clear()
    assert client.get_value("a", 0) == 1


@pytest.mark.parametrize(
    "config",
    [
        '{"f":{"flag":null}}', '{"f":{"flag":5}}', '{"f":{"flag":[]}}', '{"f":{"flag":{}}}', '{"f":{"flag":{"t":0}}}',
        '{"f":{"flag":{"t":0,"v":{"s":"x"}}}}', '{"f":{"flag":{"t":9,"v":{"b":true}}}}', '{"f":{"flag":{"t":0,"v":{"b":true},"r":5}}}',
        '{"f":{"flag":{"t":0,"v":{"b":true},"r":[null]}}}', '{"f":{"flag":{"t":0,"v":{"b":true},"p":[{"p":"x"}]}}}',
        '{"s":null,"p":null,"f":{"flag":{"t":0,"v":{}}}}',
    ],
)  # fmt: skip
def test_spoiled_configs(vexil: Sdk, cdn: Cdn, config: str) -> None:
    cdn.serve(config)
    client = vexil.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    assert client.get_value("flag", "default") == "default"
    details = client.get_value_details("flag", "default", vexil.User("x"))
    assert (details.value, details.is_default_value, details.matched_targeting_rule) == ("default", True, None)
    assert client.get_all_values() == {}
    assert client.get_key_and_value("x") is None
    assert len(client.get_all_value_details()) == len(client.get_all_keys())
