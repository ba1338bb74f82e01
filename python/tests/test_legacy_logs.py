"""The log records of evaluations in generation 5, as configcat-client 5.0.0 wrote them for the same rules in its own format."""

from __future__ import annotations

import logging
from typing import Any, Iterator, List

import pytest

from support import legacy
from support.cdn import Cdn, new_sdk_key
from support.logs import Logs
from vexil import configcatclient
from vexil.configcatclient.user import User

MISSING = (
    "W Evaluating get_value('{}'). UserObject missing! You should pass a UserObject to get_value(), in order to make targeting "
    "work properly. Read more: https://configcat.com/docs/advanced/user-object/"
)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with Cdn(legacy.CONFIG) as cdn:
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        client.force_refresh()
        yield client
        client.stop()


def told(logs: Logs) -> List[str]:
    """The records with the first letter of their level. All of them come from the evaluator."""
    assert {record.name for record in logs.records} == {"configcatclient.rolloutevaluator"}
    assert all(record.args == () for record in logs.records)
    return [f"{record.levelname[0]} {record.getMessage()}" for record in logs.records]


@pytest.mark.parametrize(
    ("key", "user", "value", "expected"),
    [
        ("flag", None, True, ["I Evaluating get_value('flag').", MISSING.format("flag"), "I Returning [True]"]),
        ("i", None, 3, ["I Evaluating get_value('i').", "I Returning [3]"]),
        ("pct", None, "O", ["I Evaluating get_value('pct').", MISSING.format("pct"), "I Returning [O]"]),
        (
            "flag",
            "bob",
            True,
            [
                "I Evaluating get_value('flag').",
                "W Evaluating get_value('flag'). User Object is not an instance of User type.",
                MISSING.format("flag"),
                "I Returning [True]",
            ],
        ),
        (
            "i",
            User("x"),
            3,
            ["I Evaluating get_value('i').", 'I User object:\n{\n    "Identifier": "x"\n}', "I Returning 3"],
        ),
        (
            "bare",
            User("x"),
            1.5,
            ["I Evaluating get_value('bare').", 'I User object:\n{\n    "Identifier": "x"\n}', "I Returning 1.5"],
        ),
        (
            "pct",
            User("x", custom={"a": 1}),
            "B",
            [
                "I Evaluating get_value('pct').",
                'I User object:\n{\n    "Identifier": "x",\n    "Custom": {\n        "a": "1",\n    }\n}',
                "I Evaluating % options. Returning B",
            ],
        ),
        (
            "flag",
            User("x", "a@example.com", "HU"),
            False,
            [
                "I Evaluating get_value('flag').",
                'I User object:\n{\n    "Identifier": "x",\n    "Email": "a@example.com",\n    "Country": "HU"\n}',
                "I Evaluating rule: [Email:a@example.com] [CONTAINS] [@example.com] => match, returning: False",
            ],
        ),
        (
            "flag",
            User("x", "b", custom={"Age": "abc", "V": "x"}),
            False,
            [
                "I Evaluating get_value('flag').",
                'I User object:\n{\n    "Identifier": "x",\n    "Email": "b",\n    "Custom": {\n'
                '        "Age": "abc",\n        "V": "x",\n    }\n}',
                "I Evaluating rule: [Email:b] [CONTAINS] [@example.com] => no match",
                "W Evaluating rule: [Age:abc] [> (Number)] [18] => SKIP rule. "
                "Validation error: could not convert string to float: 'abc'",
                "W Evaluating rule: [V:x] [< (SemVer)] [1.0.0] => SKIP rule. Validation error: x is not valid SemVer string",
                "W Evaluating rule: [V:x] [IS ONE OF (SemVer)] [1.0.0, 2.0.0] => SKIP rule. "
                "Validation error: x is not valid SemVer string",
                "I Evaluating rule: [Email:b] [IS ONE OF] [a, b] => match, returning: False",
            ],
        ),
        (
            "flag",
            User("x", "b", custom={"Age": 5, "V": "2.0.0"}),
            False,
            [
                "I Evaluating get_value('flag').",
                'I User object:\n{\n    "Identifier": "x",\n    "Email": "b",\n    "Custom": {\n'
                '        "Age": "5",\n        "V": "2.0.0",\n    }\n}',
                "I Evaluating rule: [Email:b] [CONTAINS] [@example.com] => no match",
                "I Evaluating rule: [Age:5] [> (Number)] [18] => no match",
                "I Evaluating rule: [V:2.0.0] [< (SemVer)] [1.0.0] => no match",
                "I Evaluating rule: [V:2.0.0] [IS ONE OF (SemVer)] [1.0.0, 2.0.0] => match, returning: False",
            ],
        ),
        (
            "flag",
            User(None, ""),
            True,
            [
                "I Evaluating get_value('flag').",
                'I User object:\n{\n    "Identifier": "",\n    "Email": ""\n}',
                "I Evaluating rule: [Email:] [CONTAINS] [@example.com] => no match",
                "I Evaluating rule: [Age:None] [> (Number)] [18] => no match",
                "I Evaluating rule: [V:None] [< (SemVer)] [1.0.0] => no match",
                "I Evaluating rule: [V:None] [IS ONE OF (SemVer)] [1.0.0, 2.0.0] => no match",
                "I Evaluating rule: [Email:] [IS ONE OF] [a, b] => no match",
                "I Returning True",
            ],
        ),
    ],
)
def test_evaluations(client: Any, logs: Logs, key: str, user: Any, value: Any, expected: List[str]) -> None:
    logs.set_level(logging.INFO)
    assert client.get_value(key, "DEF", user) == value
    assert told(logs) == expected
    logs.clear()
    # Variation ids are told as values are.
    client.get_variation_id(key, "dv", user)
    assert told(logs) == expected
    logs.clear()
    # Without INFO only the warnings are left.
    logs.set_level(logging.WARNING)
    assert client.get_value(key, "DEF", user) == value
    assert [f"W {message}" for message in logs.messages] == [text for text in expected if text.startswith("W")]


def test_an_unknown_flag(client: Any, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    assert client.get_value("nope", "DEF", User("x")) == "DEF"
    assert told(logs) == [
        "I Evaluating get_value('nope').",
        "E Evaluating get_value('nope') failed. Value not found for key 'nope' Returning default_value: [DEF]. "
        "Here are the available keys: flag, pct, i, bare",
    ]


def test_all_variation_ids_are_told_one_after_the_other(client: Any, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    assert client.get_all_variation_ids(User("x", "a@example.com")) == ["v1", "p2", "i0"]
    user = 'I User object:\n{\n    "Identifier": "x",\n    "Email": "a@example.com"\n}'
    assert told(logs) == [
        "I Evaluating get_value('flag').",
        user,
        "I Evaluating rule: [Email:a@example.com] [CONTAINS] [@example.com] => match, returning: False",
        "I Evaluating get_value('pct').",
        user,
        "I Evaluating % options. Returning B",
        "I Evaluating get_value('i').",
        user,
        "I Returning 3",
        "I Evaluating get_value('bare').",
        user,
        "I Returning 1.5",
    ]


def test_users_that_have_no_text(client: Any, logs: Logs) -> None:
    class Unprintable:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    logs.set_level(logging.INFO)
    assert client.get_value("i", 0, User("x", custom={"k": Unprintable()})) == 3
    assert told(logs)[1] == (
        'I User object:\n{\n    "Identifier": "x",\n    "Custom": {\n        "k": "<unprintable Unprintable>",\n    }\n}'
    )


def test_percent_signs_are_no_formats(client: Any, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    assert client.get_value("%s%d", "100%", User("%(x)s", "%s")) == "100%"
    assert told(logs)[0] == "I Evaluating get_value('%s%d')."
    assert client.get_value("flag", None, User("%(x)s", "%s")) is True
    assert "I Evaluating rule: [Email:%s] [CONTAINS] [@example.com] => no match" in told(logs)


def test_nothing_is_evaluated_twice(client: Any, logs: Logs) -> None:
    read: List[str] = []

    class Counting(User):
        def get_attribute(self, attribute: object) -> Any:
            read.append(str(attribute))
            return super().get_attribute(attribute)

    logs.set_level(logging.INFO)
    client.get_value("flag", None, Counting("x", "a@example.com"))
    assert read == ["Email"]


def test_no_handler_is_added(client: Any) -> None:
    client.get_value("nope", None)
    names = [
        "configcatclient",
        *(name for name in logging.root.manager.loggerDict if name.startswith("configcatclient.")),
    ]
    assert all(logging.getLogger(name).handlers == [] for name in names)
    assert all(logging.getLogger(name).level == logging.NOTSET for name in names)
