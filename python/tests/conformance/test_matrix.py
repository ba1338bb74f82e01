"""The published test matrices, cell by cell."""

from __future__ import annotations

from typing import Any, List, Tuple

import pytest
from data_users import matrix_user

from support.cdn import Cdn
from support.conformance import FOLDER, needs_data, read_json, read_text
from support.sides import OURS, load

#: All cells of the public matrices, each with every config that is published for it.
CELLS = 32_360


def suites() -> List[Tuple[str, str, str, str]]:
    """File, what its cells say, SDK key, and the file of the config."""
    suites = read_json("derived/matrix_index.json")["v6"]["suites"] if FOLDER.is_dir() else {}
    return [
        (file, suite["kind"], config["sdkKey"], config["config"])
        for file, suite in suites.items()
        for config in suite["configs"]
    ]


def read_rows(file: str) -> Tuple[List[str], List[List[str]]]:
    lines = [line.split(";") for line in read_text(f"js-unified-sdk/test-data/{file}").splitlines() if line]
    return lines[0], lines[1:]


def is_same(actual: Any, expected: str) -> bool:
    if type(actual) is bool:
        return str(actual).lower() == expected.lower()
    if type(actual) in (int, float):
        return actual == float(expected)
    return bool(actual == expected)


def _open(package: Any, sdk_key: str, cdn: Cdn) -> Any:
    options = package.ConfigCatOptions(base_url=cdn.url, polling_mode=package.PollingMode.manual_poll())
    client = package.get(sdk_key, options)
    assert client.force_refresh().is_success
    return client


@needs_data
@pytest.mark.parametrize("file, kind, sdk_key, config", suites())
def test_matrix(file: str, kind: str, sdk_key: str, config: str) -> None:
    package: Any = load(OURS)
    header, rows = read_rows(file)
    keys = [key for key in header[4:] if key]
    wrong = []
    cells = 0
    with Cdn(read_text(config)) as cdn:
        client = _open(package, sdk_key, cdn)
        try:
            for row in rows:
                user = matrix_user(package, row, header[3])
                values = client.get_all_values(user)
                for key, expected in zip(keys, row[4:]):
                    details = client.get_value_details(key, None, user)
                    value = client.get_value(key, None, user)
                    assert type(value) is type(details.value) and value == details.value == values[key]
                    actual = value if kind == "value" else details.variation_id
                    cells += 1
                    if not is_same(actual, expected):
                        wrong.append((key, str(user), expected, actual))
        finally:
            client.close()
    assert wrong == []
    assert cells == len(rows) * len(keys) > 0


@needs_data
def test_these_are_all_cells() -> None:
    total = 0
    for file, _, _, _ in suites():
        header, rows = read_rows(file)
        total += len(rows) * len([key for key in header[4:] if key])
    print(f"\n{total} cells of {len(suites())} matrices")
    assert (total, len(suites())) == (CELLS, 19)
