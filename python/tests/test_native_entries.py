"""Entries of the native module: configs with their time and ETag, and what caches keep of them."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import pytest

from support.flags import document, flag, rule
from vexil._native import Entry

FLAGS = {"bool": flag("b", True), "text": flag("s", "no", rule("Email", 28, "s", "a", {"s": "yes"}))}


def test_entries() -> None:
    empty = Entry.empty()
    assert (
        empty.is_empty,
        empty.snapshot,
        empty.json,
        empty.etag,
        empty.fetch_time,
    ) == (True, None, None, "", 0.0)
    assert empty.is_expired(1e9)
    text = document(FLAGS)
    entry = Entry.parse(text, 1686756435.8449, '"tag"')
    assert (entry.is_empty, entry.json, entry.etag) == (False, text, '"tag"')
    assert entry.fetch_time == pytest.approx(1686756435.8449)
    # The official test vector of the shared cache format.
    assert entry.to_payload() == f'1686756435844\n"tag"\n{text}'
    again = Entry.from_payload(entry.to_payload())
    assert (again.json, again.etag, again.fetch_time) == (text, '"tag"', 1686756435.844)
    assert again.has_same_config(entry) and not again.has_same_config(empty) and empty.has_same_config(Entry.empty())
    assert again.snapshot == entry.snapshot and again.snapshot != empty.snapshot
    assert not Entry.parse(text, time.time(), "").is_expired(60) and Entry.parse(text, time.time() - 61, "").is_expired(
        60
    )


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "Number of values is fewer than expected."),
        ("1\n2", "Number of values is fewer than expected."),
        ("x\ny\n{}", "Invalid fetch time: x"),
        ("nan\ny\n{}", "Invalid fetch time: nan"),
        ("1\n\n{}", "Empty eTag value"),
        ("1\ny\n", None),
        ("1\ny\n[]", None),
        ('1\ny\n{"secret":', None),
    ],
)
def test_payloads_that_are_none(payload: str, reason: Any) -> None:
    with pytest.raises(ValueError) as raised:
        Entry.from_payload(payload)
    assert reason is None or str(raised.value) == reason
    assert "secret" not in str(raised.value)


def test_configs_come_as_they_are() -> None:
    entry = Entry.parse('{"f":{"\\ud800":{"t":1,"v":{"s":"\ud801"}}}}', 0.0, "\udcff")
    assert entry.snapshot is not None
    outcome = entry.snapshot.evaluate("\ud800", None)
    assert outcome is not None and outcome.value == "\ud801"
    assert entry.json == '{"f":{"\\ud800":{"t":1,"v":{"s":"\ud801"}}}}'
    for text in ("", "[]", "{", '"f"', '{"f":[]}'):
        with pytest.raises(ValueError):
            Entry.parse(text, 0.0, "")


def test_lists_of_keys_go_with_their_configs() -> None:
    def make(version: int) -> None:
        flags = {f"key {version} {number}": {"t": 0, "v": {"b": True}} for number in range(2_000)}
        snapshot = Entry.parse(json.dumps({"f": flags}), 1.0, '"x"').snapshot
        assert snapshot is not None
        assert len(snapshot.keys() if version % 2 else snapshot.evaluate_all(None)[0]) == 2_000

    for version in range(4):
        make(version)
    before = sys.getallocatedblocks()
    for version in range(4, 24):
        make(version)
    assert sys.getallocatedblocks() - before < 4_000
