"""Evaluations beside those of configcat-client 5.0.0, which were recorded: values, variation ids, and every log record.

``data/legacy_records.json`` has random flags of the kind that both config formats can say, and what 5.0.0 made of the same flags in its
own format. Hashed comparison values are not among them: their salt is another one.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

import pytest
from conftest import Logs

from support.cdn import Cdn, new_sdk_key
from vexil import configcatclient
from vexil.configcatclient.user import User

DATA: Dict[str, Any] = json.loads((Path(__file__).parent / "data" / "legacy_records.json").read_text(encoding="utf-8"))
CASES: List[Dict[str, Any]] = DATA["cases"]


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with Cdn({"f": DATA["f"]}) as cdn:
        client = configcatclient.create_client_with_manual_poll(new_sdk_key(), base_url=cdn.url)
        client.force_refresh()
        yield client
        client.stop()


def user_of(case: Dict[str, Any]) -> Any:
    return User(*case["user"]) if isinstance(case["user"], list) else case["user"]


def same(value: Any) -> Tuple[type, Any]:
    return type(value), value


def told(logs: Logs) -> List[str]:
    return [f"{record.levelname[0]} {record.getMessage()}" for record in logs.records]


@pytest.mark.parametrize("index", range(len(CASES)))
def test_recorded(client: Any, logs: Logs, index: int) -> None:
    case = CASES[index]
    logs.set_level(logging.INFO)
    assert same(client.get_value(case["key"], "DEF", user_of(case))) == same(case["value"])
    assert told(logs) == case["records"]
    logs.clear()
    assert client.get_variation_id(case["key"], "dv", user_of(case)) == case["variation_id"]
    assert told(logs) == case["records"]
    logs.clear()
    logs.set_level(logging.WARNING)
    assert same(client.get_value(case["key"], "DEF", user_of(case))) == same(case["value"])
    assert told(logs) == [record for record in case["records"] if not record.startswith("I")]


def test_all_kinds_of_records_are_among_them() -> None:
    records = [record for case in CASES for record in case["records"]]
    for part in ("=> no match", "=> match, ", "=> SKIP", "% options", "Returning [", "I Returning ", "missing!"):
        assert sum(part in record for record in records) > 5, part
