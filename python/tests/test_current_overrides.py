"""Overrides of generation 10: from dictionaries, from files, and from what applications make themselves."""

from __future__ import annotations

import json
import os
from enum import Enum
from pathlib import Path
from typing import Any, Dict, List, Optional

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.logs import Logs
from support.packages import Sdk, sdk, vexil  # noqa: F401

pytestmark = pytest.mark.usefixtures("logs")

VALUES = {
    "flag": False,
    "local": "text %s",
    "i": 5,
    "f": 5.0,
    "e": 1e22,
    "big": 2**80,
    "z": -0.0,
    "2": 2,
    "1": 1,
    "": "no key",
}


def write(path: Path, content: Any) -> None:
    """Writes a file so that it seems to have changed."""
    before = path.stat().st_mtime if path.exists() else 1e9
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    os.utime(path, (before + 1, before + 1))


def from_file(sdk: Sdk, path: Any, key: str = "file") -> Any:
    return sdk.get(key, sdk.Options(flag_overrides=sdk.FileOverrides(str(path), sdk.Behaviour.LocalOnly)))


def test_the_behaviours(sdk: Sdk) -> None:
    assert [(one.name, one.value) for one in sdk.Behaviour] == [
        ("LocalOnly", 0),
        ("LocalOverRemote", 1),
        ("RemoteOverLocal", 2),
    ]


@pytest.mark.parametrize("is_file", [False, True])
def test_values(sdk: Sdk, tmp_path: Path, is_file: bool) -> None:
    write(tmp_path / "flags.json", {"flags": VALUES})
    client = from_file(sdk, tmp_path / "flags.json") if is_file else sdk.local(VALUES)
    assert client.get_all_keys() == list(VALUES)
    values = client.get_all_values()
    assert repr(values) == repr(VALUES)
    assert repr({key: client.get_value(key, None) for key in VALUES}) == repr(VALUES)
    details = client.get_value_details("i", 0)
    assert (details.value, details.variation_id, details.is_default_value, details.fetch_time.timestamp()) == (
        5,
        None,
        False,
        0,
    )
    assert client.is_offline()


def test_special_numbers(sdk: Sdk, tmp_path: Path) -> None:
    values = {"nan": float("nan"), "inf": float("inf"), "minus": float("-inf")}
    assert repr(sdk.local(values).get_all_values()) == repr(values)
    write(tmp_path / "flags.json", {"flags": values})
    assert repr(from_file(sdk, tmp_path / "flags.json").get_all_values()) == repr(values)


class Text(str):
    pass


class Choice(int, Enum):
    ONE = 1


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, b"x", 1j, object(), Text("x"), Choice.ONE])
def test_values_that_no_flag_can_have(sdk: Sdk, logs: Logs, value: Any) -> None:
    client = sdk.local({"bad": value, "good": 1})
    assert client.get_value("bad", 7) == 7
    assert client.get_value_details("bad", 7).is_default_value
    assert (
        logs.messages
        == [
            "[2001] Failed to evaluate setting 'bad'. (Unsupported setting type). Returning the `default_value` parameter that you "
            "specified in your application: '7'. "
        ]
        * 2
    )
    assert client.get_all_values() == {"good": 1}
    assert client.get_all_keys() == ["bad", "good"]


def test_a_dictionary_is_read_once(sdk: Sdk) -> None:
    values: Dict[str, Any] = {"a": 1}
    client = sdk.local(values)
    values["a"] = 2
    values["b"] = 3
    assert client.get_value("a", 0) == 1
    assert client.get_all_keys() == ["a"]


def test_an_empty_dictionary_is_no_config(sdk: Sdk, logs: Logs) -> None:
    client = sdk.local({})
    assert client.get_value("a", 5) == 5
    assert logs.ids == [1000]
    assert client.get_all_keys() == []
    assert client.get_all_values() == {}
    assert logs.ids == [1000]


@pytest.mark.parametrize("key", ["flag", "lone \ud800", "\u2028", '"\\', "a\x00b"])
def test_any_text_is_a_key(sdk: Sdk, key: str) -> None:
    client = sdk.local({key: key})
    assert client.get_value(key, "") == key
    assert client.get_all_values() == {key: key}


REMOTE_ORDER = ["flag", "text", "number", "local", "i", "f", "e", "big", "z", "2", "1", ""]
LOCAL_ORDER = ["flag", "local", "i", "f", "e", "big", "z", "2", "1", "", "text", "number"]


@pytest.mark.parametrize("is_file", [False, True])
@pytest.mark.parametrize("behaviour", ["LocalOnly", "LocalOverRemote", "RemoteOverLocal"])
def test_together_with_a_config(sdk: Sdk, cdn: Cdn, tmp_path: Path, behaviour: str, is_file: bool) -> None:
    write(tmp_path / "flags.json", {"flags": VALUES})
    how = getattr(sdk.Behaviour, behaviour)
    overrides = (
        sdk.FileOverrides(str(tmp_path / "flags.json"), how) if is_file else sdk.DictionaryOverrides(VALUES, how)
    )
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, flag_overrides=overrides)
    assert repr(client.get_all_values()) == repr(VALUES)
    result = client.force_refresh()
    if behaviour == "LocalOnly":
        assert (result.is_success, cdn.count) == (False, 0)
        assert repr(client.get_all_values()) == repr(VALUES)
        return
    assert result == (True, None)
    is_local = behaviour == "LocalOverRemote"
    assert client.get_all_keys() == (REMOTE_ORDER if is_local else LOCAL_ORDER)
    assert client.get_value("flag", None) is not is_local
    assert client.get_value("text", None) == "hello"
    assert client.get_value("local", None) == "text %s"
    assert client.get_all_values()["flag"] is not is_local
    assert client.get_value_details("flag", None).variation_id == (None if is_local else "v_True")
    assert client.get_value_details("text", None).fetch_time.timestamp() > 1e9
    cdn.serve(config_of(text="other"))
    client.force_refresh()
    assert client.get_value("text", None) == "other"
    assert client.get_value("flag", None) is False
    assert "number" not in client.get_all_keys()


@pytest.mark.parametrize("behaviour", ["LocalOverRemote", "RemoteOverLocal"])
def test_without_anything(sdk: Sdk, cdn: Cdn, logs: Logs, tmp_path: Path, behaviour: str) -> None:
    overrides = sdk.DictionaryOverrides({}, getattr(sdk.Behaviour, behaviour))
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, flag_overrides=overrides)
    assert client.get_value("a", 5) == 5
    assert logs.messages == [
        "[1001] Failed to evaluate setting 'a' (the key was not found in config JSON). Returning the `default_value` parameter that "
        "you specified in your application: '5'. Available keys: []."
    ]
    assert client.get_all_keys() == []
    assert client.get_all_values() == {}


@pytest.mark.parametrize("polling", ["auto_poll", "lazy_load", "manual_poll"])
def test_polling(sdk: Sdk, cdn: Cdn, polling: str) -> None:
    overrides = sdk.DictionaryOverrides({"flag": False}, sdk.Behaviour.LocalOverRemote)
    mode = getattr(sdk.PollingMode, polling)()
    client = sdk.get(new_sdk_key(), sdk.Options(base_url=cdn.url, flag_overrides=overrides, polling_mode=mode))
    if polling == "manual_poll":
        client.force_refresh()
    assert client.get_value("text", "") == "hello"
    assert client.get_value("flag", None) is False


RULE = {"c": [{"s": {"s": 0, "c": 0}}], "s": {"v": {"b": True}, "i": "id"}}
FULL: Dict[str, Any] = {
    "p": {"s": "salt of the file"},
    "s": [{"n": "Testers", "r": [{"a": "Email", "c": 2, "l": ["@example.com"]}]}],
    "f": {"flag": {"t": 0, "v": {"b": False}, "r": [RULE]}, "d": {"t": 3, "v": {"d": 2.0}}},
}


def test_a_file_with_a_config(sdk: Sdk, tmp_path: Path) -> None:
    write(tmp_path / "config.json", FULL)
    client = from_file(sdk, tmp_path / "config.json")
    tester = sdk.User("x", "a@example.com")
    assert client.get_value("flag", None) is False
    assert client.get_value("flag", None, tester) is True
    details = client.get_value_details("flag", None, tester)
    assert details.variation_id == "id"
    assert details.matched_targeting_rule["s"] == RULE["s"]
    assert repr(client.get_value("d", None)) == "2.0"
    assert client.get_key_and_value("id") == ("flag", True)


def test_rules_of_overrides_and_config(sdk: Sdk, cdn: Cdn, tmp_path: Path) -> None:
    """Each setting has the salt and the segments of the config that it comes from; prerequisites are looked up in both."""
    remote = json.loads(json.dumps(FULL))
    remote["s"][0]["r"][0]["l"] = ["@other.com"]
    remote["f"]["remote"] = remote["f"].pop("flag")
    prerequisite = {"p": {"f": "remote", "c": 0, "v": {"b": True}}}
    local = json.loads(json.dumps(FULL))
    local["f"]["dependent"] = {"t": 2, "v": {"i": 0}, "r": [{"c": [prerequisite], "s": {"v": {"i": 1}}}]}
    cdn.serve(remote)
    write(tmp_path / "config.json", local)
    for behaviour in (sdk.Behaviour.LocalOverRemote, sdk.Behaviour.RemoteOverLocal):
        overrides = sdk.FileOverrides(str(tmp_path / "config.json"), behaviour)
        client = sdk.idle(new_sdk_key(), base_url=cdn.url, flag_overrides=overrides)
        client.force_refresh()
        for email, expected in (("a@example.com", (True, False, 0)), ("a@other.com", (False, True, 1))):
            user = sdk.User("x", email)
            assert tuple(client.get_value(key, None, user) for key in ("flag", "remote", "dependent")) == expected


@pytest.mark.parametrize("name", ["p", "s"])
def test_files_with_null(vexil: Sdk, tmp_path: Path, name: str) -> None:
    """The official package raises."""
    config = {**FULL, name: None}
    write(tmp_path / "config.json", config)
    client = from_file(vexil, tmp_path / "config.json")
    assert client.get_value("d", None) == 2.0
    assert client.get_all_keys() == ["flag", "d"]


def test_a_file_is_read_again(sdk: Sdk, tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    write(path, {"flags": {"a": 1}})
    client = from_file(sdk, path)
    assert client.get_value("a", 0) == 1
    write(path, {"flags": {"a": 2}})
    assert client.get_value("a", 0) == 2
    write(path, FULL)
    assert client.get_value("a", 0) == 0
    assert client.get_all_keys() == ["flag", "d"]
    write(path, {"flags": {"b": 3}})
    assert client.get_all_values() == {"b": 3}


def test_files_without_flags(sdk: Sdk, logs: Logs, tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    write(path, "{}")
    client = from_file(sdk, path)
    for content in ("{}", '{"f": {}}', "{}", '{"flags": {}}'):
        write(path, content)
        assert client.get_value("a", 5) == 5
    assert logs.ids == [1000, 1001, 1000, 1001]


def test_no_file(sdk: Sdk, logs: Logs, tmp_path: Path) -> None:
    path = tmp_path / "100%s.json"
    errors: List[str] = []
    overrides = sdk.FileOverrides(str(path), sdk.Behaviour.LocalOnly)
    client = sdk.get("file", sdk.Options(flag_overrides=overrides, hooks=sdk.Hooks(on_error=errors.append)))
    missing = (
        f"Cannot find the local config file '{path}'. This is a path that your application provided to the ConfigCat SDK by "
        "passing it to the constructor of the `LocalFileFlagOverrides` class. "
        "Read more: https://configcat.com/docs/sdk-reference/python/#json-file"
    )
    assert logs.messages == [f"[1300] {missing}"]
    assert errors == [missing]
    logs.clear()
    assert client.get_value("a", 5) == 5
    assert client.get_all_keys() == []
    text = f"[1302] Failed to read the local config file '{path}'."
    assert [message[:60] for message in logs.messages] == [
        text[:60],
        "[1000] Config JSON is not present when evaluating setting 'a'"[:60],
        text[:60],
        "[1000] Config JSON is not present. Returning empty list."[:60],
    ]
    assert logs.messages[0] == text
    assert isinstance(logs.records[0].exc_info[1], OSError)  # type: ignore[index]
    assert errors[1].startswith(f"{text[7:]}\n[Errno 2] No such file or directory")
    logs.clear()
    write(path, {"flags": {"a": 1}})
    assert client.get_value("a", 5) == 1
    path.unlink()
    assert client.get_value("a", 5) == 1
    assert logs.messages == [text]


@pytest.mark.parametrize("content", ["", "{", "nothing", "\xff"])
def test_a_file_that_is_no_json(sdk: Sdk, logs: Logs, tmp_path: Path, content: str) -> None:
    path = tmp_path / "flags.json"
    write(path, {"flags": {"a": 1}})
    client = from_file(sdk, path)
    assert client.get_value("a", 5) == 1
    stamp = path.stat().st_mtime
    path.write_bytes(content.encode("latin-1"))
    os.utime(path, (stamp + 1, stamp + 1))
    assert client.get_value("a", 5) == 1
    assert client.get_value("a", 5) == 1
    assert logs.messages == [f"[2302] Failed to decode JSON from the local config file '{path}'."]
    assert isinstance(logs.records[0].exc_info[1], ValueError)  # type: ignore[index]
    write(path, {"flags": {"a": 2}})
    assert client.get_value("a", 5) == 2


@pytest.mark.parametrize("content", ["[]", "5", "null", '"flags"', '{"flags": null}', '{"flags": [1]}', "[" * 100_000])
def test_a_file_that_is_no_config(vexil: Sdk, logs: Logs, tmp_path: Path, content: str) -> None:
    """The official package raises."""
    path = tmp_path / "flags.json"
    write(path, content)
    client = from_file(vexil, path)
    assert client.get_value("a", 5) == 5
    assert client.get_all_values() == {}
    assert logs.ids == [2302, 1000, 1000]


@pytest.mark.parametrize(
    "flags", ["null", "[]", "5", '{"a": null}', '{"a": 5}', '{"a": {"t": 0}}', '{"a": {"t": "x", "v": 1}}']
)
def test_a_file_with_a_spoiled_config(vexil: Sdk, tmp_path: Path, flags: str) -> None:
    path = tmp_path / "flags.json"
    write(path, '{"f": %s}' % flags)
    client = from_file(vexil, path)
    assert client.get_value("a", 5) == 5
    assert client.get_all_values() == {}
    assert client.get_key_and_value("x") is None
    assert client.get_all_keys() == (["a"] if "a" in flags else [])


def test_a_path_of_another_type(sdk: Sdk, tmp_path: Path) -> None:
    write(tmp_path / "flags.json", {"flags": {"a": 1}})
    overrides = sdk.FileOverrides(tmp_path / "flags.json", sdk.Behaviour.LocalOnly)
    assert sdk.get("path", sdk.Options(flag_overrides=overrides)).get_value("a", 0) == 1


def of_the_application(sdk: Sdk, give: Any, behaviour: Optional[Any] = None) -> Any:
    """Overrides that a function gives, each time."""

    class Source(sdk.DataSource):  # type: ignore[misc]
        def get_overrides(self) -> Any:
            return give()

    class Overrides(sdk.FlagOverrides):  # type: ignore[misc]
        def create_data_source(self, log: Any) -> Any:
            log.warning("A data source for %s.", "tests", event_id=7)
            return Source(sdk.Behaviour.LocalOnly if behaviour is None else behaviour)

    return Overrides()


def test_a_data_source_of_the_application(sdk: Sdk, logs: Logs) -> None:
    config: Dict[str, Any] = {"f": {"a": {"t": 2, "v": {"i": 1}, "i": "id"}}}
    client = sdk.get("own", sdk.Options(flag_overrides=of_the_application(sdk, lambda: config)))
    assert logs.messages == ["[7] A data source for tests."]
    assert client.get_value("a", 0) == 1
    assert client.get_value_details("a", 0).variation_id == "id"
    config["f"]["a"]["v"]["i"] = 2
    assert client.get_value("a", 0) == 2
    config["f"]["b"] = {"t": 1, "v": {"s": "x"}}
    assert client.get_all_values() == {"a": 2, "b": "x"}


def test_a_data_source_over_a_config(sdk: Sdk, cdn: Cdn) -> None:
    config: List[Any] = [None]
    overrides = of_the_application(sdk, lambda: config[0], sdk.Behaviour.LocalOverRemote)
    client = sdk.idle(new_sdk_key(), base_url=cdn.url, flag_overrides=overrides)
    client.force_refresh()
    assert client.get_value("text", "") == "hello"
    config[0] = {"f": {"text": {"t": 1, "v": {"s": "mine"}}}}
    assert client.get_value("text", "") == "mine"
    assert client.get_value("flag", None) is True
    config[0] = {}
    with_nothing = client.get_all_values()
    assert with_nothing["text"] == "hello"


@pytest.mark.parametrize(
    "given", [ValueError("of the application"), 5, [], "x", {"f": 5}, {"f": {"a": object()}}, {5: 5}]
)
def test_a_data_source_that_fails(vexil: Sdk, logs: Logs, given: Any) -> None:
    def give() -> Any:
        if isinstance(given, Exception):
            raise given
        return given

    client = vexil.get("own", vexil.Options(flag_overrides=of_the_application(vexil, give)))
    logs.clear()
    assert client.get_value("a", 5) == 5
    assert client.get_value_details("a", 5).is_default_value
    assert client.get_all_values() == {}
    assert client.get_all_value_details() == [] or client.get_all_keys() == ["a"]
    assert client.get_key_and_value("x") is None
    assert logs.ids[:2] == ([1002, 1002] if isinstance(given, Exception) else logs.ids[:2])


def test_what_a_failing_data_source_logs(vexil: Sdk, logs: Logs) -> None:
    def give() -> Any:
        raise ValueError("of the application")

    client = vexil.get("own", vexil.Options(flag_overrides=of_the_application(vexil, give)))
    logs.clear()
    client.get_value("a", 5)
    client.get_all_values()
    assert logs.messages == [
        "[1002] Error occurred in the `get_value` method while evaluating setting 'a'. Returning the `default_value` parameter that "
        "you specified in your application: '5'.",
        "[1002] Error occurred in the `get_all_values` method. Returning empty dictionary.",
    ]
    assert all(record.exc_info is not None for record in logs.records)
