"""``npm run bench:python [-- --quick] [-- --only GROUP] [-- --json FILE]``: Vexil beside the official package.

A missed goal is a result; only errors make the command fail.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Callable

# The tests' server; the package itself comes from the wheel.
sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

import costs  # noqa: E402
import legacy  # noqa: E402
import operations  # noqa: E402
import swap  # noqa: E402
from packages import versions  # noqa: E402
from rows import Row, describe_machine, show, write  # noqa: E402
from timing import FULL, QUICK  # noqa: E402

GROUPS = ["operations", "legacy", "costs", "swap"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures Vexil beside configcat-client.")
    parser.add_argument("--quick", action="store_true", help="only show that everything runs")
    parser.add_argument("--only", choices=GROUPS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    parser.add_argument("--legacy-python", required=True, help="the interpreter that has configcat-client 5.0.0")
    options = parser.parse_args()
    settings = QUICK if options.quick else FULL
    groups: dict[str, tuple[str, Callable[[], list[Row]]]] = {
        "operations": ("Calls", lambda: operations.run(settings)),
        "legacy": ("Calls of generation 5, beside 5.0.0", lambda: legacy.run(settings, options.legacy_python)),
        "costs": ("Imports and memory", lambda: costs.run(options.quick)),
        "swap": ("A large config arrives", lambda: swap.run(options.quick)),
    }
    start = time.monotonic()
    machine = describe_machine(versions("5.0.0"))
    results: dict[str, list[Row]] = {}
    for name, (title, run) in groups.items():
        if options.only in (None, name):
            results[title] = run()
            show(title, results[title])
    rows = [row for found in results.values() for row in found]
    missed = sum(row.met is False for row in rows)
    print(f"\n{machine}\n{len(rows)} rows, {missed} goals missed, {time.monotonic() - start:.0f} s")
    if options.json is not None:
        write(options.json, machine, results)


if __name__ == "__main__":
    main()
