"""Hooks of generation 10: when they are called, with what, in which order, and what becomes of what they raise."""

from __future__ import annotations

import copy
import logging
import pickle
import threading
from typing import Any, List

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.packages import Sdk, sdk, vexil  # noqa: F401

pytestmark = pytest.mark.usefixtures("logs")


class Told:
    """Writes down what hooks are told."""

    def __init__(self) -> None:
        self.events: List[Any] = []

    def hooks(self, sdk: Sdk) -> Any:
        return sdk.Hooks(
            on_client_ready=lambda: self.events.append("ready"),
            on_config_changed=lambda flags: self.events.append(("changed", list(flags))),
            on_flag_evaluated=lambda details: self.events.append(("evaluated", details.key)),
            on_error=lambda error: self.events.append(("error", error)),
        )


def test_manual_polling(sdk: Sdk, cdn: Cdn) -> None:
    told = Told()
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=told.hooks(sdk))
    assert told.events == ["ready"]
    client.force_refresh()
    assert told.events == ["ready", ("changed", ["flag", "text", "number"])]
    client.force_refresh()
    client.get_value("flag", None)
    assert told.events[2:] == [("evaluated", "flag")]


def test_auto_polling(sdk: Sdk, cdn: Cdn) -> None:
    told = Told()
    client = sdk.get(new_sdk_key(), sdk.Options(base_url=cdn.url, hooks=told.hooks(sdk)))
    assert client.get_value("flag", None) is True
    assert told.events == [("changed", ["flag", "text", "number"]), "ready", ("evaluated", "flag")]


def test_lazy_loading(sdk: Sdk, cdn: Cdn) -> None:
    told = Told()
    mode = sdk.PollingMode.lazy_load()
    client = sdk.get(new_sdk_key(), sdk.Options(base_url=cdn.url, polling_mode=mode, hooks=told.hooks(sdk)))
    assert told.events == ["ready"]
    client.get_value("flag", None)
    assert told.events == ["ready", ("changed", ["flag", "text", "number"]), ("evaluated", "flag")]


def test_starting_offline(sdk: Sdk, cdn: Cdn) -> None:
    told = Told()
    sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=told.hooks(sdk), offline=True)
    assert told.events == ["ready"]


def test_without_downloads_nobody_gets_ready(sdk: Sdk) -> None:
    told = Told()
    client = sdk.local({"a": 1}, hooks=told.hooks(sdk))
    client.get_value("a", 1)
    assert told.events == [("evaluated", "a")]


def test_every_evaluation_is_told(sdk: Sdk, cdn: Cdn) -> None:
    told = Told()
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=told.hooks(sdk))
    client.get_value("flag", None)
    client.get_value_details("flag", None)
    error = (
        "Config JSON is not present when evaluating setting 'flag'. Returning the `default_value` parameter that you specified "
        "in your application: 'None'."
    )
    assert told.events[1:] == [("error", error), ("evaluated", "flag")] * 2
    client.force_refresh()
    del told.events[:]
    client.get_value("flag", None)
    client.get_value_details("text", None)
    client.get_all_values()
    client.get_all_value_details()
    client.get_all_keys()
    client.get_key_and_value("v_1")
    assert [key for _, key in told.events] == ["flag", "text"] + ["flag", "text", "number"] * 2
    del told.events[:]
    client.get_value("unknown", None)
    assert [kind for kind, _ in told.events] == ["error", "evaluated"]


def test_details_are_those_of_the_call(sdk: Sdk, cdn: Cdn) -> None:
    told: List[Any] = []
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=sdk.Hooks(on_flag_evaluated=told.append))
    client.force_refresh()
    user = sdk.User("x")
    returned = client.get_value_details("flag", False, user)
    assert told == [returned]
    client.get_value("flag", False, user)
    assert vars(told[1]) == vars(returned)
    assert (told[1].value, told[1].variation_id, told[1].user) == (True, "v_True", user)


def test_on_config_changed_gets_the_flags(sdk: Sdk, cdn: Cdn) -> None:
    told: List[Any] = []
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=sdk.Hooks(on_config_changed=told.append))
    client.force_refresh()
    cdn.serve(config_of(other=2.5))
    client.force_refresh()
    salt = {"inline_salt": ""}
    flags = [{key: {**flag, **salt} for key, flag in flags.items()} for flags in told]
    assert flags[1] == {"other": {"t": 3, "v": {"d": 2.5}, "i": "v_2.5", **salt}}
    assert list(flags[0]) == ["flag", "text", "number"]


def test_the_order_is_that_of_adding(sdk: Sdk, cdn: Cdn) -> None:
    order: List[int] = []
    hooks = sdk.Hooks(on_flag_evaluated=lambda _: order.append(0), on_error=lambda _: order.append(10))
    client = sdk.local({"a": 1}, hooks=hooks)
    assert client.get_hooks() is hooks
    for number in (1, 2, 3):
        client.get_hooks().add_on_flag_evaluated(lambda _, number=number: order.append(number))
        client.get_hooks().add_on_error(lambda _, number=number: order.append(10 + number))
    client.get_value("a", 1)
    assert order == [0, 1, 2, 3]
    client.get_value("unknown", 1)
    assert order[4:] == [10, 11, 12, 13, 0, 1, 2, 3]


def test_hooks_that_are_added_later(sdk: Sdk, cdn: Cdn) -> None:
    told: List[Any] = []
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.get_hooks().add_on_client_ready(lambda: told.append("ready"))
    client.get_hooks().add_on_config_changed(lambda flags: told.append(len(flags)))
    client.get_value("flag", None)
    assert told == []
    client.force_refresh()
    assert told == [3]


def test_a_hook_that_adds_another(sdk: Sdk) -> None:
    told: List[str] = []
    client = sdk.local({"a": 1})

    def first(details: Any) -> None:
        told.append("first")
        if len(told) == 1:
            client.get_hooks().add_on_flag_evaluated(lambda _: told.append("second"))

    client.get_hooks().add_on_flag_evaluated(first)
    client.get_value("a", 1)
    assert told == ["first", "second"]


def test_clear(sdk: Sdk) -> None:
    told = Told()
    client = sdk.local({"a": 1}, hooks=told.hooks(sdk))
    client.get_hooks().clear()
    client.get_value("a", 1)
    client.get_value("unknown", 1)
    assert told.events == []
    client.get_hooks().add_on_flag_evaluated(lambda details: told.events.append(details.value))
    client.get_value("a", 1)
    assert told.events == [1]


def test_one_object_for_two_clients(sdk: Sdk) -> None:
    told: List[Any] = []
    hooks = sdk.Hooks()
    one = sdk.local({"a": 1}, key="one", hooks=hooks)
    two = sdk.local({"a": 2}, key="two", hooks=hooks)
    assert (one.get_value("a", 0), two.get_value("a", 0)) == (1, 2)
    hooks.add_on_flag_evaluated(lambda details: told.append(details.value))
    assert (one.get_value("a", 0), two.get_value("a", 0)) == (1, 2)
    assert told == [1, 2]


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("on_client_ready", "invoke_on_client_ready"),
        ("on_config_changed", "invoke_on_config_changed"),
        ("on_flag_evaluated", "invoke_on_flag_evaluated"),
    ],
)
def test_hooks_that_raise(sdk: Sdk, cdn: Cdn, caplog: pytest.LogCaptureFixture, kind: str, method: str) -> None:
    errors: List[str] = []
    after: List[str] = []

    def fail(*_: Any) -> None:
        raise ValueError("%s of the application")

    hooks = sdk.Hooks(**{kind: fail, "on_error": errors.append})
    getattr(hooks, f"add_{kind}")(lambda *_: after.append(kind))
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=hooks)
    client.force_refresh()
    assert client.get_value("flag", None) is True
    text = f"Exception occurred during {method} callback: %s of the application"
    assert errors == [text]
    assert after == [kind]
    assert [(record.name, record.levelno, record.getMessage()) for record in caplog.records] == [
        ("root", logging.ERROR, text)
    ]


def test_an_on_error_that_raises(sdk: Sdk, caplog: pytest.LogCaptureFixture) -> None:
    after: List[str] = []

    def fail(error: str) -> None:
        raise ValueError("of the application")

    hooks = sdk.Hooks(on_error=fail)
    hooks.add_on_error(after.append)
    client = sdk.local({"a": 1}, hooks=hooks)
    assert client.get_value("unknown", 5) == 5
    assert len(after) == 1
    messages = [(record.name, record.getMessage()) for record in caplog.records]
    assert messages[0] == ("root", "Exception occurred during invoke_on_error callback: of the application")
    assert messages[1][0] == "configcat"


def test_on_error_is_told_what_is_not_logged(sdk: Sdk) -> None:
    errors: List[str] = []
    logging.getLogger("configcat").setLevel(logging.CRITICAL)
    try:
        client = sdk.local({"a": 1}, hooks=sdk.Hooks(on_error=errors.append))
        client.get_key_and_value("zz")
    finally:
        logging.getLogger("configcat").setLevel(logging.NOTSET)
    assert errors == ["Could not find the setting for the specified variation ID: 'zz'."]


def test_hooks_may_call_the_client(vexil: Sdk, cdn: Cdn) -> None:
    """Of the official package some versions dead-lock."""
    seen: List[Any] = []
    hooks = vexil.Hooks()
    client = vexil.idle(new_sdk_key(), base_url=cdn.url, hooks=hooks)
    nested = threading.local()

    def ask(*_: Any) -> None:
        if getattr(nested, "is_asking", False):
            return
        nested.is_asking = True
        try:
            seen.append((client.get_value("text", ""), client.get_all_keys(), client.is_offline()))
        finally:
            nested.is_asking = False

    hooks.add_on_config_changed(ask)
    hooks.add_on_flag_evaluated(ask)
    client.force_refresh()
    assert seen == [("hello", ["flag", "text", "number"], False)]
    client.get_value("flag", None)
    assert len(seen) == 2


def test_a_class_of_the_application(vexil: Sdk, cdn: Cdn) -> None:
    told: List[Any] = []

    class Hooks(vexil.Hooks):  # type: ignore[misc]
        def invoke_on_flag_evaluated(self, evaluation_details: Any) -> None:
            told.append(evaluation_details.key)

        def invoke_on_config_changed(self, config: Any) -> None:
            told.append(len(config))

    client = vexil.idle(new_sdk_key(), base_url=cdn.url, hooks=Hooks())
    client.force_refresh()
    client.get_value("flag", None)
    client.get_value("flag", None)
    assert told == [3, "flag", "flag"]


def test_hooks_in_use_can_be_copied(vexil: Sdk) -> None:
    told: List[str] = []
    hooks = vexil.Hooks(on_flag_evaluated=lambda details: told.append(details.key))
    client = vexil.local({"a": True}, hooks=hooks)
    copied = copy.deepcopy(hooks)
    copied.add_on_error(told.append)
    pickle.loads(pickle.dumps(vexil.Hooks())).add_on_flag_evaluated(told.append)
    assert client.get_value("a", False) is True
    other = vexil.local({"b": True}, key="other", hooks=copied)
    assert other.get_value("b", False) is True
    assert told == ["a", "b"]
