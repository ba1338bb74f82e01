"""What clients of generation 10 log, word by word."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Dict, List

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.child import check, run
from support.logs import Logs
from support.packages import Sdk, sdk, vexil  # noqa: F401

READ_MORE = "Read more: https://configcat.com/docs/advanced/user-object/"
PASS_A_USER = (
    "You should pass a User Object to the evaluation methods like `get_value()` in order to make targeting work properly. "
    + READ_MORE
)
RETURNING = "Returning the `default_value` parameter that you specified in your application: "
DELIBERATE = "Please make sure that using a default value not matching the setting's type was intended."

CONFIG: Dict[str, Any] = {
    "f": {
        "flag": {
            "t": 0,
            "v": {"b": True},
            "r": [{"c": [{"u": {"a": "Email", "c": 2, "l": ["@example.com"]}}], "s": {"v": {"b": False}}}],
        },
        "pct": {"t": 1, "v": {"s": "x"}, "a": "Company", "p": [{"p": 100, "v": {"s": "a"}}]},
        "i": {"t": 2, "v": {"i": 5}},
        "d": {"t": 3, "v": {"d": 2.5}},
        "version": {
            "t": 0,
            "v": {"b": False},
            "r": [{"c": [{"u": {"a": "Version", "c": 6, "s": "1.0.0"}}], "s": {"v": {"b": True}}}],
        },
        "loop": {
            "t": 0,
            "v": {"b": False},
            "r": [{"c": [{"p": {"f": "loop", "c": 0, "v": {"b": True}}}], "s": {"v": {"b": True}}}],
        },
    }
}
KEYS = "['flag', 'pct', 'i', 'd', 'version', 'loop']"


@pytest.fixture
def client(sdk: Sdk, cdn: Cdn) -> Any:
    """A client of ``CONFIG``."""
    cdn.serve(CONFIG)
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    return client


def told(logs: Logs) -> List[str]:
    """What was logged so far, with the initial of the level. The id is in front of it, and is an attribute."""
    lines = []
    for record in logs.records:
        text = record.getMessage()
        assert record.name == "configcat"
        assert text.startswith(f"[{record.event_id}] ")  # type: ignore[attr-defined]
        lines.append(f"{record.levelname[0]} {text}")
    logs.clear()
    return lines


def test_without_a_config(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.get_value("flag", "DEF")
    client.get_value_details("100%", ("%s", "%d"))
    assert told(logs) == [
        f"E [1000] Config JSON is not present when evaluating setting 'flag'. {RETURNING}'DEF'.",
        f"E [1000] Config JSON is not present when evaluating setting '100%'. {RETURNING}'('%s', '%d')'.",
    ]
    client.get_all_keys()
    client.get_all_value_details()
    client.get_all_values()
    client.get_key_and_value("id")
    assert told(logs) == [
        "E [1000] Config JSON is not present. Returning empty list.",
        "E [1000] Config JSON is not present. Returning empty list.",
        "E [1000] Config JSON is not present. Returning empty dictionary.",
        "E [1000] Config JSON is not present. Returning None.",
    ]


def test_unknown_flags(client: Any, logs: Logs) -> None:
    client.get_value("nope", "DEF")
    client.get_value("%s%d", None)
    assert told(logs) == [
        "E [1001] Failed to evaluate setting 'nope' (the key was not found in config JSON). "
        f"{RETURNING}'DEF'. Available keys: {KEYS}.",
        "E [1001] Failed to evaluate setting '%s%d' (the key was not found in config JSON). "
        f"{RETURNING}'None'. Available keys: {KEYS}.",
    ]


def test_unknown_variation_ids(client: Any, logs: Logs) -> None:
    client.get_key_and_value("zz")
    client.get_key_and_value("%s")
    assert told(logs) == [
        "E [2011] Could not find the setting for the specified variation ID: 'zz'.",
        "E [2011] Could not find the setting for the specified variation ID: '%s'.",
    ]


def test_a_variation_id_of_an_invalid_value(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    cdn.serve({"f": {"a": {"t": 0, "v": {"s": "x"}, "i": "id"}}})
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.force_refresh()
    assert client.get_key_and_value("id") is None
    [record] = logs.records
    assert record.exc_info is not None
    assert told(logs) == ["E [1002] Error occurred in the `configcatclient.configcatclient` method. Returning None."]


def test_evaluations_that_fail(client: Any, logs: Logs) -> None:
    assert client.get_value("loop", "DEF") == "DEF"
    assert told(logs) == _loop("DEF")


def test_the_error_of_details_is_what_was_logged(client: Any, logs: Logs) -> None:
    for key in ("loop", "nope"):
        error = client.get_value_details(key, 1).error
        [line] = told(logs)
        assert line.split("] ", 1)[1] == error


def test_missing_users(client: Any, logs: Logs) -> None:
    client.get_value("flag", False)
    client.get_value("pct", "")
    client.get_value("i", 1)
    text = (
        "W [3001] Cannot evaluate targeting rules and % options for setting '{}' (User Object is missing). "
        + PASS_A_USER
    )
    assert told(logs) == [text.format("flag"), text.format("pct")]
    client.get_all_values()
    assert told(logs) == [text.format("flag"), text.format("pct"), text.format("version")] + _loop("None")


def _loop(default: str) -> List[str]:
    reason = "Circular dependency detected between the following depending flags: 'loop' -> 'loop'."
    return [f"E [2001] Failed to evaluate setting 'loop'. ({reason}). {RETURNING}'{default}'. "]


@pytest.mark.parametrize("user", ["x", 5, {}, object()])
def test_users_that_are_none(client: Any, logs: Logs, user: Any) -> None:
    assert client.get_value("flag", False, user) is True
    assert client.get_value("i", 1, user) == 5
    text = (
        "W [4001] Cannot evaluate targeting rules and % options for setting '{}' (User Object is not an instance of User type). "
        + PASS_A_USER
    )
    assert told(logs) == [text.format("flag"), text.format("i")]


def test_missing_attributes(sdk: Sdk, client: Any, logs: Logs) -> None:
    client.get_value("flag", False, sdk.User("x"))
    client.get_value("pct", "", sdk.User("x"))
    should = "You should set the User.{0} attribute in order to make targeting work properly. " + READ_MORE
    assert told(logs) == [
        "W [3003] Cannot evaluate condition (User.Email CONTAINS ANY OF ['@example.com']) for setting 'flag' "
        "(the User.Email attribute is missing). " + should.format("Email"),
        "W [3003] Cannot evaluate % options for setting 'pct' (the User.Company attribute is missing). "
        + should.format("Company"),
    ]


def test_attributes_of_other_types(sdk: Sdk, client: Any, logs: Logs) -> None:
    client.get_value("flag", False, sdk.User("x", email=5))
    client.get_value("version", False, sdk.User("x", custom={"Version": "one"}))
    assert told(logs) == [
        "W [3005] Evaluation of condition (User.Email CONTAINS ANY OF ['@example.com']) for setting 'flag' may not produce the "
        "expected result (the User.Email attribute is not a string value, thus it was automatically converted to the string "
        "value '5'). Please make sure that using a non-string value was intended.",
        "W [3004] Cannot evaluate condition (User.Version < '1.0.0') for setting 'version' ('one' is not a valid semantic "
        "version). Please check the User.Version attribute and make sure that its value corresponds to the comparison operator.",
    ]


@pytest.mark.parametrize(
    ("key", "default", "types"),
    [
        ("i", "DEF", ("int", "str")),
        ("i", True, ("int", "bool")),
        ("i", [1, "%s"], ("int", "list")),
        ("d", False, ("float", "bool")),
        ("d", "2.5", ("float", "str")),
        ("i", 1, None),
        ("i", 1.5, None),
        ("d", 1, None),
        ("d", None, None),
        ("i", None, None),
    ],
)
def test_defaults_of_other_types(client: Any, logs: Logs, key: str, default: Any, types: Any) -> None:
    for _ in range(2):
        assert client.get_value(key, default) == {"i": 5, "d": 2.5}[key]
        assert told(logs) == (
            []
            if types is None
            else [
                f"W [4002] The type of a setting does not match the type of the specified default value ({default}). "
                f"Setting's type was <class '{types[0]}'> but the default value's type was <class '{types[1]}'>. {DELIBERATE}"
            ]
        )


def test_evaluation_logs(sdk: Sdk, client: Any, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    user = sdk.User("x", "a@example.com", custom={"k": "v"})
    assert client.get_value("flag", True, user) is False
    assert client.get_value_details("flag", True, sdk.User("%s")).value is True
    assert client.get_value("i", 1) == 5
    condition = "User.Email CONTAINS ANY OF ['@example.com']"
    assert told(logs) == [
        """I [5000] Evaluating 'flag' for User '{"Identifier":"x","Email":"a@example.com","k":"v"}'
  Evaluating targeting rules and applying the first match if any:
  - IF User.Email CONTAINS ANY OF ['@example.com'] THEN 'False' => MATCH, applying rule
  Returning 'False'.""",
        f"W [3003] Cannot evaluate condition ({condition}) for setting 'flag' (the User.Email attribute is missing). You should "
        f"set the User.Email attribute in order to make targeting work properly. {READ_MORE}",
        """I [5000] Evaluating 'flag' for User '{"Identifier":"%s"}'
  Evaluating targeting rules and applying the first match if any:
  - IF User.Email CONTAINS ANY OF ['@example.com'] THEN 'False' => cannot evaluate, the User.Email attribute is missing
    The current targeting rule is ignored and the evaluation continues with the next rule.
  Returning 'True'.""",
        "I [5000] Evaluating 'i'\n  Returning '5'.",
    ]


def test_the_log_of_an_evaluation_that_fails(client: Any, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    client.get_value("loop", "DEF")
    assert told(logs) == _loop("DEF") + [
        "I [5000] Evaluating 'loop'\n  Evaluating targeting rules and applying the first match if any:\n  - IF "
    ]


def test_all_values_are_logged_one_after_the_other(client: Any, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    client.get_all_values()
    once = told(logs)
    assert [line.split("\n")[0] for line in once if line.startswith("I")] == [
        f"I [5000] Evaluating '{key}'" for key in CONFIG["f"]
    ]
    client.get_all_value_details()
    assert told(logs) == once


def test_unknown_flags_have_no_evaluation_log(vexil: Sdk, logs: Logs) -> None:
    """The official package logs an empty one."""
    logs.set_level(logging.INFO)
    vexil.local({"a": 1}).get_value("nope", 1)
    assert logs.ids == [1001]


def test_without_downloads(sdk: Sdk, logs: Logs) -> None:
    client = sdk.local({"a": 1})
    assert client.force_refresh() == (
        False,
        "The SDK uses the LocalOnly flag override behavior which prevents making HTTP requests.",
    )
    client.set_offline()
    assert client.is_offline()
    assert told(logs) == []
    client.set_online()
    assert told(logs) == [
        "W [3202] Client is configured to use the `LocalOnly` override behavior, thus `set_online()` has no effect."
    ]
    assert client.is_offline()


def test_going_offline(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    logs.set_level(logging.INFO)
    client = sdk.idle(new_sdk_key(), base_url=cdn.url)
    client.set_offline()
    client.set_offline()
    client.force_refresh()
    client.set_online()
    client.set_online()
    assert told(logs) == [
        "I [5200] Switched to OFFLINE mode.",
        "W [3200] Client is in offline mode, it cannot initiate HTTP calls.",
        "I [5200] Switched to ONLINE mode.",
    ]


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_answers_that_are_no_config(sdk: Sdk, cdn: Cdn, logs: Logs, status: int) -> None:
    cdn.fail(status)
    sdk.idle(new_sdk_key(), base_url=cdn.url).force_refresh()
    assert told(logs) == [
        f"E [1101] Unexpected HTTP response was received while trying to fetch config JSON: <Response [{status}]>"
    ]


UNREACHABLE = (
    "Unexpected error occurred while trying to fetch config JSON. It is most likely due to a local network issue. "
    "Please make sure your application can reach the ConfigCat CDN servers (or your proxy server) over HTTP."
)


def test_a_server_that_does_not_answer(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    errors: List[str] = []
    cdn.drop()
    sdk.idle(new_sdk_key(), base_url=cdn.url, hooks=sdk.Hooks(on_error=errors.append)).force_refresh()
    [record] = logs.records
    assert record.exc_info is not None
    assert told(logs) == [f"E [1103] {UNREACHABLE}"]
    [error] = errors
    assert error == f"{UNREACHABLE}\n{record.exc_info[1]}"


def test_a_body_that_is_no_config(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    cdn.serve("{")
    sdk.idle(new_sdk_key(), base_url=cdn.url).force_refresh()
    assert told(logs) == [f"E [1103] {UNREACHABLE}"]


def test_a_timeout(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    cdn.serve(config_of(a=1), delay=3.0)
    options = {"connect_timeout_seconds": 0.25, "read_timeout_seconds": 0.5}
    sdk.idle(new_sdk_key(), base_url=cdn.url, **options).force_refresh()
    assert told(logs) == [
        "E [1102] Request timed out while trying to fetch config JSON. Timeout values: [connect: 0.25s, read: 0.5s]"
    ]


def test_a_wrong_data_governance(sdk: Sdk, cdn: Cdn, logs: Logs) -> None:
    with Cdn() as other:
        other.serve({"p": {"u": other.url, "r": 0}, "f": {}})
        cdn.serve({"p": {"u": other.url, "r": 2}, "f": {}})
        sdk.idle(new_sdk_key(), base_url=cdn.url).force_refresh()
        assert told(logs) == []
        assert (cdn.count, other.count) == (1, 1)


@pytest.mark.parametrize("method", ["get", "set"])
def test_a_cache_that_fails(sdk: Sdk, cdn: Cdn, logs: Logs, method: str) -> None:
    class Cache:
        def get(self, key: str) -> Any:
            if method == "get":
                raise OSError("no disk")
            return None

        def set(self, key: str, value: str) -> None:
            if method == "set":
                raise OSError("no disk")

    errors: List[str] = []
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, config_cache=Cache(), hooks=sdk.Hooks(on_error=errors.append))
    client.force_refresh()
    assert client.get_value("text", "") == "hello"
    number, text = (2200, "reading") if method == "get" else (2201, "writing")
    assert all(record.exc_info is not None for record in logs.records)
    assert set(told(logs)) == {f"E [{number}] Error occurred while {text} the cache."}
    assert set(errors) == {f"Error occurred while {text} the cache.\nno disk"}


@pytest.mark.parametrize("root", ["vexil.configcatclient", "configcatclient"])
def test_no_handler_is_added(root: str, tmp_path: Path) -> None:
    if root == "configcatclient":
        pytest.importorskip("configcatclient")
    check(
        """
        import importlib, logging, sys
        last = logging.lastResort
        sdk = importlib.import_module(root)
        options = importlib.import_module(root + ".configcatoptions").ConfigCatOptions
        local = importlib.import_module(root + ".localdictionarydatasource").LocalDictionaryFlagOverrides
        behaviour = importlib.import_module(root + ".overridedatasource").OverrideBehaviour
        sys.stderr = open(path, "w")
        client = sdk.get("x", options(flag_overrides=local({"a": 1}, behaviour.LocalOnly)))
        client.get_value("nope", 1)
        client.get_value("a", "x")
        sys.stderr.close()
        sys.stderr = sys.__stderr__
        written = open(path).read().splitlines()
        assert [line[:6] for line in written] == ["[1001]", "[4002]"], written
        assert logging.lastResort is last
        for name in ("", "configcat", *logging.root.manager.loggerDict):
            logger = logging.getLogger(name)
            assert not [h for h in logger.handlers if not isinstance(h, logging.NullHandler) or not name], name
            assert logger.level in (logging.WARNING if not name else logging.NOTSET, logging.NOTSET), name
        """,
        root=root,
        path=str(tmp_path / "stderr"),
    )


def test_callbacks_that_raise_add_no_handler(vexil: Sdk) -> None:
    """The official package calls ``logging.error``, which adds one."""
    result = run(
        """
        import logging, sys
        logging.lastResort = None
        from vexil import configcatclient as sdk
        from vexil.configcatclient.configcatoptions import ConfigCatOptions, Hooks
        from vexil.configcatclient.localdictionarydatasource import LocalDictionaryFlagOverrides
        from vexil.configcatclient.overridedatasource import OverrideBehaviour
        overrides = LocalDictionaryFlagOverrides({"a": 1}, OverrideBehaviour.LocalOnly)
        hooks = Hooks(on_flag_evaluated=lambda details: 1 / 0, on_error=lambda error: 1 / 0)
        client = sdk.get("x", ConfigCatOptions(flag_overrides=overrides, hooks=hooks))
        assert client.get_value("a", 0) == 1
        assert logging.getLogger().handlers == []
        """
    )
    assert result.code == 0, result.err
