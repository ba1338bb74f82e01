"""The packages that are compared: ours as its wheel has it, and the official one."""

from __future__ import annotations

import importlib
import importlib.metadata
from typing import Any

OURS, OFFICIAL = "vexil", "configcat-client"

MODULES = {OURS: "vexil.configcatclient", OFFICIAL: "configcatclient"}


class Package:
    """One package under measurement."""

    def __init__(self, name: str) -> None:
        self.name = name
        module = MODULES[name]
        self.api: Any = importlib.import_module(module)
        self.user_class: Any = importlib.import_module(f"{module}.user").User
        self.hooks_class: Any = importlib.import_module(f"{module}.configcatoptions").Hooks

    def open(self, url: str, sdk_key: str, **options: Any) -> Any:
        """A client that polls by hand, and has the config."""
        api = self.api
        polling = {"polling_mode": api.PollingMode.manual_poll()}
        client = api.get(sdk_key, api.ConfigCatOptions(base_url=url, **polling, **options))
        client.force_refresh()
        return client


def versions(legacy: str) -> dict[str, str]:
    return {**{name: importlib.metadata.version(name) for name in MODULES}, "generation 5": legacy}
