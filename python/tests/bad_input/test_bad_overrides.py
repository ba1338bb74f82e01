"""Override files and dictionaries that are malformed, beside the official package."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Dict, List

import pytest
from outcome import events, told

from support.cdn import new_sdk_key
from support.records import caught
from support.sides import OFFICIAL, OURS, Observation, load

FLAG = '{"t":0,"v":{"b":true},"i":"i"}'
FILES: Dict[str, bytes] = {
    "nothing": b"",
    "a brace": b"{",
    "a list": b"[]",
    "null": b"null",
    "a number": b"5",
    "a text": b'"flags"',
    "no members": b"{}",
    "flags null": b'{"flags":null}',
    "flags a list": b'{"flags":["a"]}',
    "flags a number": b'{"flags":5}',
    "no flags": b'{"flags":{}}',
    "a flag null": b'{"flags":{"flag":null,"other":true}}',
    "a flag that is a list": b'{"flags":{"flag":[1],"other":1}}',
    "a flag that is an object": b'{"flags":{"flag":{"t":0},"other":1.5}}',
    "a flag that is no number": b'{"flags":{"flag":NaN,"other":1e999}}',
    "a large number": b'{"flags":{"flag":123456789012345678901234567890,"other":1e400}}',
    "both forms": b'{"flags":{"flag":true},"f":{"other":' + FLAG.encode() + b"}}",
    "the full form": b'{"f":{"flag":' + FLAG.encode() + b"}}",
    "the full form without flags": b'{"p":{}}',
    "the full form with a null": b'{"f":null}',
    "the full form with a list": b'{"f":[]}',
    "a byte order mark": b'\xef\xbb\xbf{"flags":{"flag":true}}',
    "UTF-16": '{"flags":{"flag":true}}'.encode("utf-16"),
    "no UTF-8": b'{"flags":{"flag":"\xff\xfe"}}',
    "rubbish": bytes(range(256)),
    "more behind": b'{"flags":{"flag":true}} x',
    "twice": b'{"flags":{"flag":true,"flag":false}}',
    "lone surrogates": b'{"flags":{"flag":"\\ud800","\\udc00":true}}',
}
#: The official package raises out of all calls with these.
ONLY_OURS = {
    "a list",
    "null",
    "a number",
    "a text",
    "flags null",
    "flags a list",
    "flags a number",
    "the full form with a list",
    "the full form with a null",
}


class Opened:
    """A client of one package with overrides and nothing else."""

    def __init__(self, name: str, overrides: Any) -> None:
        package: Any = load(name)
        behaviour = package.overridedatasource.OverrideBehaviour.LocalOnly
        if isinstance(overrides, (str, Path)):
            source = package.localfiledatasource.LocalFileFlagOverrides(overrides, behaviour)
        else:
            source = package.localdictionarydatasource.LocalDictionaryFlagOverrides(overrides, behaviour)
        self.seen: List[Observation] = []
        self.opening = Observation()
        with caught() as records:
            self.client = package.get(new_sdk_key(), package.ConfigCatOptions(flag_overrides=source))
        self.opening.records = records

    def look(self) -> List[Any]:
        """What all calls do."""
        calls = (
            lambda client: client.get_value("flag", "default"),
            lambda client: client.get_value_details("other", None).value,
            lambda client: client.get_all_keys(),
            lambda client: client.get_all_values(),
            lambda client: client.get_key_and_value("i"),
        )
        result: List[Any] = [events(self.opening)]
        for call in calls:
            seen = Observation()
            with caught() as records:
                try:
                    seen.result = call(self.client)
                except Exception as error:
                    seen.raised = error
            seen.records = records
            # To get all values, the official package reads the file again for each of them.
            result += [told(seen), sorted(set(events(seen)))]
        return result


@pytest.mark.parametrize("name", FILES)
def test_files(name: str, tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    path.write_bytes(FILES[name])
    theirs, ours = (Opened(package, str(path)) for package in (OFFICIAL, OURS))
    expected, actual = theirs.look(), ours.look()
    assert not any("raises" in str(each) for each in actual), actual
    assert any("raises" in str(each) for each in expected) == (name in ONLY_OURS), expected
    if name not in ONLY_OURS:
        assert actual == expected
    for opened in (theirs, ours):
        opened.client.close()


@pytest.mark.parametrize("name", FILES)
def test_files_that_turn_bad_and_good_again(name: str, tmp_path: Path) -> None:
    path = tmp_path / "flags.json"
    good = b'{"flags":{"flag":true,"other":5}}'
    told_by: Dict[str, List[Any]] = {}
    for package in (OFFICIAL, OURS):
        path.write_bytes(good)
        os.utime(path, (1, 1))
        opened = Opened(package, str(path))
        told_by[package] = opened.look()
        path.write_bytes(FILES[name])
        os.utime(path, (2, 2))
        told_by[package] += opened.look()
        path.write_bytes(good)
        os.utime(path, (3, 3))
        told_by[package] += opened.look()
        path.unlink()
        told_by[package] += opened.look()
        opened.client.close()
    assert not any("raises" in str(each) for each in told_by[OURS])
    if name not in ONLY_OURS:
        assert told_by[OURS] == told_by[OFFICIAL]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    for path in (
        tmp_path,
        tmp_path / "missing.json",
        tmp_path / "missing" / "x.json",
        str(tmp_path / "\udcff.json"),
        "x" * 5000,
    ):
        theirs, ours = (Opened(package, path) for package in (OFFICIAL, OURS))
        assert ours.look() == theirs.look(), path
        for opened in (theirs, ours):
            opened.client.close()


DICTIONARIES: Dict[str, Any] = {
    "empty": {},
    "nothing of use": {"flag": None, "other": []},
    "a nested one": {"flag": {"flag": True}},
    "subclasses": {"flag": type("Text", (str,), {})("x"), "other": type("Whole", (int,), {})(5)},
    "long": {"flag": "x" * 100_000, "other": 10**400},
    "no numbers": {"flag": float("nan"), "other": float("-inf")},
    "surrogates": {"flag": "\ud800", "\ud800": True},
}


@pytest.mark.parametrize("name", DICTIONARIES)
def test_dictionaries(name: str) -> None:
    theirs, ours = (Opened(package, DICTIONARIES[name]) for package in (OFFICIAL, OURS))
    expected, actual = theirs.look(), ours.look()
    assert not any("raises" in str(each) for each in actual), actual
    assert actual == expected
    for opened in (theirs, ours):
        opened.client.close()


def test_keys_that_are_no_texts_are_left_out() -> None:
    """On purpose: no caller could ask for them. The official package lists them."""
    opened = Opened(OURS, {1: True, None: False, ("a",): 1, b"flag": True, "flag": 2})
    assert opened.client.get_all_values() == {"flag": 2}
    assert opened.client.get_all_keys() == ["flag"]
    assert opened.client.get_value(1, "default") == "default"
    opened.client.close()


@pytest.mark.parametrize("source", [5, "flags", ["flag"]], ids=repr)
def test_what_is_no_dictionary_is_refused_when_the_client_is_made(source: Any) -> None:
    errors = []
    for name in (OFFICIAL, OURS):
        package: Any = load(name)
        behaviour = package.overridedatasource.OverrideBehaviour.LocalOnly
        overrides = package.localdictionarydatasource.LocalDictionaryFlagOverrides(source, behaviour)
        with pytest.raises(AttributeError) as raised:
            package.get(new_sdk_key(), package.ConfigCatOptions(flag_overrides=overrides))
        errors.append(str(raised.value))
    assert errors[1] == errors[0]
