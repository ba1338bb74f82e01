"""When configs are downloaded, and what values wait for."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from support.cdn import Answer, Cdn, config_of
from support.hosts import Owner, auto, lazy, manual


def wait_until(condition: Any, timeout: float = 10.0) -> None:
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "It did not come about in time."
        time.sleep(0.005)


# Auto polling


def test_auto_polling_waits_for_the_first_config(cdn: Cdn) -> None:
    cdn.delay = 0.3
    owner = auto(cdn)
    start = time.monotonic()
    assert owner.value() is True
    assert 0.1 < time.monotonic() - start < 3
    wait_until(lambda: owner.host.named("ready"))
    assert [call[0] for call in owner.host.calls] == ["fetched", "changed", "rearm", "ready"]


def test_the_wait_is_over_as_soon_as_the_config_is_there(cdn: Cdn) -> None:
    start = time.monotonic()
    assert auto(cdn).value() is True
    # Far less than the half second that the official package needs at least.
    assert time.monotonic() - start < 0.45


def test_auto_polling_goes_on_without_a_config_after_the_longest_wait(cdn: Cdn) -> None:
    cdn.hang()
    owner = auto(cdn, max_init_wait=1)
    start = time.monotonic()
    assert owner.value() is None
    assert 0.8 < time.monotonic() - start < 3
    # Nobody waits twice.
    start = time.monotonic()
    assert owner.value() is None
    assert time.monotonic() - start < 0.5
    wait_until(lambda: owner.host.named("ready"))
    cdn.serve(config_of(flag=True))
    cdn.release()
    wait_until(lambda: owner.value() is True)
    assert owner.host.named("ready") == [()]


def test_the_wait_counts_from_the_start_of_the_client(cdn: Cdn) -> None:
    cdn.hang()
    owner = auto(cdn, max_init_wait=1)
    time.sleep(1)
    start = time.monotonic()
    assert owner.value() is None
    assert time.monotonic() - start < 0.5


def test_without_a_wait_values_come_at_once(cdn: Cdn) -> None:
    cdn.hang()
    owner = auto(cdn, max_init_wait=0)
    start = time.monotonic()
    assert owner.value() is None
    assert time.monotonic() - start < 1


def test_a_failed_first_download_ends_the_wait(cdn: Cdn) -> None:
    cdn.fail(500)
    owner = auto(cdn)
    start = time.monotonic()
    assert owner.value() is None
    assert time.monotonic() - start < 2
    assert owner.host.named("fetched")[0][:2] == (1101, 500)
    assert owner.host.named("ready") == [()]


def test_auto_polling_polls(cdn: Cdn) -> None:
    owner = auto(cdn, interval=1)
    assert owner.value() is True
    cdn.serve(config_of(flag=False))
    wait_until(lambda: owner.value() is False)
    wait_until(lambda: len(owner.host.named("changed")) == 2)


def test_an_unchanged_config_is_no_news(cdn: Cdn) -> None:
    owner = auto(cdn, interval=1)
    assert owner.value() is True
    cdn.wait_for(2, 5)
    wait_until(lambda: len(owner.host.named("fetched")) == 2)
    assert [code for code, *_ in owner.host.named("fetched")] == [0, 304]
    assert len(owner.host.named("changed")) == 1


def test_callbacks_of_polls_run_on_the_thread_of_the_client(cdn: Cdn) -> None:
    owner = auto(cdn)
    assert owner.value() is True
    assert set(owner.host.threads) == {f"vexil-{owner.service._number}"}


# Lazy loading


def test_lazy_loading_downloads_for_the_first_value_only(cdn: Cdn) -> None:
    owner = lazy(cdn)
    assert owner.host.calls == [("rearm",), ("ready",)]
    assert cdn.count == 0
    assert owner.value() is True
    assert owner.value("text") == "hello"
    assert cdn.count == 1


def test_an_old_config_is_renewed_before_the_value(cdn: Cdn) -> None:
    owner = lazy(cdn, 1)
    assert owner.value() is True
    cdn.serve(config_of(flag=False))
    assert owner.value() is True
    time.sleep(1.1)
    assert owner.value() is False
    assert cdn.count == 2


def test_not_modified_renews_too(cdn: Cdn) -> None:
    owner = lazy(cdn, 1)
    owner.value()
    time.sleep(1.1)
    owner.value()
    assert cdn.count == 2
    assert [code for code, *_ in owner.host.named("fetched")] == [0, 304]
    for _ in range(10):
        assert owner.value() is True
    assert cdn.count == 2


def test_all_who_wait_share_one_download(cdn: Cdn) -> None:
    cdn.delay = 0.2
    owner = lazy(cdn)
    with ThreadPoolExecutor(50) as pool:
        values = list(pool.map(lambda _: owner.value(), range(200)))
    assert values == [True] * 200
    assert cdn.count == 1


def test_in_an_outage_nobody_waits_again_for_a_server_that_failed(cdn: Cdn) -> None:
    owner = lazy(cdn, 1)
    assert owner.value() is True
    cdn.fail(500)
    cdn.delay = 1.0
    time.sleep(1.1)
    assert owner.value() is True  # the one that finds out
    count = cdn.count
    start = time.monotonic()
    for _ in range(50):
        assert owner.value() is True
    assert time.monotonic() - start < 0.8
    assert cdn.count == count
    # Later the server is asked again, and nobody waits for it.
    time.sleep(1.1)
    start = time.monotonic()
    assert owner.value() is True
    assert time.monotonic() - start < 0.8
    cdn.wait_for(count + 1)
    cdn.delay = 0
    cdn.serve(config_of(flag=False))
    wait_until(lambda: owner.value() is False)


def test_without_a_config_a_server_that_failed_is_left_alone_for_a_second(cdn: Cdn) -> None:
    cdn.fail(404)
    owner = lazy(cdn)
    assert owner.value() is None
    count = cdn.count
    for _ in range(20):
        assert owner.value() is None
    assert cdn.count == count
    cdn.serve(config_of(flag=True))
    wait_until(lambda: owner.value() is True)


def test_a_server_that_wants_to_be_left_alone_is(cdn: Cdn) -> None:
    cdn.fail(503, headers={"Retry-After": "30"})
    owner = lazy(cdn)
    assert owner.value() is None
    count = cdn.count
    time.sleep(1.2)
    assert owner.value() is None
    assert cdn.count == count


# Manual polling


def test_manual_polling_downloads_nothing_by_itself(cdn: Cdn) -> None:
    owner = manual(cdn)
    assert owner.value() is None
    time.sleep(0.1)
    assert cdn.count == 0
    assert owner.service.refresh() == (True, None)
    assert owner.value() is True
    assert cdn.count == 1
    assert owner.host.named("changed") != []


def test_a_client_is_ready_before_it_is_handed_out(cdn: Cdn) -> None:
    for owner in (lazy(cdn), manual(cdn), auto(cdn, offline=True)):
        assert owner.host.calls == [("rearm",), ("ready",)]
        assert owner.host.threads == ["MainThread"] * 2


# Refreshes


def test_a_refresh_has_told_everything_when_it_ends(cdn: Cdn) -> None:
    owner = manual(cdn)
    for value in (False, True):
        cdn.serve(config_of(flag=value))
        before = len(owner.host.named("changed"))
        assert owner.service.refresh().is_success
        assert len(owner.host.named("changed")) == before + 1
        assert owner.value() is value
    assert set(owner.host.threads) == {"MainThread"}


def test_the_callback_comes_after_each_download_even_of_the_same_text(cdn: Cdn) -> None:
    cdn.serve(config_of(flag=True), etag="")
    owner = manual(cdn)
    owner.service.refresh()
    owner.service.refresh()
    assert len(owner.host.named("changed")) == 2


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_a_refresh_tells_which_status_it_failed_with(cdn: Cdn, status: int) -> None:
    cdn.fail(status)
    result = manual(cdn).service.refresh()
    text = f"Unexpected HTTP response was received while trying to fetch config JSON: <Response [{status}]>"
    assert result == (False, text)


def test_a_refresh_tells_that_the_time_was_over(cdn: Cdn) -> None:
    cdn.hang()
    owner = manual(cdn, connect_timeout_seconds=0.1, read_timeout_seconds=0.2)
    result = owner.service.refresh()
    assert result == (
        False,
        "Request timed out while trying to fetch config JSON. Timeout values: [connect: 0.1s, read: 0.2s]",
    )
    assert owner.host.named("fetched")[-1][0] == 1102


def test_a_refresh_tells_what_went_wrong_with_the_network() -> None:
    with Cdn() as gone:
        pass
    owner = manual(gone)
    result = owner.service.refresh()
    assert not result.is_success
    assert result.error is not None
    head = (
        "Unexpected error occurred while trying to fetch config JSON. It is most likely due to a local network issue."
    )
    assert result.error.startswith(head)
    assert "127.0.0.1" not in result.error and "TEST_KEY" not in result.error


def test_a_body_that_is_no_config_is_a_failure(cdn: Cdn) -> None:
    cdn.serve("{")
    owner = manual(cdn)
    assert not owner.service.refresh().is_success
    assert owner.value() is None


def test_a_broken_answer_leaves_the_config_that_there_is(cdn: Cdn) -> None:
    owner = manual(cdn)
    assert owner.service.refresh().is_success
    for answer in (Answer.of("{"), Answer(status=500), Answer(drops=True), Answer.of('{"f": 1}')):
        cdn.answer(answer)
        owner.service.refresh()
        assert owner.value() is True


def test_a_confirmation_of_nothing_is_a_failure(cdn: Cdn) -> None:
    cdn.answer(Answer(status=304))
    owner = manual(cdn)
    result = owner.service.refresh()
    assert not result.is_success and "304" in str(result.error)


def test_refreshes_at_the_same_time_are_one(cdn: Cdn) -> None:
    cdn.delay = 0.3
    owner = manual(cdn)
    with ThreadPoolExecutor(20) as pool:
        results = list(pool.map(lambda _: owner.service.refresh(), range(20)))
    assert all(result == (True, None) for result in results)
    assert cdn.count == 1


# Offline


def test_an_offline_client_downloads_nothing(cdn: Cdn) -> None:
    owner = auto(cdn, offline=True)
    start = time.monotonic()
    assert owner.value() is None
    assert time.monotonic() - start < 1
    text = "Client is in offline mode, it cannot initiate HTTP calls."
    assert owner.service.refresh() == (False, text)
    assert ("log", 30, 3200, text) in owner.host.calls
    assert owner.service.is_offline()
    assert cdn.count == 0


def test_going_online_and_offline_is_told_once(cdn: Cdn) -> None:
    owner = manual(cdn)
    owner.service.set_online()
    assert owner.host.named("log") == []
    owner.service.set_offline()
    owner.service.set_offline()
    owner.service.set_online()
    assert owner.host.named("log") == [
        (20, 5200, "Switched to OFFLINE mode."),
        (20, 5200, "Switched to ONLINE mode."),
    ]


def test_going_online_begins_to_poll(cdn: Cdn) -> None:
    owner = auto(cdn, offline=True)
    owner.service.set_online()
    wait_until(lambda: owner.value() is True)


def test_an_offline_lazy_client_uses_what_is_there(cdn: Cdn) -> None:
    owner = lazy(cdn, 1)
    assert owner.value() is True
    owner.service.set_offline()
    time.sleep(1.1)
    assert owner.value() is True
    assert cdn.count == 1
    owner.service.set_online()
    cdn.serve(config_of(flag=False))
    assert owner.value() is False


# Closing


def test_a_closed_client_goes_on_from_memory(cdn: Cdn) -> None:
    for owner in (auto(cdn), lazy(cdn, 1), manual(cdn)):
        owner.service.refresh()
        owner.service.close()
        owner.service.close()
        count = cdn.count
        assert owner.value() is True
        assert not owner.service.refresh().is_success
        owner.service.set_offline()
        assert not owner.service.is_offline()
        assert cdn.count == count
        assert owner.service.entry().etag != ""


def test_closing_ends_all_waits(cdn: Cdn) -> None:
    cdn.hang()
    for make, ask in ((auto, Owner.value), (lazy, Owner.value), (manual, lambda owner: owner.service.refresh())):
        owner = make(cdn)
        results: list[Any] = []
        thread = threading.Thread(target=lambda: results.append(ask(owner)))
        thread.start()
        time.sleep(0.2)
        start = time.monotonic()
        owner.service.close()
        thread.join(5)
        assert not thread.is_alive()
        assert time.monotonic() - start < 2
        assert results in ([None], [(False, "Client is closed, it cannot initiate HTTP calls.")])


def test_no_callback_comes_after_the_end(cdn: Cdn) -> None:
    cdn.delay = 0.2
    owner = auto(cdn)
    owner.service.close()
    time.sleep(0.4)
    assert [call[0] for call in owner.host.calls] == ["rearm"]


# What native code may answer alone


def test_what_can_be_armed(cdn: Cdn) -> None:
    cdn.hang()
    polling = auto(cdn)
    assert polling.service.can_arm() is None
    assert manual(cdn, config_cache={}).service.can_arm() is None
    owner = lazy(cdn, 7)
    armed = owner.service.can_arm()
    assert armed is not None and armed[1] == 7
    owner = manual(cdn)
    armed = owner.service.can_arm()
    assert armed is not None and armed[1] is None
    owner.service.close()
    assert owner.service.can_arm() is None
    cdn.serve(config_of(flag=True))
    cdn.release()
    polling.value()
    armed = polling.service.can_arm()
    assert armed is not None and armed[1] is None
    polling.service.close()
    armed = polling.service.can_arm()
    assert armed is not None and armed[0] is not polling.service._native
