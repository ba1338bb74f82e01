"""Random overrides from a dictionary, beside the official package."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any, Dict, List

from calls import Call, tell
from deliberate import Difference, excused
from worlds.config import World

from support.cdn import Cdn, new_sdk_key
from support.dice import Dice, run_seed
from support.records import caught
from support.sides import OFFICIAL, OURS, Side, load

ROUNDS = 60
VALUES: List[Any] = [
    True, False, "text", "", 1, -5, 2**70, 1.5, 0.0, -0.0, 1e16, "\ud800", "%s", "😀", None, [], {}, [True], b"x",
    Decimal(1), object, float("nan"), float("inf"),
]  # fmt: skip
BEHAVIOURS = ["LocalOnly", "LocalOverRemote", "RemoteOverLocal"]


class OverriddenSide(Side):
    """A client with overrides, which downloads its config."""

    def __init__(self, name: str, cdn: Cdn, source: Dict[str, Any], behaviour: str) -> None:
        self.package = load(name)
        self.channel = "http"
        self.events = []
        package = self.package
        how = package.overridedatasource.OverrideBehaviour[behaviour]
        overrides = package.localdictionarydatasource.LocalDictionaryFlagOverrides(source, how)
        mode = package.PollingMode.manual_poll()
        options = package.ConfigCatOptions(base_url=cdn.url, polling_mode=mode, flag_overrides=overrides)
        self.client = package.get(new_sdk_key(), options)
        self.client.force_refresh()


def _calls(dice: Dice, world: World, keys: List[str]) -> List[Call]:
    calls = [Call("get_all_keys", lambda side: side.client.get_all_keys(), logging.WARNING, "")]
    for user in world.users:
        level = dice.pick([logging.WARNING, logging.ERROR])

        def details(side: Any, user: Any = user) -> Any:
            return side.client.get_all_value_details(user.make(side.package))

        calls.append(Call("get_all_value_details", details, level, f"{user!r}", user=user))
        for key in keys:

            def value(side: Any, user: Any = user, key: str = key) -> Any:
                return side.client.get_value(key, "default", user.make(side.package))

            calls.append(Call("get_value", value, level, f"{key!r}, {user!r}", user=user, default="default"))
    return calls


def test_random_overrides() -> None:
    seed = run_seed()
    print(f"\nseed {seed}")
    dice, compared = Dice(seed), 0
    wrong: List[str] = []
    with Cdn() as cdn, caught(logging.CRITICAL):
        for _ in range(ROUNDS):
            world = World(Dice(dice.getrandbits(64)))
            cdn.serve(world.text())
            keys = dice.shuffled([*world.keys, "local", "7"])[: dice.randint(1, 5)]
            source = {key: dice.pick(VALUES) for key in keys}
            behaviour = dice.pick(BEHAVIOURS)
            sides = [OverriddenSide(name, cdn, source, behaviour) for name in (OFFICIAL, OURS)]
            for call in _calls(dice, world, [*keys, *world.keys[:2]]):
                seen = [side.observe(lambda _, side=side: call(side), call.level) for side in sides]
                theirs, ours = (tell(call, side, each) for side, each in zip(sides, seen))
                compared += 1
                found = Difference(call, world.config, theirs, seen[0], ours, seen[1])
                if theirs != ours and excused(found) is None:
                    wrong.append(
                        f"{call!r}\n{behaviour} {source!r}\n{world.text()}\n{theirs}\n--- this package\n{ours}"
                    )
            for side in sides:
                side.close()
    print(f"{compared} calls compared")
    assert not wrong, wrong[0].encode("utf-8", "backslashreplace").decode("utf-8")
    assert compared > ROUNDS * 10
