"""The quick ``get_value``: when it answers by itself, and when it asks Python."""

from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from typing import Any

import pytest

from support.cdn import Cdn
from support.flags import document, flag, rule, snapshot_of
from support.native import MANUAL, Listener, open_service
from vexil import _native
from vexil._native import Core, Entry
from vexil.configcatclient.user import User

FLAGS = {
    "bool": flag("b", True),
    "text": flag("s", "no", rule("Email", 28, "s", "a", {"s": "yes"})),
    "int": flag("i", 5),
    "float": flag("d", 2.5),
    "broken": flag("b", "no boolean"),
}
SLOW = object()


class Client(Core):
    """Notes each call that native code leaves to Python."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.asked: list[tuple[Any, ...]] = []

    def _get_value(self, key: Any, default_value: Any, user: Any = None) -> Any:
        self.asked.append((key, default_value, user))
        return SLOW


@pytest.fixture
def logger() -> logging.Logger:
    return logging.getLogger("vexil-test-of-core")


@pytest.fixture
def client(logger: logging.Logger) -> Client:
    client = Client("any", arguments=True)
    client._arm(snapshot_of(FLAGS), logger)
    return client


def test_what_it_answers_by_itself(client: Client) -> None:
    user = User("id", "a")
    assert client.get_value("bool", False) is True
    assert client.get_value("text", "", user) == "yes"
    assert client.get_value("text", "", user=user) == "yes"
    assert client.get_value(key="text", default_value="", user=User("id", "b")) == "no"
    assert client.get_value("int", 1) == client.get_value("int", 1.5) == client.get_value("int", None) == 5
    assert client.get_value("float", 1) == 2.5
    assert client.asked == []


@pytest.mark.parametrize(
    "args",
    [
        ("unknown", False),
        (5, False),
        (None, None),
        (["list"], False),
        ("broken", False),
        ("bool", "text"),
        ("bool", 1),
        ("int", True),
        ("text", 1.5),
        ("text", ""),
        ("text", "", User("id")),
        ("bool", False, "no user"),
        ("bool", False, object()),
    ],
)
def test_what_it_leaves_to_python(client: Client, args: tuple[Any, ...]) -> None:
    assert client.get_value(*args) is SLOW
    assert client.asked == [(*args, None)[:3]]


def test_types_need_not_be_checked(client: Client, logger: logging.Logger) -> None:
    client._arm(snapshot_of(FLAGS), logger, None, False)
    assert client.get_value("bool", "text") is True
    client._arm(snapshot_of(FLAGS), logger, checks_type=False)
    assert client.get_value("int", True) == 5
    assert client.asked == []


def test_the_level_of_the_logger_counts_at_each_call(client: Client, logger: logging.Logger) -> None:
    for level, expected in [
        (logging.INFO, SLOW),
        (logging.WARNING, True),
        (logging.DEBUG, SLOW),
        (logging.ERROR, True),
        (logging.NOTSET, True),
    ]:
        logger.setLevel(level)
        assert client.get_value("bool", False) is expected
    logger.setLevel(logging.INFO)
    logging.disable(logging.INFO)
    try:
        assert client.get_value("bool", False) is True
    finally:
        logging.disable(logging.NOTSET)
    logger.setLevel(logging.NOTSET)


def test_disarmed_it_asks_python(client: Client, logger: logging.Logger) -> None:
    client._disarm()
    assert client.get_value("bool", False) is SLOW
    client._disarm()
    client._arm(snapshot_of(FLAGS), logger)
    assert client.get_value("bool", False) is True
    with pytest.raises(TypeError):
        client._arm("source", logger)  # type: ignore[arg-type]


def test_the_default_user(client: Client) -> None:
    assert client._default_user is None
    user = User("id", "a")
    client._default_user = user
    assert client._default_user is user
    assert client.get_value("text", "") == client.get_value("text", "", None) == "yes"
    assert client.get_value("text", "", User("id", "b")) == "no"
    client._default_user = "no user"
    assert client.get_value("bool", False) is SLOW
    client._default_user = None
    assert client.get_value("bool", False) is True
    assert client.asked == [("bool", False, None)]


class Unhashable(str):
    __hash__ = None  # type: ignore[assignment]


class Sneaky(str):
    def __hash__(self) -> int:
        raise RuntimeError("no hash")


class Equal:
    """Says that it is equal to every key, with the hash of one."""

    def __hash__(self) -> int:
        return hash("bool")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("not comparable")


class Liar:
    @property
    def __class__(self) -> Any:  # type: ignore[override]
        raise RuntimeError("no class")


@pytest.mark.parametrize("key", [Unhashable("bool"), Sneaky("bool"), Equal(), {}, b"bool", 1.5])
def test_strange_keys_raise_nothing(client: Client, key: Any) -> None:
    assert client.get_value("bool", False) is True
    assert client.get_value(key, False) is SLOW


def test_strange_users_and_loggers_raise_nothing(client: Client) -> None:
    assert client.get_value("bool", False, Liar()) is SLOW

    class Broken:
        def isEnabledFor(self, level: int) -> bool:
            raise RuntimeError("no level")

    client._arm(snapshot_of(FLAGS), Broken())  # type: ignore[arg-type]
    assert client.get_value("bool", False) is SLOW


def test_instances_of_subclasses_of_str_are_keys(client: Client) -> None:
    class Key(str):
        pass

    assert client.get_value(Key("bool"), False) is True
    assert client.get_value(Key("unknown"), False) is SLOW


def test_without_python_it_is_the_default_value(logger: logging.Logger) -> None:
    core = Core()
    assert core.get_value("bool", SLOW) is SLOW
    core._arm(snapshot_of(FLAGS), logger)
    assert core.get_value("bool", False) is True
    assert core.get_value("unknown", SLOW) is SLOW
    with pytest.raises(TypeError):
        core.get_value("bool")  # type: ignore[call-arg]


def test_it_answers_from_what_a_service_has(cdn: Cdn, logger: logging.Logger) -> None:
    with Listener(open_service(cdn.url, MANUAL)) as listener:
        client = Client()
        client._arm(listener.service, logger)
        assert client.get_value("flag", False) is SLOW
        listener.service.refresh(1, True, None)
        deadline = time.monotonic() + 2
        while listener.service.entry.is_empty and time.monotonic() < deadline:
            time.sleep(0.005)
        assert client.get_value("flag", False) is True
        assert client.get_value("text", "") == "hello"
        client._arm(listener.service, logger, 60.0)
        assert client.get_value("flag", False) is True
        client._arm(listener.service, logger, 0.001)
        time.sleep(0.01)
        assert client.get_value("flag", False) is SLOW


def test_threads_get_one_value_or_the_other_while_configs_are_swapped(
    logger: logging.Logger,
) -> None:
    client = Client()
    snapshots = [
        snapshot_of({f"k{n}": flag("i", value, rule("Email", 28, "s", "x", {"i": 0})) for n in range(50)})
        for value in (1, 2)
    ]
    client._arm(snapshots[0], logger)
    wrong: list[Any] = []
    is_over = threading.Event()

    def hammer() -> None:
        user = User("id", "a")
        while not is_over.is_set():
            for n in range(50):
                value = client.get_value(f"k{n}", 0, user)
                if value not in (1, 2):
                    wrong.append(value)

    threads = [threading.Thread(target=hammer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(300):
        client._arm(snapshots[turn % 2], logger)
        client._default_user = User("id", "a") if turn % 3 else None
        if turn % 10 == 0:
            fresh = snapshot_of({f"k{n}": flag("i", 1) for n in range(50)})
            client._arm(fresh, logger)
            time.sleep(0.001)
    is_over.set()
    for thread in threads:
        thread.join(30)
    assert wrong == [] and client.asked == []


def test_clients_and_what_they_hold_are_collected() -> None:
    class Logger:
        owner: Any

        def isEnabledFor(self, level: int) -> bool:
            return False

    class Person(User):
        friend: Any

    client = Client()
    logger, user = Logger(), Person("id")
    logger.owner = user.friend = client
    client._arm(snapshot_of(FLAGS), logger)  # type: ignore[arg-type]
    client._default_user = user
    assert client.get_value("bool", False) is True
    gone = [weakref.ref(client), weakref.ref(logger), weakref.ref(user)]
    del client, logger, user
    gc.collect()
    assert [ref() for ref in gone] == [None, None, None]


def test_configs_are_gone_with_whatever_was_made_of_them(
    logger: logging.Logger,
) -> None:
    def live_configs(limit: int) -> int:
        deadline = time.monotonic() + 2
        while _native.live_configs() > limit and time.monotonic() < deadline:
            gc.collect()
            time.sleep(0.005)
        return _native.live_configs()

    before = live_configs(0)
    client = Client()
    for turn in range(5):
        # More flags than are freed at once.
        flags = {f"key number {n}": flag("s", f"value {turn}") for n in range(2_000)}
        entry = Entry.parse(document(flags), 1.0, "")
        assert entry.snapshot is not None and entry.snapshot == entry.snapshot
        client._arm(entry.snapshot, logger)
        assert all(client.get_value(key, "") == f"value {turn}" for key in flags)
        assert len(entry.snapshot.evaluate_all(None)[0]) == 2_000
    del entry
    client._disarm()
    assert live_configs(before) == before
