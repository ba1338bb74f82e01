"""The plain objects of generation 10: options, polling modes, details, results, caches. And where they are imported from."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from support.packages import Sdk, sdk, vexil  # noqa: F401

MODULES = {
    "configcache": ["ConfigCache", "NullConfigCache", "InMemoryConfigCache"],
    "configcatclient": ["ConfigCatClient", "KeyValue", "ConfigCatClientException", "ConfigCatOptions", "Hooks"],
    "configcatoptions": ["ConfigCatOptions", "Hooks", "DataGovernance", "PollingMode"],
    "datagovernance": ["DataGovernance"],
    "evaluationdetails": ["EvaluationDetails"],
    "interfaces": ["ConfigCache", "ConfigCatClientException"],
    "localdictionarydatasource": ["LocalDictionaryFlagOverrides", "LocalDictionaryDataSource"],
    "localfiledatasource": ["LocalFileFlagOverrides", "LocalFileDataSource"],
    "overridedatasource": ["FlagOverrides", "OverrideDataSource", "OverrideBehaviour"],
    "pollingmode": ["PollingMode", "AutoPollingMode", "LazyLoadingMode", "ManualPollingMode"],
    "refreshresult": ["RefreshResult"],
    "user": ["User"],
    "version": ["CONFIGCATCLIENT_VERSION"],
}


@pytest.mark.parametrize("module", MODULES)
def test_imports(sdk: Sdk, module: str) -> None:
    for name in MODULES[module]:
        assert getattr(sdk.module(module), name) is not None


def test_the_root(sdk: Sdk) -> None:
    names = [
        "get",
        "close_all",
        "ConfigCatClient",
        "ConfigCatClientException",
        "ConfigCatOptions",
        "DataGovernance",
        "PollingMode",
    ]
    assert all(hasattr(sdk.root, name) for name in names)
    assert sdk.module("version").CONFIGCATCLIENT_VERSION == "10.0.1"


CALLABLES = [
    ("configcatoptions", "ConfigCatOptions"),
    ("configcatoptions", "Hooks"),
    ("evaluationdetails", "EvaluationDetails"),
    ("evaluationdetails", "EvaluationDetails.from_error"),
    ("pollingmode", "PollingMode.auto_poll"),
    ("pollingmode", "PollingMode.lazy_load"),
    ("pollingmode", "PollingMode.manual_poll"),
    ("pollingmode", "AutoPollingMode"),
    ("pollingmode", "LazyLoadingMode"),
    ("localdictionarydatasource", "LocalDictionaryFlagOverrides"),
    ("localdictionarydatasource", "LocalDictionaryDataSource"),
    ("localfiledatasource", "LocalFileFlagOverrides"),
    ("localfiledatasource", "LocalFileDataSource"),
    ("overridedatasource", "OverrideDataSource"),
    ("user", "User"),
    ("configcatoptions", "Hooks.add_on_flag_evaluated"),
    ("configcatoptions", "Hooks.invoke_on_config_changed"),
    ("configcatoptions", "Hooks.clear"),
]


@pytest.mark.parametrize(("module", "name"), CALLABLES)
def test_parameters_are_those_of_the_official_package(vexil: Sdk, module: str, name: str) -> None:
    pytest.importorskip("configcatclient")
    official = Sdk("configcatclient")
    assert parameters(vexil.module(module), name) == parameters(official.module(module), name)


def parameters(module: Any, name: str) -> Any:
    found = module
    for part in name.split("."):
        found = getattr(found, part)
    simple = (int, float, bool, type(None))
    return [
        (one.name, one.kind, one.default if isinstance(one.default, simple) else type(one.default).__name__)
        for one in inspect.signature(found).parameters.values()
    ]


def test_the_defaults_of_options(sdk: Sdk) -> None:
    fields = dict(vars(sdk.Options()))
    mode = fields.pop("polling_mode")
    assert (type(mode).__name__, vars(mode)) == (
        "AutoPollingMode",
        {"poll_interval_seconds": 60, "max_init_wait_time_seconds": 5},
    )
    assert fields == {
        "base_url": None,
        "config_cache": None,
        "proxies": None,
        "proxy_auth": None,
        "connect_timeout_seconds": 10,
        "read_timeout_seconds": 30,
        "flag_overrides": None,
        "data_governance": 0,
        "default_user": None,
        "hooks": None,
        "offline": False,
    }


@pytest.mark.parametrize(
    ("arguments", "interval", "wait"),
    [((), 60, 5), ((30, 2), 30, 2), ((0, -1), 1, 0), ((0.5, 0.5), 1, 0.5), ((1, 0), 1, 0), ((-5, -5), 1, 0)],
)
def test_auto_poll(sdk: Sdk, arguments: Any, interval: float, wait: float) -> None:
    mode = sdk.PollingMode.auto_poll(*arguments)
    assert (mode.poll_interval_seconds, mode.max_init_wait_time_seconds, mode.identifier()) == (interval, wait, "a")
    assert isinstance(mode, sdk.PollingMode)


@pytest.mark.parametrize(("arguments", "interval"), [((), 60), ((30,), 30), ((0,), 1), ((0.5,), 1), ((-5,), 1)])
def test_lazy_load(sdk: Sdk, arguments: Any, interval: float) -> None:
    mode = sdk.PollingMode.lazy_load(*arguments)
    assert (mode.cache_refresh_interval_seconds, mode.identifier()) == (interval, "l")
    assert isinstance(mode, sdk.PollingMode)


def test_manual_poll(sdk: Sdk) -> None:
    mode = sdk.PollingMode.manual_poll()
    assert mode.identifier() == "m"
    assert isinstance(mode, sdk.PollingMode)


def test_data_governance(sdk: Sdk) -> None:
    assert [(one.name, int(one)) for one in sdk.DataGovernance] == [("Global", 0), ("EuOnly", 1)]


def test_details(sdk: Sdk) -> None:
    details = sdk.Details("key", "value")
    nothing = dict.fromkeys(
        ["variation_id", "fetch_time", "user", "error", "matched_targeting_rule", "matched_percentage_option"]
    )
    assert vars(details) == {"key": "key", "value": "value", "is_default_value": False, **nothing}
    failed = sdk.Details.from_error("key", 5, "why", "id")
    assert vars(failed) == {
        **nothing,
        "key": "key",
        "value": 5,
        "is_default_value": True,
        "error": "why",
        "variation_id": "id",
    }
    assert isinstance(failed, sdk.Details)


def test_results(sdk: Sdk) -> None:
    result = sdk.module("refreshresult").RefreshResult(is_success=False, error="why")
    assert (result.is_success, result.error) == result == (False, "why")
    assert repr(result) == "RefreshResult(is_success=False, error='why')"
    found = sdk.module("configcatclient").KeyValue("key", 5)
    assert repr(found) == "KeyValue(key='key', value=5)"


def test_caches(sdk: Sdk) -> None:
    caches = sdk.module("configcache")
    memory, none = caches.InMemoryConfigCache(), caches.NullConfigCache()
    for cache in (memory, none):
        assert isinstance(cache, sdk.module("interfaces").ConfigCache)
        assert cache.get("key") is None
        cache.set("key", "value")
        cache.set("other", "other")
    assert memory.get("key") == "value"
    assert none.get("key") is None


def test_the_exception(sdk: Sdk) -> None:
    assert issubclass(sdk.ConfigCatClientException, Exception)
    assert str(sdk.ConfigCatClientException("why")) == "why"
