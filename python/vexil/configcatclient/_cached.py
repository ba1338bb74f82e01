"""A service that may have a cache of the application: who reads and writes that, and when."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Deque, Optional, Tuple

from .._native import Entry
from ._cache import ExternalCache
from ._teller import Teller

if TYPE_CHECKING:
    from ._opening import ServiceHost


class CachedService(Teller):
    """Knows the latest entry: that of the native service, or that of the cache."""

    def __init__(self, host: ServiceHost, cache: Optional[Any], sdk_key: str) -> None:
        super().__init__(host)
        self._cache = None if cache is None else ExternalCache(cache, sdk_key)
        #: What the native service waits for: to have the cache read, or (with an entry) written.
        self._cache_work: Deque[Tuple[int, Optional[Entry]]] = deque()
        #: What a closed service goes on with.
        self._final: Optional[Entry] = None

    def entry(self) -> Entry:
        """What is known now."""
        if self._final is not None:
            return self._final
        if self._cache is not None:
            return self._cache.entry
        return self._native.entry

    def _read_cache(self, cache: ExternalCache) -> None:
        access = cache.enter(is_patient=True)
        if access is None:
            # Another thread is at it, and may be for long. What is known without the cache counts.
            self._take_events()
        else:
            try:
                self._take_from(cache)
            finally:
                cache.leave(access)
        self._work()

    def _take_from(self, cache: ExternalCache) -> None:
        other = cache.read(self._report)
        if other is not None:
            self._later(Teller._tell_changed, other, None)

    def _work(self) -> None:
        cache = self._cache
        while cache is not None and self._cache_work:
            access = cache.enter()
            if access is None:
                return self._work_without(cache)
            try:
                self._do_cache_work(cache)
            finally:
                cache.leave(access)

    def _work_without(self, cache: ExternalCache) -> None:
        """Another thread uses the cache. Who has a config does not wait for what comes of that."""
        with self._books:
            waiting = [] if cache.entry.is_empty else [work for work in self._cache_work if work[1] is None]
            for work in waiting:
                self._cache_work.remove(work)
                self._native.cache_synced(work[0], cache.entry)

    def _await_writing(self) -> None:
        """Who gets a config finds it in the cache, too, unless that takes long."""
        cache = self._cache
        access = cache.enter(is_patient=True) if cache is not None and cache.is_behind else None
        if cache is not None and access is not None:
            cache.leave(access)

    def _do_cache_work(self, cache: ExternalCache) -> None:
        generation = self._generation
        while self._generation == generation:
            with self._books:
                if not self._cache_work:
                    return
                token, entry = self._cache_work.popleft()
                native = self._native
            if entry is not None:
                cache.write(entry, self._report)
                continue
            try:
                self._take_from(cache)
            finally:
                if self._generation == generation:
                    native.cache_synced(token, cache.entry)

    def _report(self, event_id: int, exception: Exception) -> None:
        self._later(Teller._tell_cache_error, event_id, exception)

    def _note_entry(self, cache: ExternalCache, token: int, entry: Entry) -> None:
        cache.keep(entry)
        # What was not written so far need not be any more.
        for work in [work for work in self._cache_work if work[1] is not None]:
            self._cache_work.remove(work)
        self._cache_work.append((token, entry))
        # It is in memory, and nobody waits for more.
        self._native.stored(token)
