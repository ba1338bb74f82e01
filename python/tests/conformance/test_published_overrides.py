"""Overrides: prerequisite flags and segments of a config meet flags of another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import pytest

from support.cdn import Cdn, new_sdk_key
from support.conformance import needs_data, read_json, read_text, vectors
from support.records import caught
from support.sides import OFFICIAL, OURS, load

PACKAGES = (OFFICIAL, OURS)
MISMATCHES = 28


def _evaluate(name: str, overrides: Any, config: str, calls: List[Any], behaviour: str) -> List[Any]:
    """Values, errors and logs of a client with overrides. ``overrides``: the values by key, or the path of a file."""
    package: Any = load(name)
    how = package.overridedatasource.OverrideBehaviour[behaviour]
    if isinstance(overrides, dict):
        source = package.localdictionarydatasource.LocalDictionaryFlagOverrides(
            source=overrides, override_behaviour=how
        )
    else:
        source = package.localfiledatasource.LocalFileFlagOverrides(str(overrides), how)
    with Cdn(config) as cdn, caught() as records:
        mode = package.PollingMode.manual_poll()
        options = package.ConfigCatOptions(base_url=cdn.url, polling_mode=mode, flag_overrides=source)
        client = package.get(new_sdk_key(), options)
        try:
            client.force_refresh()
            details = [
                client.get_value_details(key, default, user and package.user.User(*user))
                for key, default, user in calls
            ]
            keys = client.get_all_keys()
            # The official package logs an empty text for keys that it does not know; this one does not, on purpose.
            logged = [str(record) for record in records if record.message != "[5000] "]
            return [keys] + [[each.value, type(each.value), each.error] for each in details] + logged
        finally:
            client.close()


def _revive(values: Dict[str, Any]) -> Dict[str, Any]:
    return {key: None if isinstance(value, dict) and "$undefined" in value else value for key, value in values.items()}


@needs_data
def test_prerequisite_flags_overridden_by_a_value_of_another_type() -> None:
    given = vectors()["prerequisiteMismatch"]
    compared = 0
    for case in given["cases"]:
        call = [(case["key"], given["default"], None)]
        theirs, ours = (
            _evaluate(name, _revive(case["override"]), read_text(given["config"]), call, given["behaviour"])
            for name in PACKAGES
        )
        assert ours == theirs, case
        assert ours[1][0] == case["expected"], case
        compared += 1
    print(f"\n{compared} of {MISMATCHES} cases")
    assert compared == MISMATCHES


_USERS = [
    None,
    ("12345", "kate@configcat.com", "USA"),
    ("stranger", "x@example.com", None),
    ("id", None, "DE", {"User": "a"}),
]


@needs_data
@pytest.mark.parametrize("behaviour", ["LocalOnly", "LocalOverRemote", "RemoteOverLocal"])
@pytest.mark.parametrize(
    "file, remote",
    [
        ("test_override_flagdependency_v6.json", "JoGwdqJZQ0K2xDy7LnbyOg"),
        ("test_override_segments_v6.json", "h99HYXWWNE2bH8eWyLAVMA"),
    ],
)
def test_published_override_files(behaviour: str, file: str, remote: str, tmp_path: Path) -> None:
    path = tmp_path / file
    local = f"rust-sdk/tests/data/{file}"
    path.write_text(read_text(local), encoding="utf-8")
    config = f"derived/configs-v6/configcat-sdk-1__JcPbCGl_1E-K9M-fJOyKyQ__{remote}.json"
    keys = sorted({*read_json(local)["f"], *read_json(config)["f"]})
    calls = [(key, None, user) for key in keys for user in _USERS]
    theirs, ours = (_evaluate(name, path, read_text(config), calls, behaviour) for name in PACKAGES)
    assert ours == theirs
    assert len(calls) >= 16


@needs_data
@pytest.mark.parametrize("file", ["test_json_simple.json", "test_json_complex.json"])
def test_published_files_of_both_forms(file: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.write_text(read_text(f"rust-sdk/tests/data/{file}"), encoding="utf-8")
    found = json.loads(path.read_text(encoding="utf-8"))
    calls = [(key, None, None) for key in found.get("flags", found.get("f"))]
    theirs, ours = (_evaluate(name, path, '{"f":{}}', calls, "LocalOnly") for name in PACKAGES)
    assert ours == theirs
    assert len(calls) > 3
