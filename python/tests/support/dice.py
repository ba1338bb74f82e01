"""Randomness that can be repeated."""

from __future__ import annotations

import os
import random
from typing import Any, Callable, List, Sequence, Tuple, TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """A source of random choices: the same seed gives the same sequence."""

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def pick(self, items: Sequence[T]) -> T:
        return items[self.randrange(len(items))]

    def choose(self, *choices: Tuple[float, Callable[[], Any]]) -> Any:
        """Calls one of the functions, each as often as its weight says."""
        rest = self.random() * sum(weight for weight, _ in choices)
        for weight, make in choices:
            rest -= weight
            if rest < 0:
                return make()
        return choices[-1][1]()

    def times(self, count: int, make: Callable[[], T]) -> List[T]:
        return [make() for _ in range(count)]

    def shuffled(self, items: Sequence[T]) -> List[T]:
        return self.sample(items, len(items))


def run_seed() -> int:
    """The seed of this run: that of the environment variable VEXIL_SEED, or a new one. Tests print it."""
    given = os.environ.get("VEXIL_SEED", "")
    return int(given) if given.isdigit() else random.SystemRandom().randrange(2**32)


def run_count(usual: int) -> int:
    """How many evaluations to compare: VEXIL_EVALUATIONS, or as many as usual."""
    given = os.environ.get("VEXIL_EVALUATIONS", "")
    return int(given) if given.isdigit() else usual
