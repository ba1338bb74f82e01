"""What applications may implement, and what this package raises."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

__all__ = ["ConfigCache", "ConfigCatClientException"]


class ConfigCache:
    """Keeps configs outside of the process, in a Redis server for instance.

    Any object with these two methods will do. Both may be called from any thread. What they raise is logged (events
    2200 and 2201), and the client goes on without.
    """

    @abstractmethod
    def get(self, key: str) -> Any:
        """
        :param key: the name of the entry; 40 hexadecimal digits.
        :return: the text that was last given to :meth:`set` under this key; ``None`` if there is none.
        """

    @abstractmethod
    def set(self, key: str, value: str) -> Any:
        """
        Keeps an entry.

        :param key: the name of the entry.
        :param value: the text to keep.
        """


class ConfigCatClientException(Exception):
    """A client could not be made: the message tells why."""
