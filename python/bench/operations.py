"""What the calls of a program cost, with both packages in this process."""

from __future__ import annotations

from types import FunctionType
from typing import Any

import loops
from configs import few_flags, many_flags
from packages import MODULES, OFFICIAL, OURS, Package
from rows import AT_LEAST, Row
from timing import Lane, Settings, Task, fresh, measure

from support.cdn import Cdn, new_sdk_key

#: The flags and their names.
FLAGS = {
    "static": "static flag",
    "text": "two text rules",
    "percentage": "percentage options",
    "hashed": "hashed rule (2 items)",
}

#: How many times as fast as the official package.
VALUE_GOAL, ALL_VALUES_GOAL, DETAILS_GOAL = 5.0, 8.0, 1.0

MANY = 200


def run(settings: Settings) -> list[Row]:
    packages = [Package(name) for name in MODULES]
    with Cdn(few_flags()) as few, Cdn(many_flags(MANY)) as many:
        plain = {each.name: each.open(few.url, new_sdk_key()) for each in packages}
        hooked = {each.name: each.open(few.url, new_sdk_key(), hooks=hooks_of(each)) for each in packages}
        large = {each.name: each.open(many.url, new_sdk_key()) for each in packages}

    goals: dict[str, float] = {}
    tasks: list[Task] = []

    def add(name: str, goal: float, loop: Any, clients: dict[str, Any], key: str) -> None:
        goals[name] = goal
        tasks.append(Task(name, [lane(each, loop, clients[each.name], key) for each in packages]))

    for suffix, loop in (("", loops.value), (", a new User per call", loops.value_of_new_user)):
        for key, title in FLAGS.items():
            add(f"get_value, {title}{suffix}", VALUE_GOAL, loop, plain, key)
    add("get_value, two text rules, with a hook", DETAILS_GOAL, loops.value, hooked, "text")
    add("get_value_details, two text rules", DETAILS_GOAL, loops.details, plain, "text")
    add("get_value_details, two text rules, with a hook", DETAILS_GOAL, loops.details, hooked, "text")
    add(f"get_all_values, {MANY} flags", ALL_VALUES_GOAL, loops.all_values, large, f"feature_{MANY - 1:06}")

    figures = measure(tasks, settings)
    for each in packages:
        each.api.close_all()
    return [
        Row(name, "µs", per_microsecond(found[OURS]), per_microsecond(found[OFFICIAL]), (AT_LEAST, goals[name]))
        for name, found in figures.items()
    ]


def lane(package: Package, loop: FunctionType, client: Any, key: str) -> Lane:
    users = loops.users_of(package.user_class)
    return Lane(package.name, fresh(loop, client, key, users, package.user_class))


def hooks_of(package: Package) -> Any:
    return package.hooks_class(on_flag_evaluated=lambda details: None)


def per_microsecond(figure: Any) -> Any:
    """Nanoseconds as microseconds."""
    return type(figure)(figure.median / 1e3, figure.spread / 1e3)
