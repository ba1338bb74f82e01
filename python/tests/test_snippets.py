"""The snippets of ConfigCat's documentation of generation 5, run as they stand but for the import.

The page that they are from has lost indentation, addresses (``[email protected]``) and lines in which there was something else to see. Repaired
as the prose around them says: the ends of calls, the bodies of ``if`` and ``def``, ``stop()``, ``force_refresh()``,
``logging.basicConfig(...)``, imports of ``User`` and ``HTTPProxyAuth``, and the addresses of proxies.
"""

from __future__ import annotations

import base64
import logging
import sys
import textwrap
import types
from typing import Any, Dict, Iterator, List

import pytest
from test_legacy_polling import until

from support import legacy
from support.cdn import Cdn, new_sdk_key
from support.logs import Logs
from support.proxy import Proxy
from vexil.configcatclient import _opening

IMPORT = "from vexil import configcatclient\n"
EMAIL = "john@example.com"


@pytest.fixture
def cdn(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cdn]:
    """ConfigCat's CDN, as far as the snippets can tell."""
    config = {
        "f": {
            "isMyAwesomeFeatureEnabled": legacy.flag(True, "a"),
            "keyOfMySetting": legacy.flag(False, options=[legacy.option(100, True)]),
            "key": legacy.flag("value from server"),
            "isPOCFeatureEnabled": legacy.flag(
                False,
                rules=[
                    legacy.rule("Email", 2, ["@something.com"], False),
                    legacy.rule("Email", 2, ["@example.com"], True),
                ],
            ),
        }
    }
    with Cdn(config) as server:
        monkeypatch.setattr(_opening, "_GLOBAL", server.url)
        monkeypatch.setattr(_opening, "_EU_ONLY", server.url)
        yield server


class Snippets:
    """Runs snippets one after the other, with the names that the ones before defined."""

    def __init__(self) -> None:
        self.names: Dict[str, Any] = {}
        self._key = new_sdk_key()
        self.run(IMPORT)

    def run(self, code: str) -> Any:
        """Gives what the last of them named ``configcat_client``."""
        exec(textwrap.dedent(code).replace("#YOUR-SDK-KEY#", self._key), self.names)
        return self.names.get("configcat_client")


@pytest.fixture
def snippets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Snippets]:
    snippets = Snippets()
    yield snippets
    client = snippets.names.get("configcat_client")
    if client is not None:
        client.stop()


def test_getting_started(cdn: Cdn, snippets: Snippets, capsys: pytest.CaptureFixture[str]) -> None:
    snippets.run(
        """
        configcat_client = configcatclient.create_client('#YOUR-SDK-KEY#')
        """
    )
    snippets.run(
        """
        isMyAwesomeFeatureEnabled = configcat_client.get_value('isMyAwesomeFeatureEnabled', False)
        if isMyAwesomeFeatureEnabled:
            print('do the new thing')
        """
    )
    snippets.run("configcat_client.stop()")
    assert snippets.names["isMyAwesomeFeatureEnabled"] is True
    assert capsys.readouterr().out == "do the new thing\n"


def test_data_governance(cdn: Cdn, snippets: Snippets) -> None:
    client = snippets.run(
        """
        configcat_client = configcatclient.create_client(
            '#YOUR-SDK-KEY#', data_governance=configcatclient.DataGovernance.EuOnly)
        """
    )
    assert client.get_value("isMyAwesomeFeatureEnabled", False) is True


def test_anatomy_of_get_value(cdn: Cdn, snippets: Snippets) -> None:
    snippets.run(
        """
        from vexil.configcatclient.user import User
        configcat_client = configcatclient.create_client('#YOUR-SDK-KEY#')
        value = configcat_client.get_value(
            'keyOfMySetting', # Setting Key
            False, # Default value
            User('435170f4-8a8b-4b67-a723-505ac7cdea92') # Optional User Object
        )
        """
    )
    assert snippets.names["value"] is True


@pytest.mark.parametrize(
    ("code", "attributes"),
    [
        (
            "user_object = User('435170f4-8a8b-4b67-a723-505ac7cdea92')   ",
            ["435170f4-8a8b-4b67-a723-505ac7cdea92", None, None, None],
        ),
        ("user_object = User('john@example.com')   ", [EMAIL, None, None, None]),
        (
            """
            user_object = User('435170f4-8a8b-4b67-a723-505ac7cdea92', 'john@example.com', 'United Kingdom',
            {'SubscriptionType': 'Pro', 'UserRole': 'Admin'})
            """,
            ["435170f4-8a8b-4b67-a723-505ac7cdea92", EMAIL, "United Kingdom", "Admin"],
        ),
    ],
)
def test_user_objects(snippets: Snippets, code: str, attributes: List[Any]) -> None:
    snippets.run("from vexil.configcatclient.user import User")
    snippets.run(code)
    user = snippets.names["user_object"]
    assert [user.get_attribute(name) for name in ("Identifier", "Email", "Country", "UserRole")] == attributes


def test_auto_polling(cdn: Cdn, snippets: Snippets) -> None:
    client = snippets.run(
        """
        configcat_client = configcatclient.create_client_with_auto_poll(
        "#YOUR-SDK-KEY#", poll_interval_seconds=95);
        """
    )
    assert client.get_value("key", "") == "value from server"


def test_auto_polling_with_a_callback(cdn: Cdn, snippets: Snippets) -> None:
    """The client is not even kept."""
    changes: List[Any] = []
    snippets.names["changes"] = changes
    snippets.run(
        """
        def configuration_changed_callback(self):
            # Configuration changed.
            changes.append(self)

        configcatclient.create_client_with_auto_poll("#YOUR-SDK-KEY#", on_configuration_changed_callback=configuration_changed_callback);
        """
    )
    until(lambda: len(changes) == 1)
    client = changes[0]
    assert client.get_value("key", "") == "value from server"
    client.stop()


def test_lazy_loading(cdn: Cdn, snippets: Snippets) -> None:
    client = snippets.run(
        """
        configcat_client = configcatclient.create_client_with_lazy_load(
        "#YOUR-SDK-KEY#", cache_time_to_live_seconds=600);
        """
    )
    assert cdn.count == 0
    assert [client.get_value("key", "") for _ in range(2)] == ["value from server"] * 2
    assert cdn.count == 1


def test_lazy_loading_with_a_cache(cdn: Cdn, snippets: Snippets) -> None:
    client = snippets.run(
        """
        from vexil.configcatclient.interfaces import ConfigCache
        class InMemoryConfigCache(ConfigCache):
            def __init__(self):
                self._value = {}
                caches.append(self)

            def get(self, key):
                return self._value.get(key)

            def set(self, key, value):
                self._value[key] = value

        caches = []
        configcat_client = configcatclient.create_client_with_lazy_load("#YOUR-SDK-KEY#", config_cache_class=InMemoryConfigCache);
        """
    )
    assert client.get_value("key", "") == "value from server"
    (cache,) = snippets.names["caches"]
    (value,) = cache._value.values()
    assert value.endswith(cdn._answer.body.decode())


def test_manual_polling(cdn: Cdn, snippets: Snippets, logs: Logs) -> None:
    snippets.run(
        """
        configcat_client = configcatclient.create_client_with_manual_poll("#YOUR-SDK-KEY#");
        """
    )
    snippets.run(
        """
        configcat_client = configcatclient.create_client_with_manual_poll('#YOUR-SDK-KEY#');
        value = configcat_client.get_value('key', 'my default value') # Returns "my default value"
        """
    )
    assert snippets.names["value"] == "my default value"
    snippets.run(
        """
        configcat_client.force_refresh()
        value = configcat_client.get_value('key', 'my default value') # Returns "value from server"
        """
    )
    assert snippets.names["value"] == "value from server"


def test_logging(cdn: Cdn, snippets: Snippets, logs: Logs) -> None:
    """Its example shows which lines there are at INFO."""
    snippets.run(
        """
        import logging
        logging.basicConfig(level=logging.INFO)
        """
    )
    logs.set_level(logging.INFO)
    snippets.run(
        """
        from vexil.configcatclient.user import User
        configcat_client = configcatclient.create_client('#YOUR-SDK-KEY#')
        value = configcat_client.get_value('isPOCFeatureEnabled', False, User('435170f4', 'john@example.com'))
        """
    )
    assert snippets.names["value"] is True
    lines = [f"{record.levelname} -- : {record.getMessage()}" for record in logs.records]
    assert [line for line in lines if "User object" not in line] == [
        "INFO -- : Evaluating get_value('isPOCFeatureEnabled').",
        "INFO -- : Evaluating rule: [Email:john@example.com] [CONTAINS] [@something.com] => no match",
        "INFO -- : Evaluating rule: [Email:john@example.com] [CONTAINS] [@example.com] => match, returning: True",
    ]


@pytest.mark.parametrize(
    ("level", "count"), [(logging.ERROR, 1), (logging.WARNING, 2), (logging.INFO, 5), (logging.DEBUG, 5)]
)
def test_log_levels(cdn: Cdn, snippets: Snippets, logs: Logs, level: int, count: int) -> None:
    client = snippets.run("configcat_client = configcatclient.create_client('#YOUR-SDK-KEY#')")
    client.get_all_keys()
    logs.clear()
    logs.set_level(level)
    client.get_value("keyOfMySetting", False)
    client.get_value("nope", False)
    assert len([record for record in logs.records if record.levelno > logging.DEBUG]) == count


def test_get_all_keys(cdn: Cdn, snippets: Snippets) -> None:
    snippets.run(
        """
        configcat_client = configcatclient.create_client('#YOUR-SDK-KEY#')
        keys = configcat_client.get_all_keys()
        """
    )
    assert snippets.names["keys"] == ["isMyAwesomeFeatureEnabled", "keyOfMySetting", "key", "isPOCFeatureEnabled"]


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with Proxy(refuses=True) as proxy:
        yield proxy


class HTTPProxyAuth:
    """The shape of the class of the same name in ``requests``, which need not be there."""

    def __init__(self, username: str, password: str) -> None:
        self.username = username
        self.password = password


@pytest.mark.parametrize("installed", [False, True])
def test_proxies(monkeypatch: pytest.MonkeyPatch, proxy: Proxy, snippets: Snippets, installed: bool) -> None:
    if installed:
        pytest.importorskip("requests")
    else:
        auth = types.ModuleType("requests.auth")
        auth.HTTPProxyAuth = HTTPProxyAuth  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "requests", types.ModuleType("requests"))
        monkeypatch.setitem(sys.modules, "requests.auth", auth)
    client = snippets.run(
        f"""
        from requests.auth import HTTPProxyAuth
        proxies = {{'https': '{proxy.address}'}}
        proxy_auth = HTTPProxyAuth("user", "password")
        configcat_client = configcatclient.create_client_with_auto_poll('#YOUR-SDK-KEY#',
            proxies=proxies, proxy_auth=proxy_auth)
        """
    )
    assert client.get_value("key", "DEF") == "DEF"
    client.stop()
    asked = proxy.asked[0]
    assert asked.line == "CONNECT cdn-global.configcat.com:443 HTTP/1.1"
    assert asked.headers["proxy-authorization"] == "Basic " + base64.b64encode(b"user:password").decode()
