"""The native half of ``vexil``: configs, evaluation, downloads. ``vexil.configcatclient`` is its only user."""

from logging import Logger
from typing import Any, Optional, final

from typing_extensions import Self, disjoint_base

from vexil.configcatclient.user import User

__all__ = [
    "Core",
    "Entry",
    "Explanation",
    "Outcome",
    "Overrides",
    "Service",
    "Snapshot",
    "__version__",
    "after_fork_in_child",
    "live_configs",
]

__version__: str

@final
class Entry:
    """A config with the time and the ETag it came with. Never changes."""

    @staticmethod
    def empty() -> Entry:
        """The entry before the first download: no config, ETag ``''``, time 0."""
    @staticmethod
    def parse(json: str, fetch_time: float, etag: str) -> Entry:
        """Compiles a config text without holding the GIL. ``fetch_time`` is in seconds since the Unix epoch.

        Raises ``ValueError`` with the reason, which repeats nothing of the text.
        """
    @staticmethod
    def from_payload(payload: str) -> Entry:
        """Reads what all ConfigCat SDKs keep in caches, ``{milliseconds}\\n{etag}\\n{json}``. Raises ``ValueError``."""
    def to_payload(self) -> str:
        """The counterpart of :meth:`from_payload`."""
    @property
    def snapshot(self) -> Optional[Snapshot]: ...
    @property
    def json(self) -> Optional[str]:
        """The config text as it came."""
    @property
    def etag(self) -> str: ...
    @property
    def fetch_time(self) -> float:
        """Seconds since the Unix epoch; 0 where nothing was ever downloaded."""
    @property
    def is_empty(self) -> bool:
        """Whether there is no config."""
    def is_expired(self, max_age_seconds: float) -> bool:
        """Whether the entry is older than that now."""
    def has_same_config(self, other: Entry) -> bool: ...

@final
class Overrides:
    """Local flag overrides, compiled."""

    def __new__(cls, document: str) -> Overrides:
        """Compiles the override document of the engine (``Overrides::from_json``). Raises ``ValueError``."""

@final
class Outcome:
    """One of the results that evaluating a flag can have."""

    @property
    def value(self) -> Any:
        """A ``bool``, ``str``, ``int`` or ``float``: what ``json.loads`` would make of the value in the config."""
    @property
    def variation_id(self) -> Optional[str]: ...
    @property
    def rule(self) -> Optional[int]:
        """The index of the targeting rule that serves the value."""
    @property
    def option(self) -> Optional[int]:
        """
        The index of the percentage option that serves the value, within the rule, or within the flag where there is
        none.
        """

@final
class Explanation:
    """Everything about one evaluation."""

    @property
    def outcome(self) -> Optional[Outcome]:
        """``None`` if the evaluation failed."""
    @property
    def error(self) -> Optional[str]:
        """Why it failed: what stands in parentheses in event 2001."""
    @property
    def warnings(self) -> list[tuple[int, str]]:
        """Event ids and messages (without the id) to be logged as warnings, in order, before the log."""
    @property
    def log(self) -> Optional[str]:
        """The evaluation log of generation 10, if it was asked for."""
    @property
    def lines(self) -> list[tuple[int, str]]:
        """The log records of generation 5, if they were asked for: levels of ``logging`` and messages, in order."""

@final
class Snapshot:
    """A compiled config, and the Python objects made of it so far. Snapshots of the same compiled config are equal."""

    def flag_texts(self) -> Optional[list[tuple[str, str]]]:
        """The keys of the flags and their JSON texts, in the order of the config, where a key may come more than once.

        ``None`` if there is no object of flags, and for a merged config.
        """
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    @staticmethod
    def merge(remote: Optional[Snapshot], overrides: Overrides, behaviour: int) -> Snapshot:
        """The flags of both. ``behaviour``: 0 only the overrides, 1 they win, 2 the downloaded config wins."""
    def keys(self) -> list[str]:
        """The keys of the flags, in the order of the config."""
    def __contains__(self, key: object) -> bool: ...
    def evaluate(self, key: str, user: Optional[object]) -> Optional[Outcome]:
        """
        Evaluates a flag. ``None``: there is no such flag, or something to be told, which only :meth:`explain` tells.
        """
    def explain(
        self,
        key: str,
        user: Optional[object],
        log: int = 0,
        user_text: Optional[str] = None,
        default_text: Optional[str] = None,
    ) -> Explanation:
        """Evaluates a flag and tells everything. ``log``: 0 none, 1 that of generation 10, 2 that of generation 5.

        ``user_text`` is ``str(user)``, ``default_text`` is ``str(default_value)``; they are needed for logs only.
        Raises ``KeyError`` where there is no such flag.
        """
    def evaluate_all(self, user: Optional[object]) -> tuple[dict[str, Any], list[str]]:
        """
        The values of all flags by key, in order; and the keys, whose value is ``None``, that :meth:`explain` has to be
        asked about.
        """
    def find_variation(self, variation_id: str) -> Optional[tuple[str, Any]]:
        """
        The first flag with an outcome of that variation id, and the outcome's value. Raises ``ValueError`` where that
        is invalid.
        """

@disjoint_base
class Core:
    """
    The base class of clients: answers ``get_value`` by itself while it is armed, else by asking ``self._get_value``.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Self: ...
    @property
    def _default_user(self) -> Optional[Any]: ...
    @_default_user.setter
    def _default_user(self, user: Optional[Any]) -> None: ...
    def _arm(
        self, source: Snapshot | Service, logger: Logger, time_to_live: Optional[float] = None, checks_type: bool = True
    ) -> None:
        """From now on answer from the snapshot, or from whatever entry the service has at that time.

        ``_get_value`` is asked all the same where ``logger`` is enabled for INFO, the key is unknown, the service has
        no config, its entry is older than ``time_to_live`` seconds, the user is no ``User``, the evaluation has
        something to be told, or (with ``checks_type``) the types of value and default value differ (events 4001, 4002).
        """
    def _disarm(self) -> None: ...
    def get_value(self, key: str, default_value: Any, user: Optional[User] = None) -> Any:
        """The value of a feature flag or setting.

        :param key: the key of the flag, as on the dashboard.
        :param default_value: what is returned where the flag cannot be evaluated.
        :param user: the ``User`` to evaluate for; without one the default user, if there is one.
        :return: the value: ``bool``, ``str``, ``int`` or ``float``. It never raises.
        """

@final
class Service:
    """
    Downloads one config, and keeps it, until closed. All its network work is done on one native thread of the process.
    """

    def __new__(
        cls,
        *,
        sdk_key: str,
        mode: int,
        interval: float,
        max_init_wait: float,
        base_url: str,
        base_url_overridden: bool,
        connect_timeout: float,
        read_timeout: float,
        headers: list[tuple[str, str]],
        proxy: Optional[str],
        roots: Optional[list[str]],
        offline: bool,
        has_cache: bool,
        initial: Optional[Entry],
    ) -> Service:
        """``mode``: 0 auto, 1 lazy, 2 manual. ``interval``: between polls, or how long an entry is fresh. All times in
        seconds.

        ``connect_timeout``: for the name, the connection and its TLS. Together with ``read_timeout`` it is the deadline
        of a request, its one repetition included. ``roots``: certificates in PEM to trust instead of the built-in ones.
        With ``has_cache`` the owner of the service keeps the entry: see events 8 and 9. Raises ``ValueError`` (an
        unusable proxy) or ``RuntimeError`` (no thread).
        """
    @property
    def entry(self) -> Entry:
        """What the service has. Without ``has_cache``, a new config is here before its event 1 is."""
    @property
    def is_ready(self) -> bool: ...
    @property
    def epoch(self) -> int:
        """How many events there have been so far."""
    def wait(self, epoch: int, timeout: Optional[float]) -> int:
        """Blocks, without the GIL, until there were more events than ``epoch``, the service is closed, or the time
        (seconds) is over.

        Returns the epoch then. Signals are handled after that, so the main thread had better wait in slices.
        """
    def take_event(self) -> Optional[tuple[Any, ...]]:
        """The next event, in order; never blocks. The first item is its kind:

        * ``(1, entry)`` a new entry is there (not with ``has_cache``);
        * ``(2, code, status, reason, error_code, message)`` a download ended. ``code``: 0 a new config, 304 the same,
          else the number of the event to log (1100 to 1106); ``status`` and ``reason`` of HTTP, ``error_code`` and
          ``message`` of a failure, or ``None``;
        * ``(3, by_user)`` the result of a download is stored;
        * ``(4,)`` a config arrived;
        * ``(5,)`` the service is initialised;
        * ``(6, id)`` 3002 or 1104 to be logged;
        * ``(7, token, code, message)`` the answer to :meth:`refresh`: ``code`` as in 2, or -1 closed, -2 failed, -3
          offline, -4 the server wants to be left alone;
        * ``(8, token)`` read the cache and answer with :meth:`cache_synced`;
        * ``(9, token, entry)`` keep this entry, write it to the cache, and answer with :meth:`stored`;
        * ``(11, message)`` a poll failed in an unexpected way (event 1103).
        """
    def refresh(self, token: int, by_user: bool, latest: Optional[Entry]) -> None:
        """
        Asks for a download, or joins the one in progress. Answered by event 7, always. ``latest``: what the owner has,
        with a cache.
        """
    def cache_synced(self, token: int, entry: Optional[Entry]) -> None: ...
    def stored(self, token: int) -> None: ...
    def set_offline(self, offline: bool) -> None: ...
    @property
    def is_held(self) -> bool:
        """Whether the server has asked to be left alone (``Retry-After``), and the time is not over."""
    def close(self) -> None:
        """Ends the service. Open refreshes are answered; then ``wait`` returns at once."""
    @property
    def is_closed(self) -> bool: ...
    def abandon(self) -> None:
        """Lets go of everything without touching it: for services of the parent process, after a fork."""

def after_fork_in_child() -> None:
    """Makes the native thread, and all that it shares with others, start anew at the next service of this process.

    To be called in the child, before anything else of this module. Services of the parent process are as good as
    abandoned then; entries and snapshots stay good.
    """

def live_configs() -> int:
    """How many compiled configs exist in the process, for tests that look for leaks."""
