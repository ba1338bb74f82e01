"""Caches of the application, well-behaved and not."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

import pytest

from support.cdn import Cdn, config_of, new_sdk_key
from support.hosts import Owner, auto, lazy, manual
from vexil.configcatclient._cache import cache_key


class Cache:
    """Keeps texts, and writes down what it is asked."""

    def __init__(self) -> None:
        self.values: Dict[str, Any] = {}
        self.calls: List[Tuple[str, str]] = []
        self.on_get: Callable[[], None] = lambda: None
        self.on_set: Callable[[], None] = lambda: None

    def get(self, key: str) -> Any:
        self.calls.append(("get", key))
        self.on_get()
        return self.values.get(key)

    def set(self, key: str, value: Any) -> None:
        self.calls.append(("set", key))
        self.on_set()
        self.values[key] = value

    def put(self, sdk_key: str, config: Any, etag: str = '"x"', age: float = 0) -> None:
        self.values[cache_key(sdk_key)] = payload(config, etag, age)

    def count(self, kind: str) -> int:
        return len([call for call in self.calls if call[0] == kind])


def payload(config: Any, etag: str = '"x"', age: float = 0) -> str:
    return f"{int((time.time() - age) * 1000)}\n{etag}\n{json.dumps(config)}"


@pytest.mark.parametrize(
    "sdk_key, key",
    [
        ("configcat-sdk-1/TEST_KEY-0123456789012/1234567890123456789012", "f83ba5d45bceb4bb704410f51b704fb6dfa19942"),
        ("configcat-sdk-1/TEST_KEY2-123456789012/1234567890123456789012", "da7bfd8662209c8ed3f9db96daed4f8d91ba5876"),
    ],
)
def test_the_key_is_the_one_of_all_sdks(sdk_key: str, key: str) -> None:
    assert cache_key(sdk_key) == key


def test_what_is_written(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    before = time.time()
    assert owner.service.refresh().is_success
    text = cache.values[hashlib.sha1(f"{sdk_key}_config_v6.json_v2".encode()).hexdigest()]
    milliseconds, etag, config = text.split("\n", 2)
    assert before * 1000 - 1 <= int(milliseconds) <= time.time() * 1000
    assert etag == cdn._answer.headers["ETag"]
    assert json.loads(config) == config_of(flag=True, text="hello", number=1)


def test_a_confirmation_is_written_too(cdn: Cdn) -> None:
    cache = Cache()
    owner = manual(cdn, config_cache=cache)
    owner.service.refresh()
    first = next(iter(cache.values.values()))
    time.sleep(0.05)
    owner.service.refresh()
    second = next(iter(cache.values.values()))
    assert cache.count("set") == 2
    assert int(second.split("\n")[0]) > int(first.split("\n")[0])
    assert second.split("\n", 1)[1] == first.split("\n", 1)[1]
    assert len(owner.host.named("changed")) == 1


def test_failures_are_not_written(cdn: Cdn) -> None:
    cdn.fail(500)
    cache = Cache()
    manual(cdn, config_cache=cache).service.refresh()
    assert cache.count("set") == 0


def test_the_cache_is_read_for_each_value_and_its_other_configs_are_told(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    assert owner.value() is None
    assert owner.host.named("changed") == []
    cache.put(sdk_key, config_of(flag=True), '"1"')
    assert owner.value() is True
    assert len(owner.host.named("changed")) == 1
    assert owner.value() is True
    # The same ETag is the same config, whatever the text.
    cache.put(sdk_key, config_of(flag=False), '"1"', age=-1)
    assert owner.value() is True
    cache.put(sdk_key, config_of(flag=False), '"2"')
    assert owner.value() is False
    assert len(owner.host.named("changed")) == 2
    assert cache.count("get") == 5
    assert cdn.count == 0


def test_who_reads_tells(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    cache.put(sdk_key, config_of(flag=True))
    seen: List[Any] = []
    owner.host.reactions["changed"] = lambda entry: seen.append(owner.value())
    assert owner.value() is True
    assert seen == [True]


def test_what_was_written_is_no_news(cdn: Cdn) -> None:
    cache = Cache()
    owner = manual(cdn, config_cache=cache)
    owner.service.refresh()
    for _ in range(3):
        assert owner.value() is True
    assert len(owner.host.named("changed")) == 1


def test_a_fresh_config_of_the_cache_needs_no_download(cdn: Cdn) -> None:
    cdn.serve(config_of(flag=False))
    for make in (auto, lazy):
        cache, sdk_key = Cache(), new_sdk_key()
        cache.put(sdk_key, config_of(flag=True), age=1)
        owner = make(cdn, config_cache=cache, sdk_key=sdk_key)
        assert owner.value() is True
        time.sleep(0.2)
        assert cdn.count == 0


def test_an_old_config_of_the_cache_is_renewed(cdn: Cdn) -> None:
    cdn.serve(config_of(flag=False))
    for make in (auto, lazy):
        cache, sdk_key = Cache(), new_sdk_key()
        cache.put(sdk_key, config_of(flag=True), '"old"', age=100)
        owner = make(cdn, config_cache=cache, sdk_key=sdk_key)
        assert owner.value() is False
        assert cdn.requests[-1].header("If-None-Match") == '"old"'


def test_an_old_config_of_the_cache_serves_in_an_outage(cdn: Cdn) -> None:
    cdn.fail(500)
    for make in (auto, lazy, manual):
        cache, sdk_key = Cache(), new_sdk_key()
        cache.put(sdk_key, config_of(flag=True), age=100)
        owner = make(cdn, config_cache=cache, sdk_key=sdk_key)
        assert owner.value() is True


def test_polling_clients_read_the_cache_of_others(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = auto(cdn, config_cache=cache, sdk_key=sdk_key)
    assert owner.value() is True
    cache.put(sdk_key, config_of(flag=False), '"other"')
    assert owner.value() is False


def test_who_shares_a_cache_profits_of_the_downloads_of_others(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    first = lazy(cdn, 1, config_cache=cache, sdk_key=sdk_key)
    second = lazy(cdn, 1, config_cache=cache, sdk_key=sdk_key)
    assert first.value() is True and second.value() is True
    assert cdn.count == 1
    time.sleep(1.1)
    assert first.value() is True and second.value() is True
    assert cdn.count == 2


def test_a_confirmation_by_another_is_taken_over_silently(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    cache.put(sdk_key, config_of(flag=True), age=10)
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    assert owner.value() is True
    before = owner.service.current()[1]
    cache.put(sdk_key, config_of(flag=True), age=5)
    assert owner.service.current()[1] > before + 4
    assert len(owner.host.named("changed")) == 1


def test_an_offline_client_reads_the_cache(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    cache.put(sdk_key, config_of(flag=True), age=1000)
    for make in (auto, lazy, manual):
        assert make(cdn, config_cache=cache, sdk_key=sdk_key, offline=True).value() is True
    assert cdn.count == 0


# Caches that misbehave


def raising() -> None:
    raise RuntimeError("The cache is broken.")


def errors(owner: Owner) -> List[Tuple[int, str]]:
    return [(event_id, type(error).__name__) for event_id, error in owner.host.named("cache_error")]


@pytest.mark.parametrize("make", [auto, lazy])
def test_a_cache_that_raises_is_a_miss(cdn: Cdn, make: Callable[..., Owner]) -> None:
    cache = Cache()
    cache.on_get = cache.on_set = raising
    owner = make(cdn, config_cache=cache)
    assert owner.value() is True
    assert owner.value("text") == "hello"
    assert (2200, "RuntimeError") in errors(owner)
    assert errors(owner).count((2201, "RuntimeError")) == 1
    exception = owner.host.named("cache_error")[0][1]
    assert exception.__traceback__ is not None


@pytest.mark.parametrize(
    "rubbish, error",
    [
        (b'1686756435844\n"x"\n{}', "TypeError"),
        (bytearray(b"x"), "TypeError"),
        ({"f": {}}, "TypeError"),
        (42, "TypeError"),
        ("rubbish", "ValueError"),
        ("1\n2", "ValueError"),
        ('x\n"x"\n{}', "ValueError"),
        ('1686756435844\n"x"\nno json', "ValueError"),
        ('1686756435844\n"x"\n', "ValueError"),
        ('1686756435844\n"x"\n[]', "ValueError"),
        ("\ud800", "ValueError"),
        ('nan\n"x"\n{}', "ValueError"),
        ('1e400\n"x"\n{}', "ValueError"),
    ],
)
def test_rubbish_is_a_miss_that_is_told_once(cdn: Cdn, rubbish: Any, error: str) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    cache.values[cache_key(sdk_key)] = rubbish
    assert owner.value() is None
    assert owner.value() is None
    assert errors(owner) == [(2200, error)]
    assert owner.service.refresh().is_success
    assert owner.value() is True
    cache.values[cache_key(sdk_key)] = rubbish
    assert owner.value() is True


@pytest.mark.parametrize("nothing", [None, "", b"", 0, [], {}])
def test_nothing_is_a_silent_miss(cdn: Cdn, nothing: Any) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    cache.values[cache_key(sdk_key)] = nothing
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    assert owner.value() is None
    assert errors(owner) == []


@pytest.mark.parametrize("cache", [object(), 42, "cache", {}])
def test_something_that_is_no_cache_is_a_miss(cdn: Cdn, cache: Any) -> None:
    owner = lazy(cdn, config_cache=cache)
    assert owner.value() is True
    # A dictionary can be read, not written.
    assert ((2201, "AttributeError") in errors(owner)) or (2201, "TypeError") in errors(owner)


def test_objects_that_cannot_be_compared(cdn: Cdn) -> None:
    class Odd:
        def __eq__(self, other: object) -> bool:
            raise ZeroDivisionError

        def __bool__(self) -> bool:
            raise ZeroDivisionError

    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    for _ in range(3):
        cache.values[cache_key(sdk_key)] = Odd()
        assert owner.value() is None
    assert all(event_id == 2200 for event_id, _ in errors(owner))
    owner.service.refresh()
    assert owner.value() is True


# Slow caches, and those that call the client


def test_a_slow_cache_holds_up_nobody_who_has_a_config(cdn: Cdn) -> None:
    cache = Cache()
    owner = auto(cdn, config_cache=cache)
    assert owner.value() is True
    release = threading.Event()
    cache.on_get = lambda: (release.wait(20), None)[1]
    slow = threading.Thread(target=owner.value)
    slow.start()
    time.sleep(0.1)
    start = time.monotonic()
    assert owner.value() is True
    assert time.monotonic() - start < 0.5
    assert owner.service.refresh().is_success
    assert time.monotonic() - start < 3
    release.set()
    slow.join(5)
    assert not slow.is_alive()


def test_a_download_that_ends_while_the_cache_is_read_is_newer(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    cache.put(sdk_key, config_of(flag=False), '"old"')
    old = dict(cache.values)

    class Slow(Cache):
        def get(self, key: str) -> Any:
            if not self.calls:
                self.calls.append(("get", key))
                thread = threading.Thread(target=owner.service.refresh)
                thread.start()
                thread.join()
            return old.get(key)

    owner.service._cache._store = Slow()  # type: ignore[union-attr]
    assert owner.value() is True
    assert [entry.etag for (entry,) in owner.host.named("changed")] == [cdn._answer.headers["ETag"]]


def test_what_was_written_is_not_compiled_again(cdn: Cdn, monkeypatch: pytest.MonkeyPatch) -> None:
    from vexil.configcatclient import _cache

    owner = manual(cdn, config_cache=Cache())
    assert owner.service.refresh().is_success
    monkeypatch.setattr(_cache, "Entry", None)
    assert owner.value() is True
    assert errors(owner) == []


def test_polls_go_on_while_the_cache_hangs(cdn: Cdn) -> None:
    cache = Cache()
    owner = auto(cdn, interval=1, config_cache=cache)
    assert owner.value("number") == 1
    begun, release = threading.Event(), threading.Event()
    cache.on_set = lambda: (begun.set(), release.wait(20), None)[2]
    for number in (2, 3):
        cdn.serve(config_of(number=number))
        end = time.monotonic() + 10
        while owner.value("number") != number:
            assert time.monotonic() < end
            time.sleep(0.01)
        assert begun.wait(5)
    release.set()


def test_a_slow_cache_does_not_hold_up_other_clients(cdn: Cdn) -> None:
    cache = Cache()
    release = threading.Event()
    cache.on_get = cache.on_set = lambda: (release.wait(20), None)[1]
    blocked = auto(cdn, config_cache=cache)
    start = time.monotonic()
    assert auto(cdn).value() is True
    assert time.monotonic() - start < 1
    release.set()
    assert blocked.value() is True


def test_the_first_wait_for_a_slow_cache_has_an_end(cdn: Cdn) -> None:
    cache = Cache()
    release = threading.Event()
    cache.on_get = lambda: (release.wait(20), None)[1]
    owner = auto(cdn, max_init_wait=0.3, config_cache=cache)
    start = time.monotonic()
    owner.value()
    # The wait for the first config, and that for the other access.
    assert time.monotonic() - start < 3
    release.set()


def test_a_cache_may_call_the_client(cdn: Cdn) -> None:
    cache = Cache()
    owner = manual(cdn, config_cache=cache)
    values: List[Any] = []
    cache.on_get = lambda: values.append(owner.value())
    cache.on_set = lambda: values.append(owner.value())
    assert owner.service.refresh().is_success
    assert owner.value() is True
    assert values[-1] is True
    assert errors(owner) == []


def test_a_cache_may_refresh_the_client(cdn: Cdn) -> None:
    cache = Cache()
    owner = lazy(cdn, config_cache=cache)
    depth: List[Optional[bool]] = []

    def refresh() -> None:
        if len(depth) < 3:
            depth.append(None)
            depth[-1] = owner.service.refresh().is_success

    cache.on_get = refresh
    done: List[Any] = []
    thread = threading.Thread(target=lambda: done.append(owner.value()), daemon=True)
    thread.start()
    thread.join(20)
    assert done == [True]


def test_a_cache_may_close_the_client(cdn: Cdn) -> None:
    cache = Cache()
    owner = auto(cdn, config_cache=cache)
    cache.on_set = owner.service.close
    owner.value()
    assert owner.value() in (None, True)


def test_values_of_many_threads_while_the_cache_changes(cdn: Cdn) -> None:
    cache, sdk_key = Cache(), new_sdk_key()
    owner = manual(cdn, config_cache=cache, sdk_key=sdk_key)
    cache.put(sdk_key, config_of(number=0), '"0"')
    stop = threading.Event()
    wrong: List[Any] = []

    def ask() -> None:
        last = 0
        while not stop.is_set():
            value = owner.value("number")
            if not isinstance(value, int) or value < last:
                wrong.append((last, value))
            last = value

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 100):
        cache.put(sdk_key, config_of(number=number), f'"{number}"')
        time.sleep(0.002)
    stop.set()
    for thread in threads:
        thread.join(10)
    assert wrong == []
    assert owner.value("number") == 99
