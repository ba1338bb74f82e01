"""Callbacks, cache accesses and logs of whole scenarios, in their order, beside configcat-client 10.0.1."""

from __future__ import annotations

import json
import logging
import time
from typing import Any, Callable, Dict, Iterator, List, Optional

import pytest

from support.cdn import Answer, Cdn, Request, config_of, new_sdk_key
from vexil import configcatclient as ours
from vexil.configcatclient._cache import cache_key

official = pytest.importorskip("configcatclient")

MODES = ["auto_poll", "lazy_load", "manual_poll"]


class Story:
    """What happens to one client of one of the packages."""

    def __init__(self, package: Any, cdn: Cdn, mode: str, has_cache: bool = False, **options: Any) -> None:
        self.events: List[Any] = []
        self.values: Dict[str, Any] = {}
        modules = __import__(package.__name__, fromlist=["configcatoptions", "pollingmode"])
        hooks = modules.configcatoptions.Hooks(
            on_client_ready=lambda: self.events.append("ready"),
            on_config_changed=lambda flags: self.events.append(("changed", sorted(flags))),
            on_error=lambda error: self.events.append(("error", error.splitlines()[0])),
        )
        self.sdk_key = new_sdk_key()
        self.client = modules.configcatclient.ConfigCatClient.get(
            self.sdk_key,
            modules.configcatoptions.ConfigCatOptions(
                base_url=cdn.url,
                polling_mode=getattr(modules.pollingmode.PollingMode, mode)(),
                config_cache=self if has_cache else None,
                hooks=hooks,
                **options,
            ),
        )

    def get(self, key: str) -> Any:
        self.events.append("cache.get")
        return self.values.get(key)

    def set(self, key: str, value: Any) -> None:
        self.events.append("cache.set")
        self.values[key] = value

    def put(self, value: Any) -> None:
        self.values[cache_key(self.sdk_key)] = value

    def ask(self, key: str = "flag") -> None:
        self.events.append(("value", self.client.get_value(key, "default")))

    def refresh(self) -> Optional[bool]:
        result = self.client.force_refresh()
        self.events.append("refreshed")
        return bool(result.is_success)


class Handler(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.messages: List[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append((record.levelname, record.getMessage(), record.exc_info is not None))


@pytest.fixture
def handler() -> Iterator[Handler]:
    logger, handler = logging.getLogger("configcat"), Handler()
    logger.addHandler(handler)
    yield handler
    logger.removeHandler(handler)


def payload(config: Any, etag: str) -> str:
    return f"{int(time.time() * 1000)}\n{etag}\n{json.dumps(config)}"


def plain(cdn: Cdn, package: Any, mode: str) -> Story:
    story = Story(package, cdn, mode)
    story.ask()
    story.refresh()
    story.ask()
    return story


def changes(cdn: Cdn, package: Any, mode: str) -> Story:
    story = plain(cdn, package, mode)
    cdn.serve(config_of(other=1))
    story.refresh()
    story.ask("other")
    cdn.fail(500)
    story.refresh()
    story.ask("other")
    return story


def cached(cdn: Cdn, package: Any, mode: str) -> Story:
    story = Story(package, cdn, mode, has_cache=True)
    story.ask()
    story.refresh()
    story.put(payload(config_of(other=True), "e2"))
    story.ask("other")
    story.ask("other")
    story.put(payload(config_of(another=True), "e2"))
    story.ask("other")
    return story


def rubbish(cdn: Cdn, package: Any, mode: str) -> Story:
    story = Story(package, cdn, mode, has_cache=True, offline=True)
    for value in (
        "rubbish",
        "rubbish",
        b"bytes",
        "",
        None,
        0,
        {"f": 1},
        payload(config_of(flag=1), ""),
        "1\n2\n{}",
        "x\ny\n{}",
    ):
        story.put(value)
        story.ask()
    story.put(payload(config_of(flag=1), "e"))
    story.ask()
    return story


def offline(cdn: Cdn, package: Any, mode: str) -> Story:
    story = Story(package, cdn, mode, offline=True)
    story.ask()
    story.refresh()
    story.client.set_online()
    story.client.set_online()
    story.refresh()
    story.ask()
    story.client.set_offline()
    story.refresh()
    story.ask()
    return story


def failing(cdn: Cdn, package: Any, mode: str) -> Story:
    cdn.fail(404)
    story = Story(package, cdn, mode)
    story.refresh()
    cdn.serve(config_of(flag=True))
    story.refresh()
    story.ask()
    return story


STORIES = [(tell, mode) for tell in (plain, changes, cached, rubbish, offline) for mode in MODES]
# The official client downloads again for the first value where its first download failed, while polling.
STORIES += [(failing, "lazy_load"), (failing, "manual_poll")]


@pytest.mark.parametrize("tell, mode", STORIES)
def test_the_story_is_the_same(cdn: Cdn, handler: Handler, tell: Callable[..., Story], mode: str) -> None:
    served = cdn._answer
    told: List[Any] = []
    for package in (official, ours):
        cdn.answer(served)
        handler.messages.clear()
        story = tell(cdn, package, mode)
        told.append((list(story.events), list(handler.messages)))
        # The official client that was offline from the start cannot be closed while it polls.
        story.client.set_online()
        story.client.close()
    assert told[1] == told[0]


def etag_of(request: Request) -> Optional[str]:
    # What the official client sends when it has nothing.
    etag = request.header("If-None-Match")
    return None if etag == "empty" else etag


def test_the_requests_are_the_same(cdn: Cdn) -> None:
    seen: List[Any] = []
    for package in (official, ours):
        cdn.forget()
        story = Story(package, cdn, "manual_poll")
        story.refresh()
        story.refresh()
        cdn.then(Answer(status=404))
        story.refresh()
        story.refresh()
        seen.append(
            [
                (request.method, request.path.replace(story.sdk_key, "KEY"), etag_of(request))
                + (request.header("X-ConfigCat-PythonVersion"),)
                for request in cdn.requests
            ]
        )
        story.client.close()
    assert seen[1] == seen[0]
