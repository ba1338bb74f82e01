"""``get_value`` of generation 5 beside the official package 5.0.0, in two processes that take turns."""

from __future__ import annotations

from configs import few_flags, few_flags_v5
from operations import FLAGS
from packages import MODULES, OURS
from processes import Child
from rows import Row
from timing import Figure, Settings

from support.cdn import Cdn, new_sdk_key

#: Those that generation 5 can write without a salt.
KEYS = ["static", "text", "percentage"]

_FIRST = 64


def run(settings: Settings, official_python: str) -> list[Row]:
    with Cdn(few_flags()) as ours_cdn, Cdn(few_flags_v5()) as official_cdn:
        ours = Child("legacy.py", {"module": MODULES[OURS], "url": ours_cdn.url, "sdk_key": new_sdk_key()})
        given = {"module": "configcatclient", "url": official_cdn.url, "sdk_key": new_sdk_key()}
        official = Child("legacy.py", given, official_python)
        children = [ours, official]
        rows = [measure(key, children, settings) for key in KEYS]
        for child in children:
            child.close()
    return rows


def measure(key: str, children: list[Child], settings: Settings) -> Row:
    answers = [child.ask([key, _FIRST])["hits"] for child in children]
    if len(set(answers)) > 1:
        raise ValueError(f"{key}: the answers differ: {answers}")
    calls = [calls_per_block(key, child, settings) for child in children]
    samples: list[list[float]] = [[] for _ in children]
    for turn in range(settings.rounds):
        for step in range(len(children)):
            index = (step + turn) % len(children)
            samples[index].append(children[index].ask([key, calls[index]])["taken"] / 1e3)
    ours, official = (Figure.of(taken) for taken in samples)
    return Row(f"get_value, {FLAGS[key]}", "µs", ours, official)


def calls_per_block(key: str, child: Child, settings: Settings) -> int:
    calls = _FIRST
    taken = child.ask([key, calls])["taken"]
    for _ in range(5):
        calls = max(1, round(settings.block_seconds * 1e9 / taken))
        taken = child.ask([key, calls])["taken"]
    return calls
