"""Compares the packages call by call, and reports a difference on the smallest config that shows it."""

from __future__ import annotations

import collections
import json
import logging
from typing import Any, Counter, List, Optional, Tuple

from calls import Call, any_evaluation, tell, whole_config_calls
from deliberate import Difference, excused
from worlds.config import World, is_well_formed

from support.dice import Dice
from support.jsontext import to_json
from support.shrink import shrink
from support.sides import Pair

CALLS_PER_WORLD = 60
#: What is done when a config is served.
SERVING = Call("serving", lambda side: None, logging.WARNING, "")


class Comparison:
    """Compares random worlds until enough evaluations are done; keeps counts."""

    def __init__(self, seed: int, pairs: List[Pair]) -> None:
        self.seed = seed
        self.pairs = pairs
        self.evaluations = 0
        self.excused: Counter[str] = collections.Counter()
        #: Differences by sort, and a report of the first of each.
        self.sorts: Counter[str] = collections.Counter()
        self.reports: List[str] = []

    def run(self, count: int, most_reports: int = 1) -> None:
        dice = Dice(self.seed)
        while self.evaluations < count and len(self.reports) < most_reports:
            self._world(Dice(dice.getrandbits(64)), self.pairs[dice.randrange(len(self.pairs))])

    def _world(self, dice: Dice, pair: Pair) -> None:
        world = World(dice)
        text = world.text()
        json.loads(text)
        told = [tell(SERVING, side, seen) for side, seen in zip(pair.sides, pair.serve(text))]
        if told[0] != told[1]:
            self.reports.append(
                _safe(f"Serving differs, with seed {self.seed}\n{text}\n{told[0]}\n--- this package\n{told[1]}")
            )
            return
        calls = [any_evaluation(dice, world) for _ in range(CALLS_PER_WORLD)] + whole_config_calls(dice, world)
        for call in calls:
            self.evaluations += call.weight
            difference = look(pair, call, world.config)
            if difference is None:
                continue
            reason = excused(difference)
            if reason is not None:
                self.excused[reason] += 1
                continue
            self._add(pair, world, call, difference)
            pair.serve(text)

    def _add(self, pair: Pair, world: World, call: Call, difference: Difference) -> None:
        """Reports one difference of each sort."""
        sort = difference.sort()
        self.sorts[sort] += 1
        if self.sorts[sort] == 1:
            self.reports.append(self._report(pair, world, call, difference))

    def _report(self, pair: Pair, world: World, call: Call, first: Difference) -> str:
        def differs(config: Any) -> bool:
            if not is_well_formed(config) or any(seen.raised or seen.records for seen in pair.serve(to_json(config))):
                return False
            found = look(pair, call, config)
            return found is not None and excused(found) is None and found.sort() == first.sort()

        config = shrink(world.config, differs) if differs(world.config) else world.config
        pair.serve(to_json(config))
        last = look(pair, call, config) or first
        report = "\n".join(
            [
                f"A difference, with seed {self.seed} (VEXIL_SEED), channel {pair.channel}",
                f"config: {to_json(config)}",
                f"call: {call!r}",
                f"--- official\n{last.theirs}",
                f"--- this package\n{last.ours}",
            ]
        )
        return _safe(report)


def _safe(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def look(pair: Pair, call: Call, config: Any) -> Optional[Difference]:
    """The difference that a call shows, if there is one. Where nothing is logged, the log of another call tells why."""
    found = _look(pair, call, config)
    return (_look(pair, call.at(logging.ERROR), config) or found) if found and call.level > logging.ERROR else found


def _look(pair: Pair, call: Call, config: Any) -> Optional[Difference]:
    seen = pair.observe(call, call.level)
    told: List[Tuple[str, Any]] = [
        (tell(call, side, observation), observation) for side, observation in zip(pair.sides, seen)
    ]
    if told[0][0] == told[1][0]:
        return None
    return Difference(call, config, *told[0], *told[1])
