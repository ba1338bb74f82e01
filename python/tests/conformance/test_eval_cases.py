"""Single evaluations with typed attributes, trimming and matched rules."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from data_users import case_user, revive

from support.conformance import needs_data, read_json, read_text
from support.records import Record
from support.sides import Observation, Pair, Side

CASES = 154


def _told(seen: Observation) -> List[Any]:
    details = seen.result
    rule = details.matched_targeting_rule
    records: List[Record] = seen.records
    fields = [details.value, type(details.value), details.variation_id, details.is_default_value, details.error]
    return [*fields, rule is not None, details.matched_percentage_option, [str(record) for record in records]]


def _look(pair: Pair, given: Dict[str, Any]) -> List[Observation]:
    def call(side: Side) -> Any:
        user = case_user(side.package, given["user"])
        return side.client.get_value_details(given["key"], given["defaultValue"], user)

    return pair.observe(call)


@needs_data
def test_eval_cases() -> None:
    groups = {name: cases for name, cases in read_json("derived/eval_cases.json").items() if isinstance(cases, list)}
    by_config: Dict[str, List[Dict[str, Any]]] = {}
    for cases in groups.values():
        for given in cases:
            by_config.setdefault(given["config"], []).append(given)
    compared = 0
    with Pair("cache") as pair:
        for config, cases in by_config.items():
            pair.serve(read_text(config))
            for given in cases:
                theirs, ours = _look(pair, given)
                place = json.dumps(given)
                assert ours.raised is None and theirs.raised is None, place
                assert _told(ours) == _told(theirs), place
                if "expectMatchedTargetingRule" in given:
                    assert (ours.result.matched_targeting_rule is not None) == given["expectMatchedTargetingRule"], (
                        place
                    )
                    assert (ours.result.matched_percentage_option is not None) == given[
                        "expectMatchedPercentageOption"
                    ], place
                assert ours.result.value == revive(given["expected"]), place
                compared += 1
    print(f"\n{compared} of {CASES} cases")
    assert compared == CASES
