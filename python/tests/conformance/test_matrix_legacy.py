"""The published test matrices, cell by cell, through the clients of generation 5."""

from __future__ import annotations

from typing import Any

import pytest
from data_users import matrix_user
from test_matrix import is_same, read_rows, suites

from support.cdn import Cdn
from support.conformance import needs_data, read_text
from support.sides import OURS, load


@needs_data
@pytest.mark.parametrize("file, kind, sdk_key, config", [suite for suite in suites() if "configcat-sdk-1" in suite[2]])
def test_matrix(file: str, kind: str, sdk_key: str, config: str) -> None:
    package: Any = load(OURS)
    header, rows = read_rows(file)
    keys = [key for key in header[4:] if key]
    wrong, cells = [], 0
    with Cdn(read_text(config)) as cdn:
        client = package.create_client_with_manual_poll(sdk_key, base_url=cdn.url)
        try:
            client.force_refresh()
            for row in rows:
                user = matrix_user(package, row, header[3])
                for key, expected in zip(keys, row[4:]):
                    value = client.get_value(key, None, user)
                    actual = value if kind == "value" else client.get_variation_id(key, None, user)
                    cells += 1
                    if not is_same(actual, expected):
                        wrong.append((key, str(user), expected, actual))
        finally:
            client.stop()
    assert wrong == []
    assert cells == len(rows) * len(keys) > 0
