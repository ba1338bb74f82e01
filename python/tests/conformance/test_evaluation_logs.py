"""The log suites: every record is the same as that of the official package."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Tuple

from data_users import log_user

from support.conformance import names, needs_data, read_json, read_text
from support.jsontext import to_json
from support.sides import Pair, Side

FOLDER = "js-unified-sdk/test-data/evaluationlog"
LOGS = 45
#: Logs of the configs of the single evaluations: conversions, trimming and circular dependencies.
MORE = (
    "comparison_attribute_conversion",
    "comparison_attribute_trimming",
    "comparison_value_trimming",
    "test_circulardependency_v6",
)


def _suites() -> Iterator[Tuple[str, str, List[Dict[str, Any]]]]:
    configs = read_json("derived/matrix_index.json")["evaluationlog"]["sdkKeyToConfig"]
    for name in names(FOLDER):
        if name.endswith(".json"):
            suite = read_json(f"{FOLDER}/{name}")
            override = suite.get("jsonOverride")
            config = f"{FOLDER}/_overrides/{override}" if override else configs[suite["sdkKey"]]
            yield name, read_text(config), suite["tests"]


@needs_data
def test_the_recorded_logs() -> None:
    compared = 0
    with Pair("cache") as pair:
        for name, config, tests in _suites():
            pair.serve(config)
            for case in tests:
                theirs, ours = _evaluate(pair, case)
                assert [str(record) for record in ours.records] == [str(record) for record in theirs.records], (
                    name,
                    case,
                )
                assert ours.result == theirs.result == case["returnValue"], (name, case)
                assert any(record.event_id == 5000 for record in ours.records)
                compared += 1
    print(f"\n{compared} of {LOGS} logs")
    assert compared == LOGS


def _evaluate(pair: Pair, case: Dict[str, Any]) -> List[Any]:
    def call(side: Side) -> Any:
        return side.client.get_value(case["key"], case["defaultValue"], log_user(side.package, case.get("user")))

    return pair.observe(call)


@needs_data
def test_logs_of_all_flags_of_all_configs() -> None:
    """Every flag of every published config, for no user and for users of the matrices."""
    compared = 0
    users: List[Any] = [
        None,
        {"Identifier": "12345", "Email": "kate@configcat.com", "Country": "USA", "Custom1": "1.2.3"},
    ]
    users += [
        {"Identifier": "", "Custom1": "admin"},
        {"Identifier": "a@configcat.com", "Email": "a@configcat.com", "Number": 5.0},
    ]
    configs = [f"derived/configs-v6/{name}" for name in names("derived/configs-v6")]
    configs += [f"js-unified-sdk/test-data/{name}.json" for name in MORE]
    with Pair("cache") as pair:
        for config in configs:
            pair.serve(read_text(config))
            for key in read_json(config)["f"]:
                for user in users:
                    theirs, ours = _evaluate(pair, {"key": key, "defaultValue": None, "user": user})
                    assert [str(record) for record in ours.records] == [str(record) for record in theirs.records], (
                        config,
                        key,
                    )
                    assert (type(ours.result), ours.result) == (type(theirs.result), theirs.result), (config, key)
                    compared += 1
    print(f"\n{compared} logs of {len(configs)} configs")
    assert (compared, len(configs)) == (1024, 25)


@needs_data
def test_circular_dependencies() -> None:
    cases = read_json("go-sdk/resources/circular_dep.json")["tests"]
    with Pair("file") as pair:
        pair.serve(to_json(read_json("js-unified-sdk/test-data/test_circulardependency_v6.json")))
        for case in cases:
            theirs, ours = _evaluate(pair, case)
            assert ours.result == theirs.result == case["returnValue"]
            assert [str(record) for record in ours.records] == [str(record) for record in theirs.records]
            assert "Circular dependency detected" in ours.records[0].message
    assert len(cases) == 3
