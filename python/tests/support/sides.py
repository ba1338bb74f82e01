"""The official package and this one, each with a client of the same config."""

from __future__ import annotations

import importlib
import logging
import os
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any, Callable, Dict, List, Optional

from support.cdn import Cdn, new_sdk_key
from support.records import Record, caught

OFFICIAL = "configcatclient"
#: What is compared with the official package; tests of the comparison itself put the official one on both sides.
OURS = os.environ.get("VEXIL_TEST_SUBJECT", "vexil.configcatclient")
FETCH_TIME = 1693497500123


def load(name: str) -> ModuleType:
    """The package with its submodules imported."""
    for part in (
        "user",
        "overridedatasource",
        "localfiledatasource",
        "localdictionarydatasource",
        "configcatoptions",
        "pollingmode",
    ):
        importlib.import_module(f"{name}.{part}")
    return importlib.import_module(name)


class PayloadCache:
    """A cache that holds one payload."""

    def __init__(self) -> None:
        self.payload: Any = None

    def get(self, key: str) -> Any:
        return self.payload

    def set(self, key: str, value: str) -> None:
        self.payload = value


class Observation:
    """What a call did: its result or exception, and what it logged."""

    def __init__(self) -> None:
        self.result: Any = None
        self.raised: Optional[BaseException] = None
        self.records: List[Record] = []
        self.events: List[Any] = []


class Side:
    """One package with one client.

    ``channel``: how it gets configs: ``http`` (``lazy`` or ``auto`` in that polling mode), ``cache`` or ``file``.
    """

    def __init__(self, name: str, channel: str, folder: Path, cdn: Optional[Cdn] = None, hooked: bool = False) -> None:
        self.package: Any = load(name)
        self.is_official = name == OFFICIAL
        self.channel = channel
        self.hooked = hooked
        self._cdn = cdn
        self._cache = PayloadCache()
        self._file = folder / f"{new_sdk_key()[16:40].replace('/', '-')}.json"
        self._count = 0
        self.events: List[Any] = []
        self.client: Any = None
        self._open()

    def _open(self) -> None:
        package = self.package
        modes = {"lazy": package.PollingMode.lazy_load(3600), "auto": package.PollingMode.auto_poll(3600)}
        options: Dict[str, Any] = {"polling_mode": modes.get(self.channel, package.PollingMode.manual_poll())}
        if self._cdn is not None:
            options["base_url"] = self._cdn.url
        elif self.channel == "cache":
            options.update(config_cache=self._cache, offline=True)
        else:
            self._file.write_text('{"flags":{}}', encoding="utf-8")
            overrides = package.localfiledatasource.LocalFileFlagOverrides
            behaviour = package.overridedatasource.OverrideBehaviour.LocalOnly
            options["flag_overrides"] = overrides(str(self._file), behaviour)
        if self.hooked:
            options["hooks"] = package.configcatoptions.Hooks(
                on_config_changed=lambda settings: self.events.append(("config changed", settings)),
                on_flag_evaluated=lambda details: self.events.append(details),
                on_error=lambda message: self.events.append(message),
            )
        self.client = package.get(new_sdk_key(), package.ConfigCatOptions(**options))

    def serve(self, text: str) -> Observation:
        """Gives the client a config. What it made of it is observed on the keys."""
        self._count += 1
        if self._cdn is not None:
            return self.observe(lambda client: client.force_refresh() and None, logging.WARNING)
        if self.channel == "cache":
            self._cache.payload = f"{FETCH_TIME}\ntag{self._count}\n{text}"
        else:
            self._file.write_bytes(text.encode("utf-8", "surrogatepass"))
            os.utime(self._file, ns=(self._count * 10**9, self._count * 10**9))
        return self.observe(lambda client: client.get_all_keys(), logging.WARNING)

    def observe(self, call: Callable[[Any], Any], level: int = logging.DEBUG) -> Observation:
        seen = Observation()
        self.events.clear()
        with caught(level) as records:
            try:
                seen.result = call(self.client)
            except Exception as error:  # the official package lets some out
                seen.raised = error
        seen.records = records
        seen.events = list(self.events)
        return seen

    def close(self) -> None:
        self.client.close()


class Pair:
    """The official side and ours. Use it with ``with``."""

    def __init__(self, channel: str, hooked: bool = False, names: Optional[List[str]] = None) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._cdn = Cdn() if channel in ("http", "lazy", "auto") else None
        self.channel = channel
        self.sides = [
            Side(name, channel, Path(self._folder.name), self._cdn, hooked) for name in names or [OFFICIAL, OURS]
        ]

    def serve(self, text: str) -> List[Observation]:
        if self._cdn is not None:
            self._cdn.serve(text)
        return [side.serve(text) for side in self.sides]

    def observe(self, call: Callable[[Side], Any], level: int = logging.DEBUG) -> List[Observation]:
        """Makes the same call on both; what is called is given the side."""
        return [side.observe(lambda _, side=side: call(side), level) for side in self.sides]

    def close(self) -> None:
        for side in self.sides:
            side.close()
        if self._cdn is not None:
            self._cdn.stop()
        self._folder.cleanup()

    def __enter__(self) -> Pair:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
