"""Caches that come with the package."""

from __future__ import annotations

from typing import Any, Dict, Optional

from .interfaces import ConfigCache

__all__ = ["ConfigCache", "InMemoryConfigCache", "NullConfigCache"]


class NullConfigCache(ConfigCache):
    """Keeps nothing."""

    def get(self, key: str) -> Optional[str]:
        return None

    def set(self, key: str, value: str) -> None:
        pass


class InMemoryConfigCache(ConfigCache):
    """Keeps entries in a dictionary. Clients that are given the same instance share their configs."""

    def __init__(self) -> None:
        self._value: Dict[str, Any] = {}

    def get(self, key: str) -> Optional[str]:
        return self._value.get(key)

    def set(self, key: str, value: str) -> None:
        self._value[key] = value
