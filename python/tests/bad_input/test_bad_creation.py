"""Wrong arguments when a client is made: the documented exceptions, with their texts."""

from __future__ import annotations

from typing import Any, List, Tuple

import pytest

from support.cdn import new_sdk_key
from support.records import caught, masked
from support.sides import OFFICIAL, OURS, load

SEGMENT = "1234567890123456789012"
SDK_KEYS: List[Any] = [
    None, "", " ", "x", SEGMENT, f"{SEGMENT}/{SEGMENT}/", f"/{SEGMENT}/{SEGMENT}", f"{SEGMENT}/{SEGMENT}\n",
    f"{SEGMENT}/{SEGMENT}\n\n",
    f" {SEGMENT}/{SEGMENT}", f"configcat-sdk-1/{SEGMENT}", f"configcat-sdk-1/{SEGMENT}/{SEGMENT}x",
    f"CONFIGCAT-SDK-1/{SEGMENT}/{SEGMENT}",
    f"configcat-sdk-2/{SEGMENT}/{SEGMENT}", "configcat-proxy/", "configcat-proxy/x", "configcat-proxy/a/b", "%s", "{}",
    "ü" * 22 + "/" + "😀" * 22,
    "a" * 21 + "\n/" + SEGMENT, "configcat-proxy/\n", "configcat-proxy/a\n", "/" * 45,
]  # fmt: skip


def _try(name: str, make: Any) -> Tuple[str, str]:
    package: Any = load(name)
    try:
        client = make(package)
    except Exception as error:
        return type(error).__name__, str(error)
    client.close()
    return "", ""


@pytest.mark.parametrize("base_url", [None, "", "http://127.0.0.1:9"])
@pytest.mark.parametrize("sdk_key", SDK_KEYS, ids=repr)
def test_sdk_keys(sdk_key: Any, base_url: Any) -> None:
    def make(package: Any) -> Any:
        mode = package.PollingMode.manual_poll()
        return package.get(sdk_key, package.ConfigCatOptions(base_url=base_url, polling_mode=mode, offline=True))

    ours, theirs = _try(OURS, make), _try(OFFICIAL, make)
    # The official package shows all of the key.
    assert ours[0] == theirs[0]
    assert ours[0] in ("", "ConfigCatClientException")
    assert (ours[1] == theirs[1]) == (not ours[0] or not (sdk_key or "").strip("/"))


@pytest.mark.parametrize("sdk_key", ["", "x", "local", "%s", f"{SEGMENT}/{SEGMENT}"])
def test_any_sdk_key_will_do_for_local_flags(sdk_key: str) -> None:
    def make(package: Any) -> Any:
        behaviour = package.overridedatasource.OverrideBehaviour.LocalOnly
        source = package.localdictionarydatasource.LocalDictionaryFlagOverrides({"a": True}, behaviour)
        return package.get(sdk_key, package.ConfigCatOptions(flag_overrides=source))

    assert _try(OURS, make) == _try(OFFICIAL, make) == ("", "")


def test_none_is_no_sdk_key_for_local_flags_either() -> None:
    def make(package: Any) -> Any:
        behaviour = package.overridedatasource.OverrideBehaviour.LocalOnly
        source = package.localdictionarydatasource.LocalDictionaryFlagOverrides({"a": True}, behaviour)
        return package.get(None, package.ConfigCatOptions(flag_overrides=source))

    assert _try(OURS, make) == _try(OFFICIAL, make) == ("ConfigCatClientException", "SDK Key is required.")


def test_the_constructor_is_private() -> None:
    def bare(package: Any) -> Any:
        return package.ConfigCatClient(new_sdk_key())

    def with_options(package: Any) -> Any:
        return package.ConfigCatClient(sdk_key=new_sdk_key(), options=package.ConfigCatOptions())

    for make in (bare, with_options):
        ours = _try(OURS, make)
        assert ours == _try(OFFICIAL, make)
        assert ours[0] == "ConfigCatClientException"
        assert "__init__() is private" in ours[1]


def test_the_exception_can_be_caught_by_its_documented_name() -> None:
    package: Any = load(OURS)
    with pytest.raises(package.interfaces.ConfigCatClientException):
        package.get("nonsense")


def test_a_second_client_of_a_key_is_the_first_one_and_options_are_warned_about() -> None:
    told = []
    for name in (OFFICIAL, OURS):
        package: Any = load(name)
        sdk_key = "configcat-sdk-1/TEST_KEY-SAME901234567/1234567890123456789012"
        options = package.ConfigCatOptions(polling_mode=package.PollingMode.manual_poll(), offline=True)
        with caught() as records:
            client = package.get(sdk_key, options)
            same = [
                package.get(sdk_key) is client,
                package.get(sdk_key, options) is client,
                package.ConfigCatClient.get(sdk_key) is client,
            ]
            # The official package shows all of the key.
            told.append([same, [str(record).replace(sdk_key, masked(sdk_key)) for record in records]])
            client.close()
    assert told[1] == told[0]
    assert told[1][0] == [True, True, True] and len(told[1][1]) == 1
