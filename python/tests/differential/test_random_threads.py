"""Many threads that evaluate at once get what the official package gives one of them."""

from __future__ import annotations

import logging
import threading
from typing import Any, List, Tuple

from calls import Call, any_evaluation, tell
from worlds.config import World

from support.dice import Dice, run_seed
from support.records import caught
from support.sides import Observation, Pair

WORLDS = 6
THREADS = 6


def _expected(pair: Pair, world: World) -> List[Tuple[Call, str]]:
    """Calls, and what they give; without those that are different on purpose."""
    calls = [any_evaluation(world.dice, world) for _ in range(80)]
    found = []
    for call in calls:
        call = call.at(logging.CRITICAL)
        theirs, ours = (tell(call, side, seen) for side, seen in zip(pair.sides, pair.observe(call, logging.CRITICAL)))
        if theirs == ours:
            found.append((call, theirs))
    assert len(found) > 40
    return found


def test_threads() -> None:
    seed = run_seed()
    print(f"\nseed {seed}")
    dice = Dice(seed)
    wrong: List[str] = []
    with Pair("http") as pair:
        side = pair.sides[1]
        for _ in range(WORLDS):
            world = World(Dice(dice.getrandbits(64)))
            pair.serve(world.text())
            expected = _expected(pair, world)
            # A default user belongs to the client, so threads cannot have one each.
            own = [(call, text) for call, text in expected if call.default_user.make(side.package) is None]
            side.client.clear_default_user()
            start = threading.Barrier(THREADS)

            def work(number: int) -> None:
                start.wait()
                for call, text in own[number:] + own[:number]:
                    seen = Observation()
                    seen.result = call.run(side)
                    if tell(call, side, seen) != text:
                        wrong.append(f"{call!r}: {text}\n{tell(call, side, seen)}")

            with caught(logging.CRITICAL + 1):
                threads = [threading.Thread(target=work, args=(number * 5,)) for number in range(THREADS)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
    assert wrong == []


def test_threads_while_configs_change() -> None:
    """Each value is of one of the configs, whole: the flags of one call are never of two configs."""
    text = '{"f":{%s}}'
    configs = [
        text % ",".join(f'"f{flag}":{{"t":2,"v":{{"i":{number}}}}}' for flag in range(50)) for number in range(20)
    ]
    mixed: List[Any] = []
    with Pair("http") as pair:
        side = pair.sides[1]
        pair.serve(configs[0])
        stop = threading.Event()

        def work() -> None:
            while not stop.is_set():
                values = side.client.get_all_values()
                if len(values) != 50 or len(set(values.values())) != 1:
                    mixed.append(values)
                if side.client.get_value("f7", None) not in range(20):
                    mixed.append("f7")

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for config in configs:
            pair.serve(config)
        stop.set()
        for thread in threads:
            thread.join()
    assert mixed == []
