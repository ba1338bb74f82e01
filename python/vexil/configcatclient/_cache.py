"""The cache of the application: an object with ``get`` and ``set`` that keeps one text per SDK key."""

from __future__ import annotations

import hashlib
import threading
import time
from typing import Any, Callable, Optional

from .._native import Entry

READ_FAILED = 2200
WRITE_FAILED = 2201

#: How long somebody waits for another thread's access, in seconds: with a config at hand, and without one.
_BRIEFLY = 0.1
_LONG = 1.0

#: So long nobody waits for an access that took longer than that, in seconds.
_REST = 30.0

#: Takes the number of an event, and what was raised.
Report = Callable[[int, Exception], None]


def cache_key(sdk_key: str) -> str:
    """The key that all SDKs use for the config of an SDK key."""
    return hashlib.sha1(f"{sdk_key}_config_v6.json_v2".encode("utf-8", "surrogatepass")).hexdigest()


class ExternalCache:
    """A cache, and the entry in memory, which is the last one read from it or written to it.

    One thread at a time uses the cache, and while it does so nobody else waits long. What the cache raises is reported,
    and counts as nothing found.
    """

    def __init__(self, store: Any, sdk_key: str) -> None:
        self._store = store
        self._key = cache_key(sdk_key)
        #: The entry in memory. Set by ``keep``, under the lock of the service, and by ``read``.
        self.entry = Entry.empty()
        #: What ``read`` found last, or ``write`` wrote: it brings nothing new.
        self._known: Any = None
        self.renew()

    def renew(self) -> None:
        """A new lock: a thread of a parent process may have held the old one."""
        self._access = threading.Lock()
        self._user: Optional[int] = None
        self._unwritten: Optional[Entry] = None
        self._rests_until = 0.0

    def keep(self, entry: Entry) -> None:
        """Takes an entry into memory, at once. To be followed by ``write``, before which the cache is not read."""
        self._unwritten = entry
        self.entry = entry

    def enter(self, is_patient: bool = False) -> Optional[threading.Lock]:
        """Begins an access, unless another thread has one (``None``), or the cache itself calls the client.

        :param is_patient: whether to wait a little for the access of another thread.
        """
        user = threading.get_ident()
        if self._user == user:
            return None
        access = self._access
        if not access.acquire(blocking=False) and not (is_patient and self._wait_for(access)):
            return None
        self._user = user
        return access

    def _wait_for(self, access: threading.Lock) -> bool:
        if time.monotonic() < self._rests_until:
            return False
        if access.acquire(timeout=_LONG if self.entry.is_empty else _BRIEFLY):
            return True
        self._rests_until = time.monotonic() + _REST
        return False

    def leave(self, access: threading.Lock) -> None:
        """Ends an access, in whichever process."""
        if self._access is access:
            self._user = None
            self._rests_until = 0.0
        access.release()

    @property
    def is_behind(self) -> bool:
        """Whether the entry in memory is not written yet."""
        return self._unwritten is not None

    def write(self, entry: Entry, report: Report) -> None:
        """Writes an entry that is kept; within an access."""
        try:
            payload = entry.to_payload()
            self._known = payload
            self._store.set(self._key, payload)
        except Exception as error:
            report(WRITE_FAILED, error)
        finally:
            if self._unwritten is entry:
                self._unwritten = None

    def read(self, report: Report) -> Optional[Entry]:
        """Reads the cache into memory; within an access. Returns the entry if it is of another config than before."""
        before = self.entry
        if self._unwritten is not None:
            return None
        try:
            text = self._store.get(self._key)
            if text is None or self._is_known(text):
                return None
            self._known = text
            if not isinstance(text, str):
                # A text of no characters is no entry, and neither is anything else that is empty.
                if not text:
                    return None
                raise TypeError(f"The cache returned an object of type {type(text).__name__} instead of a str.")
            entry = Entry.from_payload(text) if text else None
        except Exception as error:
            report(READ_FAILED, error)
            return None
        # A download that ended meanwhile is newer than what was read.
        if entry is None or entry.is_empty or self.entry is not before:
            return None
        return self._adopt(entry, before)

    def _is_known(self, text: Any) -> bool:
        known = self._known
        return text is known or (type(text) is type(known) and bool(text == known))

    def _adopt(self, entry: Entry, before: Entry) -> Optional[Entry]:
        is_same = entry.etag == before.etag if entry.etag and before.etag else entry.has_same_config(before)
        if is_same and not before.is_empty:
            # Somebody else has confirmed it, unless the ETag lies.
            if entry.fetch_time > before.fetch_time and entry.has_same_config(before):
                self.entry = entry
            return None
        self.entry = entry
        return entry
