"""What clients of generation 5 answer, and what they say where there is no answer."""

from __future__ import annotations

import logging
from typing import Any, Iterator, List, Tuple

import pytest

from support import legacy
from support.cdn import Cdn, new_sdk_key
from support.logs import Logs
from vexil import configcatclient
from vexil.configcatclient.user import User

JOHN = User("x", "john@example.com")


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


@pytest.fixture
def server() -> Iterator[Cdn]:
    with Cdn(legacy.CONFIG) as cdn:
        yield cdn


@pytest.fixture
def client(server: Cdn) -> Iterator[Any]:
    client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=server.url)
    client.force_refresh()
    yield client
    client.stop()


@pytest.fixture
def empty() -> Iterator[Any]:
    with Cdn() as cdn:
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        yield client
        client.stop()


def records(logs: Logs) -> List[Tuple[str, int, str]]:
    return [(record.name.rpartition(".")[2], record.levelno, record.getMessage()) for record in logs.records]


def test_values(client: Any) -> None:
    assert client.get_value("flag", None) is True
    assert client.get_value("flag", None, JOHN) is False
    assert client.get_value("pct", None, JOHN) == "B"
    assert client.get_value(key="i", default_value=0, user=None) == 3
    assert client.get_value("bare", 0.0) == 1.5


def test_types_of_default_values_do_not_matter(client: Any, logs: Logs) -> None:
    assert client.get_value("i", "three") == 3
    assert records(logs) == []


def test_variation_ids(client: Any) -> None:
    assert client.get_variation_id("flag", "dv") == "v0"
    assert client.get_variation_id("flag", "dv", JOHN) == "v1"
    assert client.get_variation_id(key="pct", default_variation_id="dv", user=JOHN) == "p2"
    assert client.get_variation_id("bare", "dv") == "dv"


def test_variation_ids_of_all_flags(client: Any) -> None:
    assert client.get_all_variation_ids() == ["v0", "p0", "i0"]
    assert client.get_all_variation_ids(user=JOHN) == ["v1", "p2", "i0"]


def test_keys(client: Any) -> None:
    assert client.get_all_keys() == ["flag", "pct", "i", "bare"]


def test_key_and_value(client: Any) -> None:
    found = client.get_key_and_value("v1")
    assert (found.key, found.value) == ("flag", False)
    key, value = client.get_key_and_value("p2")
    assert (key, value) == ("pct", "B")
    assert client.get_key_and_value("i0") == ("i", 3)
    assert found._fields == ("key", "value") and found._asdict() == {"key": "flag", "value": False}


def test_force_refresh_gives_nothing(server: Cdn, client: Any) -> None:
    server.serve({"f": {"i": legacy.flag(4)}})
    assert client.force_refresh() is None
    assert client.get_value("i", 0) == 4


def test_without_a_config(empty: Any, logs: Logs) -> None:
    assert empty.get_value("flag", "DEF") == "DEF"
    assert empty.get_variation_id("flag", "dv") == "dv"
    assert empty.get_key_and_value("v0") is None
    assert empty.get_all_keys() == []
    assert empty.get_all_variation_ids() == []
    assert records(logs) == [
        (
            "configcatclient",
            logging.WARNING,
            "Evaluating get_value('flag') failed. Cache is empty. Returning default_value in your get_value call: [DEF].",
        ),
        (
            "configcatclient",
            logging.WARNING,
            "Evaluating get_variation_id('flag') failed. Cache is empty. "
            "Returning default_variation_id in your get_variation_id call: [dv].",
        ),
        (
            "configcatclient",
            logging.WARNING,
            "Evaluating get_key_and_value('v0') failed. Cache is empty. Returning None.",
        ),
    ]


def test_an_unknown_flag(client: Any, logs: Logs) -> None:
    assert client.get_value("nope", "DEF", JOHN) == "DEF"
    assert client.get_variation_id("nope", "dv") == "dv"
    text = (
        "Evaluating get_value('nope') failed. Value not found for key 'nope' Returning default_value: [%s]. "
        "Here are the available keys: flag, pct, i, bare"
    )
    assert records(logs) == [
        ("rolloutevaluator", logging.ERROR, text % "DEF"),
        ("rolloutevaluator", logging.ERROR, text % "None"),
    ]


@pytest.mark.parametrize("variation_id", ["zz", "", None, 5, ["v0"]])
def test_an_unknown_variation_id(client: Any, logs: Logs, variation_id: Any) -> None:
    assert client.get_key_and_value(variation_id) is None
    text = f"Could not find the setting for the given variation_id: {variation_id}"
    assert records(logs) == [("configcatclient", logging.ERROR, text)]


def test_without_a_user(client: Any, logs: Logs) -> None:
    assert client.get_value("flag", None) is True
    assert client.get_value("pct", None) == "O"
    assert client.get_value("i", None) == 3
    text = (
        "Evaluating get_value('%s'). UserObject missing! You should pass a UserObject to get_value(), in order to make targeting "
        "work properly. Read more: https://configcat.com/docs/advanced/user-object/"
    )
    assert records(logs) == [
        ("rolloutevaluator", logging.WARNING, text % "flag"),
        ("rolloutevaluator", logging.WARNING, text % "pct"),
    ]


def test_something_else_than_a_user(client: Any, logs: Logs) -> None:
    assert client.get_value("flag", None, "bob") is True
    assert [record[2] for record in records(logs)] == [
        "Evaluating get_value('flag'). User Object is not an instance of User type.",
        "Evaluating get_value('flag'). UserObject missing! You should pass a UserObject to get_value(), in order to make targeting "
        "work properly. Read more: https://configcat.com/docs/advanced/user-object/",
    ]


def test_a_class_derived_from_user(client: Any, logs: Logs) -> None:
    class Customer(User):
        def get_attribute(self, attribute: object) -> Any:
            return "john@example.com" if attribute == "Email" else super().get_attribute(attribute)

    assert client.get_value("flag", None, Customer("x")) is False
    assert records(logs) == []


def test_a_flag_that_cannot_be_evaluated(logs: Logs) -> None:
    with Cdn({"f": {"broken": {"t": 0, "v": {"s": "no bool"}}, "fine": legacy.flag(True, "f")}}) as cdn:
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        client.force_refresh()
        assert client.get_value("broken", "DEF") == "DEF"
        assert client.get_variation_id("broken", "dv") == "dv"
        assert client.get_all_variation_ids() == ["f"]
        client.stop()
    first = records(logs)[0]
    assert first[:2] == ("rolloutevaluator", logging.ERROR)
    assert first[2].startswith("Evaluating get_value('broken') failed. ") and first[2].endswith("default_value: [DEF].")


@pytest.mark.parametrize("key", [None, 5, b"flag", ["flag"], {}, "", "\ud800", Unprintable()], ids=repr)
def test_odd_keys(client: Any, empty: Any, logs: Logs, key: Any) -> None:
    default = object()
    for asked in (client, empty):
        assert asked.get_value(key, default) is default
        assert asked.get_value(key, default, JOHN) is default
        assert asked.get_variation_id(key, default) is default


def test_odd_defaults(client: Any, empty: Any) -> None:
    default = Unprintable()
    for asked in (client, empty):
        assert asked.get_value("nope", default) is default
        assert asked.get_variation_id("nope", default) is default
        assert asked.get_key_and_value(default) is None


def test_attributes_that_raise(client: Any, logs: Logs) -> None:
    class Broken(User):
        def get_attribute(self, attribute: object) -> Any:
            raise KeyError("broken")

    assert client.get_value("flag", "DEF", Broken("x")) == "DEF"
    assert [record[2] for record in records(logs)] == [
        "Evaluating get_value('flag') failed. 'broken' Returning default_value: [DEF]."
    ]


def test_handlers_that_raise(client: Any) -> None:
    class Broken(logging.Handler):
        def handle(self, record: logging.LogRecord) -> bool:
            raise RuntimeError("no disk")

    handler = Broken()
    logger = logging.getLogger("configcatclient")
    logger.addHandler(handler)
    try:
        assert client.get_value("nope", "DEF") == "DEF"
        assert client.get_value("flag", None) is True
        assert client.get_key_and_value("zz") is None
    finally:
        logger.removeHandler(handler)
