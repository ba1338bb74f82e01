"""Time per call, measured in rounds in which all contestants take turns: a slow moment hits all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from dataclasses import dataclass
from types import FunctionType
from typing import Any, Callable


@dataclass(frozen=True)
class Figure:
    """A median, and the distance between the first and the third quartile."""

    median: float
    spread: float

    @staticmethod
    def of(samples: list[float]) -> Figure:
        if len(samples) < 2:
            return Figure(samples[0], 0.0)
        first, _, third = statistics.quantiles(samples, n=4, method="inclusive")
        return Figure(statistics.median(samples), third - first)


@dataclass(frozen=True)
class Settings:
    """How long is measured."""

    rounds: int
    block_seconds: float
    warm_up_seconds: float


FULL = Settings(rounds=31, block_seconds=0.01, warm_up_seconds=0.1)
QUICK = Settings(rounds=2, block_seconds=0.001, warm_up_seconds=0.002)

#: So many calls must give the same number of hits with all contestants.
_CHECKED_CALLS = 64


@dataclass
class Lane:
    """One contestant of one task. ``run`` makes so many calls, and tells how many of them gave ``True``."""

    name: str
    run: Callable[[int], int]


@dataclass
class Task:
    """Contestants that do the same."""

    name: str
    lanes: list[Lane]


def fresh(loop: FunctionType, *arguments: Any) -> Callable[[int], int]:
    """
    A copy of a loop for one contestant, with its arguments.

    What the interpreter learns about a loop belongs to its code, so each contestant has code of its own: as in a
    program, where a call sees one package.
    """
    copy = FunctionType(loop.__code__.replace(), loop.__globals__, loop.__name__)
    return lambda count: copy(count, *arguments)


def measure(tasks: list[Task], settings: Settings) -> dict[str, dict[str, Figure]]:
    """Nanoseconds per call: by task, then by contestant."""
    for task in tasks:
        hits = {lane.name: lane.run(_CHECKED_CALLS) for lane in task.lanes}
        if len(set(hits.values())) > 1:
            raise ValueError(f"{task.name}: the answers differ: {hits}")
    lanes = [(task, lane) for task in tasks for lane in task.lanes]
    calls = [calls_per_block(lane.run, settings) for _, lane in lanes]
    samples: list[list[float]] = [[] for _ in lanes]
    for turn in range(settings.rounds):
        gc.collect()
        for step in range(len(lanes)):
            index = (step + turn) % len(lanes)
            samples[index].append(timed(lanes[index][1].run, calls[index]))
    figures: dict[str, dict[str, Figure]] = {}
    for (task, lane), taken in zip(lanes, samples):
        figures.setdefault(task.name, {})[lane.name] = Figure.of(taken)
    return figures


def calls_per_block(run: Callable[[int], int], settings: Settings) -> int:
    """Makes calls until they are fast, and tells how many of them fill a block."""
    calls = 1
    end = time.perf_counter() + settings.warm_up_seconds
    while True:
        nanoseconds = timed(run, calls)
        if time.perf_counter() >= end:
            return max(1, round(settings.block_seconds * 1e9 / nanoseconds))
        if nanoseconds * calls < settings.block_seconds * 1e9:
            calls *= 2


def timed(run: Callable[[int], int], calls: int) -> float:
    """Nanoseconds per call."""
    start = time.perf_counter_ns()
    run(calls)
    return (time.perf_counter_ns() - start) / calls
