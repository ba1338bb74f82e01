"""When a client downloads its config."""

from __future__ import annotations

from abc import abstractmethod

__all__ = ["AutoPollingMode", "LazyLoadingMode", "ManualPollingMode", "PollingMode"]


class PollingMode:
    """When a client downloads its config. To be made by one of the three functions."""

    @abstractmethod
    def identifier(self) -> str:
        """The letter by which the mode is told to the server: ``a``, ``l`` or ``m``."""
        raise NotImplementedError

    @staticmethod
    def auto_poll(poll_interval_seconds: float = 60, max_init_wait_time_seconds: float = 5) -> AutoPollingMode:
        """
        Downloads in the background, again and again.

        :param poll_interval_seconds: the time between two downloads; at least 1, less counts as 1.
        :param max_init_wait_time_seconds: how long the first evaluations wait for the first download at most; negative
            times count as 0.
        """
        interval = 1 if poll_interval_seconds < 1 else poll_interval_seconds
        max_init_wait_time = 0 if max_init_wait_time_seconds < 0 else max_init_wait_time_seconds
        return AutoPollingMode(interval, max_init_wait_time)

    @staticmethod
    def lazy_load(cache_refresh_interval_seconds: float = 60) -> LazyLoadingMode:
        """
        Downloads when a flag is evaluated and the config is too old; the evaluation waits for it.

        :param cache_refresh_interval_seconds: how old a config may be; at least 1, less counts as 1.
        """
        interval = 1 if cache_refresh_interval_seconds < 1 else cache_refresh_interval_seconds
        return LazyLoadingMode(interval)

    @staticmethod
    def manual_poll() -> ManualPollingMode:
        """Downloads when the application calls ``force_refresh``."""
        return ManualPollingMode()


class AutoPollingMode(PollingMode):
    """See :meth:`PollingMode.auto_poll`."""

    def __init__(self, poll_interval_seconds: float, max_init_wait_time_seconds: float) -> None:
        self.poll_interval_seconds = poll_interval_seconds
        self.max_init_wait_time_seconds = max_init_wait_time_seconds

    def identifier(self) -> str:
        return "a"


class LazyLoadingMode(PollingMode):
    """See :meth:`PollingMode.lazy_load`."""

    def __init__(self, cache_refresh_interval_seconds: float) -> None:
        self.cache_refresh_interval_seconds = cache_refresh_interval_seconds

    def identifier(self) -> str:
        return "l"


class ManualPollingMode(PollingMode):
    """See :meth:`PollingMode.manual_poll`."""

    def identifier(self) -> str:
        return "m"
