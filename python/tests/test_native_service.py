"""The service of the native module by itself: what it downloads, and what it tells."""

from __future__ import annotations

import socket
import time
from typing import Any, Dict, List, Tuple

import pytest

from support.cdn import Cdn, config_of
from support.native import AUTO, LAZY, Listener, kinds, open_service
from support.proxy import Proxy
from vexil._native import Entry, Service

CLOSED, OFFLINE, HELD = -1, -3, -4


class TestDownloads:
    def test_a_manual_service_downloads_when_it_is_asked_to(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url)) as listener:
            assert kinds(listener.until(5)) == [5]
            service = listener.service
            assert service.is_ready and not service.is_closed and service.entry.is_empty
            events = listener.refresh(7)
            assert kinds(events) == [2, 1, 3, 4, 7]
            assert events[0] == (2, 0, 200, "OK", None, None)
            assert events[2] == (3, True)
            assert events[4] == (7, 7, 0, None)
            entry = events[1][1]
            assert isinstance(entry, Entry) and entry.has_same_config(service.entry)
            assert abs(entry.fetch_time - time.time()) < 10
            assert entry.etag == service.entry.etag != ""
            assert [request.path.split("/")[1] for request in cdn.requests] == ["configuration-files"]

    def test_an_unchanged_config_renews_the_time(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url)) as listener:
            listener.refresh()
            first = listener.service.entry
            time.sleep(0.01)
            events = listener.refresh(2)
            assert events[0] == (2, 304, 304, "Not Modified", None, None)
            assert kinds(events) == [2, 1, 3, 7] and events[-1] == (7, 2, 304, None)
            assert listener.service.entry.fetch_time > first.fetch_time
            assert cdn.requests[1].header("if-none-match") == first.etag

    def test_an_auto_polling_service_downloads_by_itself(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url, AUTO, interval=1.0)) as listener:
            assert kinds(listener.until(5)) == [2, 1, 3, 4, 5]
            cdn.serve(config_of(flag=False))
            events = listener.until(4)
            assert kinds(events) == [2, 1, 3, 4] and events[2] == (3, False)
            assert '"b": false' in str(listener.service.entry.json)

    def test_headers_are_sent_as_they_are(self, cdn: Cdn) -> None:
        headers = [("User-Agent", "ConfigCat-Python/m-10.0.1"), ("X-ConfigCat-PythonVersion", "3.9.18")]
        with Listener(open_service(cdn.url, headers=headers)) as listener:
            listener.refresh()
            for name, value in headers:
                assert cdn.requests[0].header(name) == value

    def test_with_an_initial_entry_it_begins_with_that(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url)) as first:
            first.refresh()
            entry = first.service.entry
        with Listener(open_service(cdn.url, initial=entry)) as listener:
            assert listener.service.entry.has_same_config(entry)
            assert listener.refresh()[-1][2] == 304

    def test_equal_auto_polling_services_are_one_download(self, cdn: Cdn) -> None:
        one: Dict[str, Any] = {"sdk_key": "configcat-sdk-1/TEST_KEY-SHARED0000000/1234567890123456789012", "mode": AUTO}
        other = {**one, "connect_timeout": 9.0}
        with Listener(open_service(cdn.url, **one)) as first, Listener(open_service(cdn.url, **one)) as second:
            first.until(5), second.until(5)
            assert cdn.count == 1
            with Listener(open_service(cdn.url, **other)) as third:
                third.until(5)
                assert cdn.count == 2


class TestFailures:
    @pytest.mark.parametrize(
        "status, code, reason", [(404, 1100, "Not Found"), (403, 1100, "Forbidden"), (500, 1101, "Oh")]
    )
    def test_statuses_are_told(self, cdn: Cdn, status: int, code: int, reason: str) -> None:
        cdn.fail(status, reason=reason)
        with Listener(open_service(cdn.url)) as listener:
            events = listener.refresh()
            assert (2, code, status, reason, None, None) in events
            assert events[-1] == (7, 1, code, None)
            assert listener.service.entry.is_empty

    @pytest.mark.parametrize("status, renews", [(404, True), (403, True), (500, False)])
    def test_a_wrong_key_alone_puts_off_the_next_look(self, cdn: Cdn, status: int, renews: bool) -> None:
        with Listener(open_service(cdn.url, LAZY)) as listener:
            listener.refresh()
            first = listener.service.entry
            time.sleep(0.01)
            cdn.fail(status)
            listener.refresh(2)
            assert listener.service.entry.has_same_config(first)
            assert (listener.service.entry.fetch_time > first.fetch_time) == renews

    def test_a_body_that_is_no_config(self, cdn: Cdn) -> None:
        cdn.serve("{", etag="")
        with Listener(open_service(cdn.url)) as listener:
            ended = next(event for event in listener.refresh() if event[0] == 2)
            assert ended[:5] == (2, 1105, 200, "OK", "INVALID_CONFIG") and "JSON" in ended[5]

    def test_nobody_listens(self) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            with Listener(open_service(f"http://127.0.0.1:{taken.getsockname()[1]}")) as listener:
                events = listener.refresh()
                ended = next(event for event in events if event[0] == 2)
                assert ended[:5] == (2, 1103, None, None, "CONNECT")
                assert events[-1] == (7, 1, 1103, ended[5])

    def test_an_answer_that_does_not_come(self, cdn: Cdn) -> None:
        cdn.hang()
        with Listener(open_service(cdn.url, connect_timeout=0.1, read_timeout=0.2)) as listener:
            start = time.monotonic()
            ended = next(event for event in listener.refresh() if event[0] == 2)
            assert ended[:5] == (2, 1102, None, None, "TIMEOUT") and "300ms" in ended[5]
            # Both together are the time of the request.
            assert 0.25 < time.monotonic() - start < 5.0

    def test_a_connection_that_does_not_come_about(self) -> None:
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            url = f"https://127.0.0.1:{silent.getsockname()[1]}"
            with Listener(open_service(url, connect_timeout=0.2, read_timeout=30.0)) as listener:
                ended = next(event for event in listener.refresh() if event[0] == 2)
                assert ended[:5] == (2, 1102, None, None, "TIMEOUT") and "200ms" in ended[5]

    def test_a_server_that_wants_to_be_left_alone(self, cdn: Cdn) -> None:
        cdn.fail(429, headers={"Retry-After": "100"})
        with Listener(open_service(cdn.url, LAZY)) as listener:
            assert not listener.service.is_held
            listener.refresh()
            assert listener.service.is_held
            listener.service.refresh(2, False, None)
            assert listener.until(7)[-1] == (7, 2, HELD, None)
            assert cdn.count == 1

    def test_redirects_that_lead_in_circles(self, cdn: Cdn) -> None:
        with Cdn() as other:
            to = '{"p": {"u": "%s", "r": %d}, "f": {}}'
            cdn.serve(to % (other.url, 1))
            other.serve(to % (cdn.url, 1))
            with Listener(open_service(cdn.url, base_url_overridden=False)) as listener:
                events = listener.refresh()
            ids = [event[1] for event in events if event[0] == 6]
            assert ids[0] == 3002 and ids[-1] == 1104


class TestOffline:
    def test_nothing_is_requested(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url, AUTO, offline=True, interval=1.0)) as listener:
            assert listener.refresh(3)[-1] == (7, 3, OFFLINE, None)
            assert cdn.count == 0
            listener.service.set_offline(False)
            listener.until(1)
            assert cdn.count == 1
            listener.service.set_offline(True)
            time.sleep(1.3)
            assert cdn.count == 1


class TestCache:
    def test_the_owner_keeps_the_entry(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url, AUTO, interval=1.0, has_cache=True)) as listener:
            service = listener.service
            token = listener.until(8)[-1][1]
            assert cdn.count == 0
            service.cache_synced(token, None)
            _, token, entry = listener.until(9)[-1]
            payload = entry.to_payload()
            assert payload.split("\n")[1] == entry.etag and payload.endswith(str(entry.json))
            assert 5 not in kinds(listener.take())
            service.stored(token)
            assert kinds(listener.until(5)) == [3, 4, 5]
            # Read before each poll. What another process has written is what is asked about.
            token = listener.until(8)[-1][1]
            service.cache_synced(token, Entry.from_payload(payload.replace(entry.etag, '"other"')))
            listener.until(9)
            assert cdn.requests[1].header("if-none-match") == '"other"'

    def test_an_answer_that_comes_late_or_twice_is_ignored(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url, AUTO, has_cache=True)) as listener:
            token = listener.until(8)[-1][1]
            listener.service.cache_synced(token + 1, None)
            listener.service.stored(token)
            listener.service.cache_synced(token, None)
            listener.service.cache_synced(token, None)
            assert listener.until(9)[-1][0] == 9

    def test_a_refresh_starts_from_what_the_owner_has(self, cdn: Cdn) -> None:
        with Listener(open_service(cdn.url, has_cache=True)) as listener:
            latest = Entry.parse('{"f": {}}', 1.0, '"mine"')
            listener.service.refresh(1, True, latest)
            listener.service.stored(listener.until(9)[-1][1])
            assert listener.until(7)[-1] == (7, 1, 0, None)
            assert cdn.requests[0].header("if-none-match") == '"mine"'

    def test_closing_waits_for_no_answer(self, cdn: Cdn) -> None:
        listener = Listener(open_service(cdn.url, AUTO, has_cache=True))
        listener.until(8)
        listener.service.refresh(1, True, None)
        listener.service.close()
        assert listener.take()[-1] == (7, 1, CLOSED, None)


class TestProxy:
    def test_credentials_are_sent_to_the_proxy(self, cdn: Cdn) -> None:
        with Proxy() as proxy:
            address = f"http://user:p%40ss@{proxy.address}"
            with Listener(open_service(cdn.url, proxy=address)) as listener:
                assert listener.refresh()[-1] == (7, 1, 0, None)
            assert proxy.asked[0].line.startswith(f"CONNECT 127.0.0.1:{cdn.port} ")
            assert proxy.asked[0].credentials == ("user", "p@ss")
        assert cdn.requests[0].header("proxy-authorization") is None

    def test_a_proxy_that_refuses(self, cdn: Cdn) -> None:
        with Proxy(refuses=True) as proxy, Listener(open_service(cdn.url, proxy=f"http://{proxy.address}")) as listener:
            ended = next(event for event in listener.refresh() if event[0] == 2)
            assert ended[:4] == (2, 1103, None, None)
        assert cdn.count == 0


class TestArguments:
    def test_what_cannot_be(self, cdn: Cdn) -> None:
        unusable: List[Tuple[Dict[str, Any], str]] = [
            ({"mode": 3}, "mode"),
            ({"interval": float("nan")}, "nan"),
            ({"proxy": "http://[broken"}, "proxy"),
            ({"proxy": "socks5://127.0.0.1:1"}, "proxy"),
        ]
        for changes, text in unusable:
            with pytest.raises(ValueError, match=text):
                open_service(cdn.url, **changes)
        with pytest.raises(TypeError):
            Service("key")  # type: ignore[misc, call-arg]

    def test_times_beyond_all_limits(self, cdn: Cdn) -> None:
        for seconds in (float("inf"), 1e300, -1.0, 0.0):
            with Listener(open_service(cdn.url, AUTO, interval=seconds, max_init_wait=seconds)) as listener:
                listener.until(1)
        with Listener(open_service(cdn.url)) as listener:
            listener.until(5)
            assert listener.service.wait(0, float("inf")) == 1
            with pytest.raises(ValueError):
                listener.service.wait(0, float("nan"))
