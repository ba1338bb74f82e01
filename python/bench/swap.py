"""How long a thread of the program stands still while a large config arrives."""

from __future__ import annotations

import json

from configs import VERSION_KEY, many_flags
from packages import MODULES, OFFICIAL, OURS
from processes import Child
from rows import AT_MOST, Row
from timing import Figure

from support.cdn import Cdn, new_sdk_key

FLAGS = 10_000

#: In milliseconds.
GOAL = 5.0


def run(quick: bool) -> list[Row]:
    texts = [json.dumps(many_flags(FLAGS, version, rules=3), separators=(",", ":")) for version in ("0", "1")]
    stalls: dict[str, dict[str, list[float]]] = {name: {"idle": [], "swap": []} for name in MODULES}
    for _ in range(1 if quick else 2):
        for name, module in MODULES.items():
            with Cdn(texts[0]) as cdn:
                given = {"module": module, "url": cdn.url, "sdk_key": new_sdk_key(), "key": VERSION_KEY}
                child = Child("swap.py", {**given, "swaps": 1 if quick else 5})
                found = child.result(lambda version, cdn=cdn: cdn.serve(texts[int(version)]))
            for kind, seconds in found.items():
                stalls[name][kind].extend(each * 1e3 for each in seconds)
    idle = Figure.of([each for found in stalls.values() for each in found["idle"]])
    ours, official = (stalls[name]["swap"] for name in (OURS, OFFICIAL))
    size = len(texts[0]) / 1e6
    return [
        Row(
            f"longest stall of a thread while a config of {size:.1f} MB is swapped",
            "ms",
            Figure.of(ours),
            Figure.of(official),
            (AT_MOST, GOAL),
            idle,
            f"the worst of {len(ours)}: {max(ours):.1f} and {max(official):.1f} ms",
        )
    ]
