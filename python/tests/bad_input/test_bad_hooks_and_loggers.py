"""Hooks and log handlers that raise do not reach the program."""

from __future__ import annotations

import logging
from typing import Any, Callable, Dict, Iterator, List

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.records import caught
from support.sides import OFFICIAL, OURS, load

HOOKS = ["on_client_ready", "on_config_changed", "on_flag_evaluated", "on_error"]
BAD_HOOKS: Dict[str, Callable[..., Any]] = {
    "raises": lambda *args: 1 / 0,
    "takes too much": lambda one, two, three: None,
    "percent": lambda *args: (_ for _ in ()).throw(ValueError("100%s")),
}


@pytest.fixture
def root_records() -> Iterator[List[str]]:
    """What the root logger gets: there failures of hooks are logged."""
    with caught(logging.ERROR, "root") as records:
        yield records  # type: ignore[misc]


def _run(name: str, cdn: Cdn, **hooks: Any) -> List[Any]:
    package: Any = load(name)
    made = package.configcatoptions.Hooks(**hooks)
    mode = package.PollingMode.manual_poll()
    client = package.get(new_sdk_key(), package.ConfigCatOptions(base_url=cdn.url, polling_mode=mode, hooks=made))
    try:
        client.force_refresh()
        values = [
            client.get_value("flag", False),
            client.get_value("missing", "default"),
            client.get_value_details("flag", None).value,
        ]
        return [values, client.get_all_values()]
    finally:
        client.close()


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("kind", BAD_HOOKS)
def test_hooks_that_raise(hook: str, kind: str, root_records: List[Any]) -> None:
    told = []
    with Cdn(config_of(flag=True)) as cdn:
        for name in (OFFICIAL, OURS):
            root_records.clear()
            with caught(logging.CRITICAL):
                result = _run(name, cdn, **{hook: BAD_HOOKS[kind]})
            told.append([result, [record.message for record in root_records]])
    assert told[1] == told[0]
    assert told[1][0][0] == [True, "default", True]
    assert told[1][1]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_raises_is_told_to_on_error(hook: str) -> None:
    told = []
    with Cdn(config_of(flag=True)) as cdn:
        for name in (OFFICIAL, OURS):
            errors: List[str] = []
            more = {} if hook == "on_error" else {hook: BAD_HOOKS["raises"]}
            with caught(logging.CRITICAL), caught(logging.ERROR, "root"):
                _run(name, cdn, on_error=errors.append, **more)
            told.append(errors)
    assert told[1] == told[0]
    assert told[1]


def test_what_is_no_function_is_no_hook() -> None:
    with Cdn(config_of(flag=True)) as cdn, caught(logging.CRITICAL), caught(logging.ERROR, "root"):
        assert _run(OURS, cdn, on_flag_evaluated=5, on_error="x", on_client_ready=object())[0] == [
            True,
            "default",
            True,
        ]


class Raising(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeError("the disk is full")


class RaisingFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        raise RuntimeError("no filter")


@pytest.mark.parametrize("level", [logging.DEBUG, logging.WARNING])
@pytest.mark.parametrize("kind", ["handler", "filter"])
def test_logging_that_raises(level: int, kind: str) -> None:
    logger = logging.getLogger("configcat")
    kept = logger.level
    logger.setLevel(level)
    handler, log_filter = Raising(), RaisingFilter()
    if kind == "handler":
        logger.addHandler(handler)
    else:
        logger.addFilter(log_filter)
    try:
        with Cdn(config_of(flag=True)) as cdn:
            values, everything = _run(OURS, cdn)
    finally:
        logger.setLevel(kept)
        logger.removeHandler(handler)
        logger.removeFilter(log_filter)
    assert values == [True, "default", True]
    assert everything == {"flag": True}
