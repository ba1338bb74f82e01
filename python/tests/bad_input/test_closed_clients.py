"""Clients that are closed: nothing raises, and they answer from what they have."""

from __future__ import annotations

from typing import Any, List

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.records import caught
from support.sides import OFFICIAL, OURS, load


def _modes(package: Any) -> List[Any]:
    return [package.PollingMode.manual_poll(), package.PollingMode.auto_poll(), package.PollingMode.lazy_load()]


@pytest.mark.parametrize("mode", range(3))
def test_a_closed_client_answers(mode: int) -> None:
    told = []
    with Cdn(config_of(flag=True)) as cdn, caught():
        for name in (OFFICIAL, OURS):
            package: Any = load(name)
            client = package.get(
                new_sdk_key(), package.ConfigCatOptions(base_url=cdn.url, polling_mode=_modes(package)[mode])
            )
            client.force_refresh()
            client.close()
            told.append(
                [
                    client.get_value("flag", False),
                    client.get_all_keys(),
                    client.get_all_values(),
                    client.get_value("missing", 5),
                ]
            )
            told[-1].append(client.get_value_details("flag", None).variation_id)
    assert told[1] == told[0] == [True, ["flag"], {"flag": True}, 5, "v_True"]


@pytest.mark.parametrize("mode", range(3))
def test_every_method_of_a_closed_client(mode: int) -> None:
    package: Any = load(OURS)
    with Cdn(config_of(flag=True)) as cdn, caught():
        client = package.get(
            new_sdk_key(), package.ConfigCatOptions(base_url=cdn.url, polling_mode=_modes(package)[mode], offline=True)
        )
        for _ in range(2):
            client.close()
            assert client.get_value("flag", False) is False
            assert client.get_value_details("flag", 1).is_default_value
            assert (
                client.get_all_keys() == [] and client.get_all_values() == {} and client.get_all_value_details() == []
            )
            assert client.get_key_and_value("v") is None
            client.set_online()
            client.set_offline()
            client.is_offline()
            client.set_default_user(package.user.User("id"))
            client.clear_default_user()
            client.get_hooks()
            assert client.force_refresh().is_success is False
        assert cdn.count == 0


def test_close_all_and_close_in_any_order() -> None:
    package: Any = load(OURS)
    with caught():
        clients = [
            package.get(
                new_sdk_key(), package.ConfigCatOptions(polling_mode=package.PollingMode.manual_poll(), offline=True)
            )
            for _ in range(3)
        ]
        clients[0].close()
        package.close_all()
        package.close_all()
        for client in clients:
            client.close()
            assert client.get_value("flag", "default") == "default"


def test_a_key_can_be_used_again_after_close() -> None:
    package: Any = load(OURS)
    with Cdn(config_of(flag=True)) as cdn, caught() as records:
        sdk_key = new_sdk_key()
        options = package.ConfigCatOptions(base_url=cdn.url, polling_mode=package.PollingMode.manual_poll())
        first = package.get(sdk_key, options)
        first.close()
        second = package.get(sdk_key, options)
        assert second is not first
        # Closing the first one again must not take the key from the second.
        first.close()
        assert package.get(sdk_key) is second
        second.force_refresh()
        assert second.get_value("flag", False) is True
        second.close()
    assert [record for record in records if record.level in ("WARNING", "ERROR")] == []
