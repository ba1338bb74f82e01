"""Takes the events of a native service, and does what they lead to, in their order.

There are three steps. *Books*: an event is taken and what it says is noted, under a lock under which nothing foreign
is called. *Cache work*: what the service wants of the application's cache, one access at a time. *Jobs*: everything
else that calls the application, in order, under a re-entrant lock that only serves this. So whoever waits for a
result gets it from the books, whatever the application does meanwhile, and may do the jobs itself: callbacks can call
the client.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
import weakref
from collections import deque
from contextlib import contextmanager
from typing import Any, Callable, Deque, Iterator, Optional, Tuple, Union

from .._native import Entry, Service
from ._cooperative import has_green_threads, wait
from ._no_service import NoService, Unopened

NativeService = Union[Service, NoService, Unopened]
Job = Tuple[Callable[..., None], Tuple[Any, ...]]

#: How long somebody who has a result waits for callbacks of another thread, in seconds. Those may be waiting for him.
_COURTESY = 1.0

#: Native waits do not end for signals, so the main thread, which handles them, wakes up so often, in seconds.
_SLICE = 0.1

_numbers = itertools.count(1)


class _Link:
    """Holds the native service for the end of its owner."""

    def __init__(self, native: NativeService) -> None:
        self.native = native

    def close(self) -> None:
        self.native.close()


class Dispatcher:
    """The base of services. Its thread does not keep it alive: who lets go of a client ends it."""

    def __init__(self) -> None:
        self._number = next(_numbers)
        self._generation = 0
        self._link = _Link(Unopened(Entry.empty()))
        weakref.finalize(self, self._link.close).atexit = False  # type: ignore[misc]
        self._thread: Optional[threading.Thread] = None
        self._renew()

    def _renew(self) -> None:
        """Locks and queues, new ones: threads of a parent process may have held the old ones."""
        self._generation += 1
        self._books = threading.RLock()
        self._turn = threading.RLock()
        self._jobs: Deque[Job] = deque()
        #: Threads that wait for results, and do the jobs meanwhile.
        self._helpers = 0
        #: Threads in native code.
        self._sleepers = 0
        #: The thread that does the jobs.
        self._worker: Optional[int] = None

    # What the service makes of it

    def _note(self, event: Tuple[Any, ...]) -> None:
        """Keeps the books: must not call anything foreign, nor wait."""
        raise NotImplementedError

    def _work(self) -> None:
        """Does the cache work, unless another thread is at it."""
        raise NotImplementedError

    # Events

    @property
    def _native(self) -> NativeService:
        return self._link.native

    def _attach(self, native: NativeService) -> None:
        """From now on events come from this service."""
        self._link.native = native

    def _take_events(self) -> None:
        with self._books:
            native = self._native
            event = native.take_event()
            while event is not None:
                self._note(event)
                event = native.take_event()

    def _later(self, job: Callable[..., None], *args: Any) -> None:
        """Queues a job: an unbound method, and its arguments."""
        self._jobs.append((job, args))

    def _dispatch(self, patience: float = 0.0) -> None:
        """Does all there is to do. Where another thread does the jobs already, waits for it so many seconds at most."""
        self._take_events()
        self._work()
        while self._jobs:
            turn = self._turn
            if not (turn.acquire(timeout=patience) if patience > 0 else turn.acquire(blocking=False)):
                return
            try:
                self._do_jobs()
            finally:
                turn.release()

    @property
    def _does_jobs(self) -> bool:
        """Whether the caller is called by a job."""
        return self._worker == threading.get_ident()

    def _do_jobs(self) -> None:
        generation = self._generation
        before, self._worker = self._worker, threading.get_ident()
        try:
            self._do_jobs_of(generation)
        finally:
            if self._generation == generation:
                self._worker = before

    def _do_jobs_of(self, generation: int) -> None:
        while self._jobs and self._generation == generation:
            try:
                job, args = self._jobs.popleft()
            except IndexError:
                # Closed meanwhile.
                return
            try:
                job(self, *args)
            except Exception:
                # Hosts catch what applications raise: this is a defect, which must not stop anything.
                logging.getLogger("configcat").exception("Unexpected error in the dispatching of events.")
            if self._generation == generation:
                self._take_events()
                self._work()

    # Waiting

    def _wait_until(self, is_done: Callable[[], bool], timeout: Optional[float] = None) -> bool:
        """Waits, doing the jobs meanwhile. Returns whether it is done, or else the time (seconds) is over."""
        deadline = None if timeout is None else time.monotonic() + timeout
        generation = self._generation
        with self._helping():
            while self._generation == generation:
                native = self._native
                # Read before the look at what there is: nothing slips through between that and the wait.
                epoch = native.epoch
                self._dispatch()
                if is_done():
                    return True
                remaining = None if deadline is None else deadline - time.monotonic()
                if native.is_closed or (remaining is not None and remaining <= 0):
                    return False
                self._sleep(native, epoch, remaining)
        return False

    @contextmanager
    def _helping(self) -> Iterator[None]:
        """Within, the thread of the client leaves the jobs to the caller, as far as that can be had."""
        generation = self._generation
        with self._books:
            self._helpers += 1
        try:
            yield
        finally:
            if self._generation == generation:
                with self._books:
                    self._helpers -= 1
                # What came last was left to this thread.
                self._dispatch(_COURTESY)

    def _sleep(self, native: NativeService, epoch: int, timeout: Optional[float]) -> None:
        """Until there are more events than ``epoch``, or for a while."""
        if self._thread is None and has_green_threads():
            return wait(native, epoch, timeout)
        if threading.current_thread() is threading.main_thread():
            timeout = _SLICE if timeout is None else min(timeout, _SLICE)
        with self._books:
            self._sleepers += 1
        try:
            native.wait(epoch, timeout)
        finally:
            with self._books:
                self._sleepers -= 1

    # The thread

    def _start_thread(self) -> None:
        """Without a thread, those who ask for values dispatch: some servers forbid threads, or have green ones."""
        self._thread = None
        if has_green_threads():
            return
        name = f"vexil-{self._number}"
        thread = threading.Thread(target=_serve, args=(weakref.ref(self), self._native), name=name, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            return
        self._thread = thread

    def join(self, timeout: float) -> None:
        """After the end of the native service: waits for threads that are not back from it, at most so many seconds."""
        deadline = time.monotonic() + timeout
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout)
        while self._sleepers and time.monotonic() < deadline:
            time.sleep(0.001)


def _serve(reference: weakref.ref[Dispatcher], native: NativeService) -> None:
    while not native.is_closed:
        dispatcher = reference()
        if dispatcher is None or dispatcher._native is not native:
            return
        epoch = native.epoch
        try:
            if not dispatcher._helpers:
                dispatcher._dispatch()
        except BaseException:
            # Somebody's callback ends its thread, but this one is not its own.
            logging.getLogger("configcat").exception("A callback tried to end the thread of its client.")
        del dispatcher
        native.wait(epoch, None)
