"""Which proxy is chosen: beside ``requests``, which the official package asks."""

from __future__ import annotations

from typing import Any, Dict, Optional

import pytest

from support.cdn import Cdn, new_sdk_key
from support.hosts import auto, lazy, manual
from support.proxy import Proxy
from vexil.configcatclient._proxies import AUTH_IGNORED, AUTH_UNUSED, INVALID, NO_MAPPING, choose

URL = "https://cdn-global.configcat.com/configuration-files/x/config_v6.json"
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


class Auth:
    def __init__(self, username: Any, password: Any) -> None:
        self.username = username
        self.password = password


def by_requests(url: str, proxies: Optional[Dict[str, Any]]) -> Optional[str]:
    requests = pytest.importorskip("requests")
    settings = requests.Session().merge_environment_settings(url, dict(proxies or {}), None, None, None)
    chosen: Optional[str] = requests.utils.select_proxy(url, settings["proxies"])
    return requests.utils.prepend_scheme_if_needed(chosen, "http") if chosen else None


@pytest.mark.parametrize("url", [URL, "http://cdn.example.com:8080/x", "https://10.1.2.3/x", "https://localhost:4/x"])
@pytest.mark.parametrize(
    "proxies",
    [
        None,
        {},
        {"https": "http://a:1"},
        {"http": "http://a:1"},
        {"https": "proxy.example.com:1"},
        {"https": "a"},
        {"all": "http://a:1"},
        {"https://cdn-global.configcat.com": "http://host:1", "https": "http://a:1"},
        {"all://cdn-global.configcat.com": "http://host:1", "all": "http://a:1"},
        {"https": None},
        {"https": ""},
        {"https": "https://a:1", "no_proxy": "example.com"},
    ],
)
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"https_proxy": "http://env:2"},
        {"HTTPS_PROXY": "http://env:2", "HTTP_PROXY": "http://env-http:2"},
        {"all_proxy": "http://env-all:2"},
        {"https_proxy": "http://env:2", "no_proxy": "configcat.com,localhost"},
        {"https_proxy": "http://env:2", "no_proxy": ".configcat.com"},
        {"https_proxy": "http://env:2", "NO_PROXY": "*"},
        {"https_proxy": "http://env:2", "no_proxy": "10.0.0.0/8"},
        {"https_proxy": "http://env:2", "no_proxy": "cdn.example.com:8080, 10.1.2.3"},
        {"https_proxy": "http://env:2", "no_proxy": "cdn.example.com:80"},
    ],
)
def test_the_choice_of_requests(
    monkeypatch: pytest.MonkeyPatch, url: str, proxies: Optional[Dict[str, Any]], environment: Dict[str, str]
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert choose(url, proxies, None).proxy == by_requests(url, proxies)


def test_credentials_come_from_the_option() -> None:
    assert choose(URL, {"https": "http://a:1"}, Auth("user", "p@ss:/w\u00f6rd")).proxy == (
        "http://user:p%40ss%3A%2Fw%C3%B6rd@a:1"
    )
    # They win over those of the address.
    assert choose(URL, {"https": "http://x:y@a:1"}, Auth("user", "word")).proxy == "http://user:word@a:1"
    assert choose(URL, {"https": "http://x:y@a:1"}, None).proxy == "http://x:y@a:1"
    assert choose(URL, {"https": "a:1"}, Auth(b"user", b"w\xf6rd")).proxy == "http://user:w%C3%B6rd@a:1"


def test_the_class_of_requests_can_be_used() -> None:
    auth = pytest.importorskip("requests.auth").HTTPProxyAuth("user", "word")
    assert choose(URL, {"https": "http://a:1"}, auth).proxy == "http://user:word@a:1"


class Odd:
    @property
    def username(self) -> str:
        raise RuntimeError

    password = "word"


@pytest.mark.parametrize("auth", ["user:word", ("user", "word"), object(), Auth(None, None), Odd(), 42])
def test_something_else_is_ignored_with_a_warning(auth: Any) -> None:
    choice = choose(URL, {"https": "http://a:1"}, auth)
    assert choice.proxy == "http://a:1"
    assert choice.warning == AUTH_IGNORED


def test_credentials_without_a_proxy_are_warned_of() -> None:
    assert choose(URL, None, Auth("user", "word")).warning == AUTH_UNUSED


@pytest.mark.parametrize("proxy", ["socks5://a:1", "socks5h://u:p@a:1", "ftp://a:1"])
def test_other_kinds_are_refused(proxy: str) -> None:
    choice = choose(URL, {"https": proxy}, None)
    assert choice.proxy is None
    assert choice.error == f"Proxies of the kind `{proxy.split(':')[0]}` are not supported, only http and https."


@pytest.mark.parametrize("proxy", ["http://", "http://:80", "http://a:port", "http://a:99999", "http://[::1", "//"])
def test_addresses_that_are_none(proxy: str) -> None:
    assert choose(URL, {"https": proxy}, None).error == INVALID


@pytest.mark.parametrize("proxies", ["http://a:1", ["http://a:1"], 42])
def test_options_that_are_no_dictionary(proxies: Any) -> None:
    assert choose(URL, proxies, None).error == NO_MAPPING


# With a proxy that is there


def test_requests_go_through_the_proxy(cdn: Cdn) -> None:
    with Proxy() as proxy:
        owner = manual(cdn, proxies={"http": f"http://{proxy.address}"})
        assert owner.service.refresh().is_success
        assert owner.value() is True
        assert [asked.line for asked in proxy.asked] == [f"CONNECT 127.0.0.1:{cdn.port} HTTP/1.1"]
        assert proxy.asked[0].credentials is None


def test_credentials_reach_the_proxy_and_nobody_else(cdn: Cdn) -> None:
    with Proxy() as proxy:
        owner = manual(cdn, proxies={"http": proxy.address}, proxy_auth=Auth("us er", "p@ss:w\u00f6rd"))
        assert owner.service.refresh().is_success
        assert proxy.asked[0].credentials == ("us er", "p@ss:w\u00f6rd")
        assert cdn.requests[0].header("Proxy-Authorization") is None
        assert cdn.requests[0].header("Authorization") is None


def test_the_environment_names_a_proxy(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy:
        monkeypatch.setenv("http_proxy", f"http://us%20er:word@{proxy.address}")
        assert manual(cdn).service.refresh().is_success
        assert proxy.asked[0].credentials == ("us er", "word")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert manual(cdn).service.refresh().is_success
        assert len(proxy.asked) == 1


def test_a_proxy_that_refuses_is_a_failure(cdn: Cdn) -> None:
    with Proxy(refuses=True) as proxy:
        result = manual(cdn, proxies={"http": proxy.address}).service.refresh()
        assert not result.is_success
        assert proxy.address not in str(result.error)
    assert cdn.count == 0


def test_a_refused_kind_of_proxy_is_logged_and_nothing_goes_past_it(cdn: Cdn) -> None:
    for make in (auto, lazy, manual):
        owner = make(cdn, proxies={"http": "socks5://user:secret@127.0.0.1:1"})
        assert owner.value() is None
        result = owner.service.refresh()
        assert not result.is_success
        assert "Proxies of the kind `socks5` are not supported" in str(result.error)
        assert "secret" not in str(result.error)
        assert [code for code, *_ in owner.host.named("fetched")].count(1103) >= 1
        owner.service.set_offline()
        owner.service.set_online()
        owner.service.close()
    assert cdn.count == 0


def test_a_warning_about_credentials_is_logged_once(cdn: Cdn) -> None:
    with Proxy() as proxy:
        for make in (auto, lazy, manual):
            owner = make(cdn, proxies={"http": proxy.address}, proxy_auth=("user", "word"))
            assert owner.service.refresh().is_success
            assert owner.host.named("log") == [(30, 3400, AUTH_IGNORED)]


def test_clients_with_bad_proxies_still_use_their_caches(cdn: Cdn) -> None:
    import json
    import time

    from support.cdn import config_of
    from vexil.configcatclient._cache import cache_key

    sdk_key = new_sdk_key()
    text = f'{int(time.time() * 1000)}\n"x"\n{json.dumps(config_of(flag=True))}'

    class Cache:
        def get(self, key: str) -> Optional[str]:
            return text if key == cache_key(sdk_key) else None

        def set(self, key: str, value: str) -> None:
            raise AssertionError

    for make in (auto, lazy, manual):
        assert make(cdn, proxies=42, config_cache=Cache(), sdk_key=sdk_key).value() is True
