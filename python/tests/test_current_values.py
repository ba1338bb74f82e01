"""What clients of generation 10 answer: values, details, keys, and finding flags by variation ids."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any, Dict

import pytest

from support.cdn import Cdn, new_sdk_key
from support.logs import Logs
from support.packages import Sdk, sdk, vexil  # noqa: F401

pytestmark = pytest.mark.usefixtures("logs")

CONFIG: Dict[str, Any] = {
    "p": {"s": "salt"},
    "s": [{"n": "Testers", "r": [{"a": "Email", "c": 2, "l": ["@example.com"]}]}],
    "f": {
        "flag": {
            "t": 0,
            "v": {"b": False},
            "i": "f0",
            "r": [
                {"c": [{"u": {"a": "Country", "c": 28, "s": "HU"}}], "s": {"v": {"b": True}, "i": "f1"}},
                {"c": [{"s": {"s": 0, "c": 0}}], "p": [{"p": 100, "v": {"b": True}, "i": "f2"}]},
            ],
        },
        "pct": {
            "t": 1,
            "v": {"s": "x"},
            "i": "p0",
            "p": [{"p": 50, "v": {"s": "a"}, "i": "p1"}, {"p": 50, "v": {"s": "b"}, "i": "p2"}],
        },
        "7": {"t": 2, "v": {"i": 7}, "i": "n7"},
        "dependent": {
            "t": 3,
            "v": {"d": 1.5},
            "r": [{"c": [{"p": {"f": "flag", "c": 0, "v": {"b": True}}}], "s": {"v": {"d": 2.5}, "i": "d1"}}],
        },
        "6": {"t": 2, "v": {"i": 6}},
    },
}
KEYS = ["flag", "pct", "7", "dependent", "6"]


@pytest.fixture
def client(sdk: Sdk, cdn: Cdn) -> Any:
    """A client of ``CONFIG``."""
    cdn.serve(CONFIG)
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    assert client.force_refresh() == (True, None)
    return client


def users(sdk: Sdk) -> Dict[str, Any]:
    return {
        "nobody": None,
        "hungarian": sdk.User("1", country="HU"),
        "tester": sdk.User("2", email="a@example.com"),
        "other": sdk.User("3", "x@other.com", "US", {"a": 1}),
    }


VALUES = {
    "nobody": [False, "x", 7, 1.5, 6],
    "hungarian": [True, "a", 7, 2.5, 6],
    "tester": [True, "b", 7, 2.5, 6],
    "other": [False, "b", 7, 1.5, 6],
}


@pytest.mark.parametrize("name", VALUES)
def test_values(sdk: Sdk, client: Any, name: str) -> None:
    user = users(sdk)[name]
    expected = VALUES[name]
    assert [client.get_value(key, None, user) for key in KEYS] == expected
    assert [client.get_value(key=key, default_value=None, user=user) for key in KEYS] == expected
    assert [client.get_value_details(key, None, user).value for key in KEYS] == expected
    values = client.get_all_values(user)
    assert list(values.items()) == list(zip(KEYS, expected))
    assert [type(value) for value in values.values()] == [bool, str, int, float, int]
    details = client.get_all_value_details(user)
    assert [(one.key, one.value) for one in details] == list(zip(KEYS, expected))


def test_keys(client: Any) -> None:
    assert client.get_all_keys() == KEYS


@pytest.mark.parametrize(
    ("variation_id", "expected"),
    [
        ("f0", ("flag", False)),
        ("f1", ("flag", True)),
        ("f2", ("flag", True)),
        ("p0", ("pct", "x")),
        ("p2", ("pct", "b")),
        ("n7", ("7", 7)),
        ("d1", ("dependent", 2.5)),
        (None, ("dependent", 1.5)),
        ("unknown", None),
        ("", None),
        (5, None),
    ],
)
def test_finding_a_flag(client: Any, variation_id: Any, expected: Any) -> None:
    found = client.get_key_and_value(variation_id)
    assert found == expected
    if expected is not None:
        assert (found.key, found.value) == expected
        assert type(found).__name__ == "KeyValue"


def described(details: Any) -> Dict[str, Any]:
    """The fields of details without the copies of segments and salts that the official package leaves in rules."""
    fields = dict(vars(details))
    fields.pop("fetch_time")
    fields.pop("user")
    text = json.dumps(fields, default=str)
    return json.loads(text, object_hook=lambda node: {k: v for k, v in node.items() if not k.startswith("inline_")})


FLAG_RULES = CONFIG["f"]["flag"]["r"]


@pytest.mark.parametrize(
    ("key", "user", "expected"),
    [
        ("flag", "nobody", {"value": False, "variation_id": "f0"}),
        ("flag", "hungarian", {"value": True, "variation_id": "f1", "matched_targeting_rule": FLAG_RULES[0]}),
        (
            "flag",
            "tester",
            {
                "value": True,
                "variation_id": "f2",
                "matched_targeting_rule": FLAG_RULES[1],
                "matched_percentage_option": FLAG_RULES[1]["p"][0],
            },
        ),
        (
            "pct",
            "hungarian",
            {"value": "a", "variation_id": "p1", "matched_percentage_option": CONFIG["f"]["pct"]["p"][0]},
        ),
        (
            "pct",
            "tester",
            {"value": "b", "variation_id": "p2", "matched_percentage_option": CONFIG["f"]["pct"]["p"][1]},
        ),
        ("dependent", "other", {"value": 1.5, "variation_id": None}),
        ("6", "other", {"value": 6}),
    ],
)
def test_details(sdk: Sdk, client: Any, key: str, user: str, expected: Dict[str, Any]) -> None:
    nothing = {"variation_id": None, "error": None, "matched_targeting_rule": None, "matched_percentage_option": None}
    details = client.get_value_details(key, None, users(sdk)[user])
    assert described(details) == {"key": key, "is_default_value": False, **nothing, **expected}
    [other] = [one for one in client.get_all_value_details(users(sdk)[user]) if one.key == key]
    assert described(other) == described(details)


def test_the_user_of_details(sdk: Sdk, client: Any) -> None:
    user, default = sdk.User("x"), sdk.User("default")
    assert client.get_value_details("flag", None).user is None
    assert client.get_value_details("flag", None, user).user is user
    client.set_default_user(default)
    assert client.get_value_details("flag", None).user is default
    assert client.get_value_details("flag", None, user).user is user
    assert client.get_value_details("unknown", None).user is default
    assert client.get_value_details("flag", None, "no user").user == "no user"


def test_the_time_of_details(client: Any) -> None:
    time = client.get_value_details("flag", None).fetch_time
    assert time.tzinfo is timezone.utc
    assert timedelta(0) <= datetime.now(timezone.utc) - time < timedelta(seconds=30)
    assert client.get_value_details("unknown", None).fetch_time == time


def test_details_of_an_unknown_flag(client: Any) -> None:
    details = client.get_value_details("unknown", "default")
    assert (details.key, details.value, details.variation_id, details.is_default_value) == (
        "unknown",
        "default",
        None,
        True,
    )
    assert details.error == (
        "Failed to evaluate setting 'unknown' (the key was not found in config JSON). Returning the `default_value` parameter "
        "that you specified in your application: 'default'. Available keys: ['flag', 'pct', '7', 'dependent', '6']."
    )


def test_details_without_a_config(sdk: Sdk, cdn: Cdn) -> None:
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, default_user=sdk.User("x"))
    assert vars(client.get_value_details("flag", 5)) == {
        "key": "flag",
        "value": 5,
        "variation_id": None,
        "fetch_time": None,
        "user": None,
        "is_default_value": True,
        "error": (
            "Config JSON is not present when evaluating setting 'flag'. Returning the `default_value` parameter that you "
            "specified in your application: '5'."
        ),
        "matched_targeting_rule": None,
        "matched_percentage_option": None,
    }


def test_without_a_config(sdk: Sdk, cdn: Cdn) -> None:
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    default = object()
    assert client.get_value("flag", default) is default
    assert client.get_all_keys() == []
    assert client.get_all_values() == {}
    assert client.get_all_value_details() == []
    assert client.get_key_and_value("f0") is None


@pytest.mark.parametrize("config", ["{}", '{"p":{}}', '{"f":{}}', '{"p":{"s":"x"},"f":{}}'])
def test_configs_without_flags(sdk: Sdk, cdn: Cdn, logs: Logs, config: str) -> None:
    cdn.serve(config)
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    assert client.get_value("flag", 1) == 1
    assert logs.ids == [1001 if '"f"' in config else 1000]
    assert client.get_all_keys() == []
    assert client.get_all_values() == {}
    assert client.get_all_value_details() == []
    assert len(logs.ids) == 1


def test_the_default_user(sdk: Sdk, cdn: Cdn) -> None:
    cdn.serve(CONFIG)
    hungarian, other = sdk.User("1", country="HU"), sdk.User("3")
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, default_user=hungarian)
    client.force_refresh()
    assert client.get_value("flag", None) is True
    assert client.get_value("flag", None, other) is False
    assert client.get_all_values()["flag"] is True
    assert client.get_all_value_details()[0].value is True
    client.set_default_user(other)
    assert client.get_value("flag", None) is False
    client.set_default_user(user=hungarian)
    assert client.get_value("flag", None) is True
    client.clear_default_user()
    assert client.get_value("flag", None) is False
    assert client.get_all_values()["flag"] is False


def test_offline(sdk: Sdk, cdn: Cdn) -> None:
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    assert not client.is_offline()
    client.set_offline()
    client.set_offline()
    assert client.is_offline()
    assert client.force_refresh() == (False, "Client is in offline mode, it cannot initiate HTTP calls.")
    assert cdn.count == 0
    client.set_online()
    assert not client.is_offline()
    assert client.force_refresh() == (True, None)
    client.set_offline()
    assert client.get_value("text", "") == "hello"


def test_starting_offline(sdk: Sdk, cdn: Cdn) -> None:
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, offline=True)
    assert client.is_offline()
    assert client.get_value("text", "default") == "default"
    client.set_online()
    client.force_refresh()
    assert client.get_value("text", "default") == "hello"


def test_lazy_loading(sdk: Sdk, cdn: Cdn) -> None:
    mode = sdk.PollingMode.lazy_load(60)
    client = sdk.get(new_sdk_key(), sdk.Options(base_url=cdn.url, polling_mode=mode))
    assert cdn.count == 0
    assert client.get_value("text", "") == "hello"
    assert client.get_all_keys() == ["flag", "text", "number"]
    assert cdn.count == 1


def test_failed_refreshes(vexil: Sdk, cdn: Cdn, logs: Logs) -> None:
    """The official package calls them a success."""
    client = vexil.idle(new_sdk_key(), base_url=cdn.url)
    cdn.fail(500)
    result = client.force_refresh()
    assert result == (
        False,
        "Unexpected HTTP response was received while trying to fetch config JSON: <Response [500]>",
    )
    assert (result.is_success, result.error) == result
    assert logs.messages == [f"[1101] {result.error}"]


def test_numbers_are_those_of_the_config(sdk: Sdk, cdn: Cdn) -> None:
    values = (
        '{"i":5},{"i":123456789012345678901234567890},{"i":-0},{"d":5.0},{"d":1e3},{"d":0.1},{"d":1E400},{"d":-0.0}'
    )
    flags = [f'"n{n}":{{"t":{2 if n < 3 else 3},"v":{value}}}' for n, value in enumerate(values.split(","))]
    cdn.serve('{"f":{%s}}' % ",".join(flags))
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    expected = "[5, 123456789012345678901234567890, 0, 5.0, 1000.0, 0.1, inf, -0.0]"
    assert repr(list(client.get_all_values().values())) == expected
    assert repr([client.get_value(key, None) for key in client.get_all_keys()]) == expected
