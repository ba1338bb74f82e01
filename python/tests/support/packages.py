"""The package under test, and the official one beside it where it is installed: what a test asks of both, they have to answer alike."""

from __future__ import annotations

import importlib
from typing import Any, Iterator

import pytest

from support.records import masked

OFFICIAL_VERSION = "10.0.1"


class Sdk:
    """Everything that programs import from a package."""

    def __init__(self, root: str) -> None:
        self.root: Any = importlib.import_module(root)
        self.is_official = not root.startswith("vexil")
        self.get: Any = self.root.get
        self.close_all: Any = self.root.close_all
        self.ConfigCatClient: Any = self.root.ConfigCatClient
        self.ConfigCatClientException: Any = self.root.ConfigCatClientException
        self.DataGovernance: Any = self.root.DataGovernance
        self.PollingMode: Any = self.root.PollingMode
        self.User: Any = self.module("user").User
        self.Options: Any = self.module("configcatoptions").ConfigCatOptions
        self.Hooks: Any = self.module("configcatoptions").Hooks
        self.Behaviour: Any = self.module("overridedatasource").OverrideBehaviour
        self.DataSource: Any = self.module("overridedatasource").OverrideDataSource
        self.FlagOverrides: Any = self.module("overridedatasource").FlagOverrides
        self.DictionaryOverrides: Any = self.module("localdictionarydatasource").LocalDictionaryFlagOverrides
        self.FileOverrides: Any = self.module("localfiledatasource").LocalFileFlagOverrides
        self.Details: Any = self.module("evaluationdetails").EvaluationDetails

    def shown(self, key: object) -> str:
        """An SDK key as texts show it: the official package shows all of it."""
        return str(key) if self.is_official else masked(key)

    def module(self, name: str) -> Any:
        return importlib.import_module(f"{self.root.__name__}.{name}")

    def idle(self, key: str, **options: Any) -> Any:
        """A client that downloads when it is told to."""
        return self.get(key, self.Options(polling_mode=self.PollingMode.manual_poll(), **options))

    def local(self, values: Any, key: str = "local", **options: Any) -> Any:
        """A client that has nothing but these values."""
        overrides = self.DictionaryOverrides(values, self.Behaviour.LocalOnly)
        return self.get(key, self.Options(flag_overrides=overrides, **options))


@pytest.fixture(params=["vexil", "official"])
def sdk(request: pytest.FixtureRequest) -> Iterator[Sdk]:
    """Both packages, one after the other."""
    if request.param == "vexil":
        package = Sdk("vexil.configcatclient")
    else:
        version = pytest.importorskip("configcatclient.version", reason="the official package is not installed")
        assert version.CONFIGCATCLIENT_VERSION == OFFICIAL_VERSION
        package = Sdk("configcatclient")
    yield package
    package.close_all()


@pytest.fixture
def vexil() -> Iterator[Sdk]:
    """The package under test alone: for what it does on purpose in another way."""
    package = Sdk("vexil.configcatclient")
    yield package
    package.close_all()
