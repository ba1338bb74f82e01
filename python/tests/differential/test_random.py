"""Random configs, users and calls, beside the official package."""

from __future__ import annotations

from compare import Comparison

from support.dice import run_count, run_seed
from support.sides import Pair

EVALUATIONS = 20_000


def test_random_configs_and_users() -> None:
    seed, count = run_seed(), run_count(EVALUATIONS)
    pairs = [
        Pair("http"),
        Pair("lazy"),
        Pair("auto"),
        Pair("http", hooked=True),
        Pair("cache", hooked=True),
        Pair("file"),
    ]
    comparison = Comparison(seed, pairs)
    try:
        comparison.run(count)
    finally:
        for pair in pairs:
            pair.close()
    print(
        f"\n{comparison.evaluations} evaluations compared with seed {seed}; "
        f"deliberate differences: {dict(comparison.excused)}"
    )
    assert not comparison.reports, "\n\n".join(comparison.reports)
    assert comparison.evaluations >= count
