"""What requests look like, and what servers may answer."""

from __future__ import annotations

import gzip
import json
import platform
from typing import Any, Dict, List

import pytest

from support.cdn import Answer, Cdn, config_of, new_sdk_key
from support.hosts import Host, Owner, auto, lazy, manual
from vexil import _native
from vexil.configcatclient import _opening
from vexil.configcatclient._service import ServiceOptions
from vexil.configcatclient.datagovernance import DataGovernance
from vexil.configcatclient.pollingmode import PollingMode


@pytest.mark.parametrize("make, letter", [(auto, "a"), (lazy, "l"), (manual, "m")])
def test_headers(cdn: Cdn, make: Any, letter: str) -> None:
    make(cdn).service.refresh()
    request = cdn.requests[0]
    name = f"Vexil-Python/{letter}-{_native.__version__}"
    assert request.method == "GET"
    assert request.header("User-Agent") == name
    assert request.header("X-ConfigCat-UserAgent") == name
    assert request.header("X-ConfigCat-PythonVersion") == platform.python_version()
    assert request.header("If-None-Match") is None


def test_the_address(cdn: Cdn) -> None:
    sdk_key = new_sdk_key()
    for base_url in (cdn.url, cdn.url + "/", cdn.url + "///"):
        assert manual(cdn, base_url=base_url, sdk_key=sdk_key).service.refresh().is_success
    assert manual(cdn, base_url=cdn.url + "/a/b/", sdk_key=sdk_key).service.refresh().is_success
    path = f"/configuration-files/{sdk_key}/config_v6.json"
    assert [request.path for request in cdn.requests] == [path] * 3 + ["/a/b" + path]


def test_the_etag_is_sent_back(cdn: Cdn) -> None:
    cdn.serve(config_of(flag=True), '"tag"')
    owner = manual(cdn)
    owner.service.refresh()
    owner.service.refresh()
    assert [request.header("If-None-Match") for request in cdn.requests] == [None, '"tag"']
    assert owner.service.entry().etag == '"tag"'


class Recorded(Exception):
    pass


def options_of(monkeypatch: pytest.MonkeyPatch, mode: PollingMode, **options: Any) -> Dict[str, Any]:
    """What the native service would be opened with."""
    calls: List[Dict[str, Any]] = []

    def record(**arguments: Any) -> None:
        calls.append(arguments)
        raise ValueError("recorded")

    monkeypatch.setattr(_native, "Service", record)
    monkeypatch.setattr(_opening._native, "Service", record)
    _opening.Opener(new_sdk_key(), mode, ServiceOptions(**options)).open(False, None)
    return calls[0]


@pytest.mark.parametrize(
    "options, url, overridden",
    [
        ({}, "https://cdn-global.configcat.com", False),
        ({"data_governance": DataGovernance.Global}, "https://cdn-global.configcat.com", False),
        ({"data_governance": DataGovernance.EuOnly}, "https://cdn-eu.configcat.com", False),
        ({"data_governance": 1}, "https://cdn-eu.configcat.com", False),
        ({"data_governance": None}, "https://cdn-global.configcat.com", False),
        ({"base_url": "http://x//", "data_governance": DataGovernance.EuOnly}, "http://x", True),
    ],
)
def test_the_server(monkeypatch: pytest.MonkeyPatch, options: Dict[str, Any], url: str, overridden: bool) -> None:
    opened = options_of(monkeypatch, PollingMode.manual_poll(), **options)
    assert (opened["base_url"], opened["base_url_overridden"]) == (url, overridden)


def test_the_times(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = options_of(monkeypatch, PollingMode.auto_poll(7, 3), connect_timeout_seconds=1.5, read_timeout_seconds=2)
    assert [opened[name] for name in ("mode", "interval", "max_init_wait", "connect_timeout", "read_timeout")] == [
        0,
        7,
        3,
        1.5,
        2,
    ]
    opened = options_of(monkeypatch, PollingMode.lazy_load(9))
    assert [opened[name] for name in ("mode", "interval", "connect_timeout", "read_timeout")] == [1, 9, 10, 30]
    assert options_of(monkeypatch, PollingMode.manual_poll())["mode"] == 2


@pytest.mark.parametrize(
    "value, seconds", [(None, 365 * 86400), ("x", 10), (float("nan"), 10), (-1, 0), (1e300, 365 * 86400)]
)
def test_odd_times(monkeypatch: pytest.MonkeyPatch, value: Any, seconds: float) -> None:
    assert (
        options_of(monkeypatch, PollingMode.manual_poll(), connect_timeout_seconds=value)["connect_timeout"] == seconds
    )


@pytest.mark.parametrize("base_url", ["", "nonsense", "ftp://127.0.0.1", "http://", "http://[", "http://\u0000"])
def test_addresses_that_are_none(base_url: str) -> None:
    for make in (auto, lazy, manual):
        owner = make(None, base_url=base_url)
        assert owner.value() is None
        assert not owner.service.refresh().is_success
        owner.service.close()


# Data governance


def redirecting(url: str, redirect: int, **values: Any) -> Dict[str, Any]:
    return {"p": {"u": url, "r": redirect, "s": "salt"}, **config_of(**values)}


def owner_of(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """A client that did not choose its server itself."""
    monkeypatch.setattr(_opening, "_GLOBAL", cdn.url)
    owner = Owner(PollingMode.manual_poll(), None, Host())
    return owner.start()


@pytest.mark.parametrize("redirect, warnings", [(1, [(3002,)]), (2, [])])
def test_redirects_of_the_config_are_followed(
    cdn: Cdn, monkeypatch: pytest.MonkeyPatch, redirect: int, warnings: List[Any]
) -> None:
    with Cdn() as other:
        other.serve(redirecting(other.url, 0, flag=False))
        cdn.serve(redirecting(other.url, redirect))
        owner = owner_of(cdn, monkeypatch)
        assert owner.service.refresh().is_success
        assert owner.value() is False
        assert owner.host.named("warning") == warnings
        assert (cdn.count, other.count) == (1, 1)
        # From now on the other one is asked.
        assert owner.service.refresh().is_success
        assert (cdn.count, other.count) == (1, 2)


def test_without_a_need_the_other_server_is_asked_next_time(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cdn(config_of(flag=False)) as other:
        cdn.serve(redirecting(other.url, 0, flag=True))
        owner = owner_of(cdn, monkeypatch)
        assert owner.service.refresh().is_success
        assert owner.value() is True
        assert owner.service.refresh().is_success
        assert owner.value() is False


def test_who_chose_the_server_follows_forced_redirects_only(cdn: Cdn) -> None:
    with Cdn(config_of(flag=False)) as other:
        cdn.serve(redirecting(other.url, 1, flag=True))
        owner = manual(cdn)
        assert owner.service.refresh().is_success
        assert owner.value() is True
        cdn.serve(redirecting(other.url, 2, flag=True))
        assert owner.service.refresh().is_success
        assert owner.value() is False


def test_a_loop_of_redirects_is_told(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    with Cdn() as other:
        cdn.serve(redirecting(other.url, 2, flag=True))
        other.serve(redirecting(cdn.url, 2, flag=True))
        owner = owner_of(cdn, monkeypatch)
        assert owner.service.refresh().is_success
        assert owner.host.named("warning") == [(1104,)]
        assert cdn.count + other.count == 3


# Answers


def test_compressed_answers(cdn: Cdn) -> None:
    body = gzip.compress(json.dumps(config_of(flag=True)).encode())
    cdn.answer(Answer(body=body, headers={"Content-Encoding": "gzip", "ETag": '"z"'}))
    owner = manual(cdn)
    assert owner.service.refresh().is_success
    assert owner.value() is True


def test_answers_without_an_etag(cdn: Cdn) -> None:
    cdn.serve(config_of(flag=True), "")
    owner = lazy(cdn)
    assert owner.value() is True
    assert owner.service.entry().etag == ""


@pytest.mark.parametrize("status", [201, 204, 301, 302, 400, 401, 418, 429, 502])
def test_statuses_that_bring_no_config(cdn: Cdn, status: int) -> None:
    cdn.fail(status, headers={"Location": cdn.url} if status in (301, 302) else {})
    owner = manual(cdn)
    assert not owner.service.refresh().is_success
    assert owner.value() is None


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"\xff\xfe", b'{"f":', b'{"f":[]}', b"<html>"])
def test_bodies_that_are_no_config(cdn: Cdn, body: bytes) -> None:
    cdn.serve(body)
    owner = manual(cdn)
    result = owner.service.refresh()
    assert not result.is_success
    assert owner.value() is None
    assert "TEST_KEY" not in str(result.error)


def test_one_failed_request_is_repeated(cdn: Cdn) -> None:
    cdn.then(Answer(drops=True))
    owner = manual(cdn)
    assert owner.service.refresh().is_success
    assert cdn.count == 2
