"""What a package costs a process, beside the time of calls: imports and memory."""

from __future__ import annotations

from typing import Any, Optional

from configs import many_flags
from packages import MODULES, OFFICIAL, OURS
from processes import Child
from rows import Row
from timing import Figure

from support.cdn import Cdn, new_sdk_key

FEW, MANY = 10, 10_000


def run(quick: bool) -> list[Row]:
    imports = turns(2 if quick else 11, None, quick)
    with Cdn(many_flags(FEW)) as few, Cdn(many_flags(MANY, rules=3)) as many:
        small = turns(1 if quick else 5, few, quick)
        large = turns(1 if quick else 3, many, quick)

    def row(name: str, unit: str, scale: float, found: dict[str, list[Any]], key: str, less: float = 0.0) -> Row:
        ours, official = (
            Figure.of([sample[key] * scale - less * base[name_]["client"] * scale for sample in found[name_]])
            for name_ in (OURS, OFFICIAL)
        )
        return Row(name, unit, ours, official)

    base = {name: samples[len(samples) // 2] for name, samples in small.items()}
    return [
        row("import of the package", "ms", 1e3, imports, "import"),
        row("memory that the import takes", "MB", 1e-6, imports, "imported"),
        row(f"memory of the package with a client of {FEW} flags", "MB", 1e-6, small, "client"),
        row(f"memory that a config of {MANY:,} flags (7 MB) adds", "MB", 1e-6, large, "client", less=1.0),
    ]


def turns(count: int, cdn: Optional[Cdn], quick: bool) -> dict[str, list[Any]]:
    """So many processes of each package, in turns."""
    samples: dict[str, list[Any]] = {name: [] for name in MODULES}
    # The first of each writes its compiled modules.
    for turn in range(count + 1):
        for name, module in MODULES.items():
            url = {} if cdn is None else {"url": cdn.url, "sdk_key": new_sdk_key(), "settle": 0.01 if quick else 0.2}
            found = Child("costs.py", {"module": module, **url}).result()
            if turn > 0:
                samples[name].append(found)
    return samples
