"""A CDN on this machine, for tests: it serves one config, answers as it is told, and remembers what it was asked."""

from __future__ import annotations

import hashlib
import itertools
import json
import ssl
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Deque, Dict, List, Mapping, Optional, Tuple, Type, Union

Config = Union[Mapping[str, Any], str, bytes]

_numbers = itertools.count(1)


def config_of(**values: Any) -> Dict[str, Any]:
    """A config (v6) of flags that always have these values."""
    return {"f": {key: _flag(value) for key, value in values.items()}}


def _flag(value: Any) -> Dict[str, Any]:
    kinds = ((bool, 0, "b"), (str, 1, "s"), (int, 2, "i"), (float, 3, "d"))
    for kind, number, name in kinds:
        if isinstance(value, kind):
            return {"t": number, "v": {name: value}, "i": f"v_{value}"}
    raise TypeError(f"No flag has a value like {value!r}.")


def new_sdk_key() -> str:
    """A key that is valid, and that no other test of this process has."""
    return f"configcat-sdk-1/TEST_KEY-{next(_numbers):013}/1234567890123456789012"


@dataclass
class Answer:
    """What the CDN says to one request."""

    status: int = 200
    body: bytes = b""
    headers: Dict[str, str] = field(default_factory=dict)
    reason: Optional[str] = None
    #: Seconds before the answer.
    delay: float = 0.0
    #: No answer until :meth:`Cdn.release`.
    hangs: bool = False
    #: The connection is closed without an answer.
    drops: bool = False

    @staticmethod
    def of(config: Config, etag: Optional[str] = None, **more: Any) -> Answer:
        """A config with its ETag; without one (``None``) the ETag is made from the text, ``''`` means none."""
        if isinstance(config, bytes):
            body = config
        else:
            body = (config if isinstance(config, str) else json.dumps(config)).encode("utf-8", "surrogatepass")
        tag = f'"{hashlib.sha1(body).hexdigest()}"' if etag is None else etag
        headers = {"Content-Type": "application/json", **({"ETag": tag} if tag else {}), **more.pop("headers", {})}
        return Answer(body=body, headers=headers, **more)


@dataclass(frozen=True)
class Request:
    """What the CDN was asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    #: ``time.monotonic()`` at the arrival.
    at: float

    def header(self, name: str) -> Optional[str]:
        return self.headers.get(name.lower())


class Cdn:
    """Serves ``config_v6.json`` at ``url``, the same for all SDK keys, with ETag and 304. Use it with ``with``."""

    def __init__(self, config: Optional[Config] = None, tls: Optional[ssl.SSLContext] = None) -> None:
        self._lock = threading.Condition()
        self._answer = Answer.of({"f": {}} if config is None else config)
        self._next: Deque[Answer] = deque()
        self._released = threading.Event()
        self._requests: List[Request] = []
        #: Seconds before each answer, beside the answer's own.
        self.delay = 0.0
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="cdn", daemon=True)
        self._thread.start()

    def __enter__(self) -> Cdn:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends the server; whoever still waits for an answer gets none."""
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # What is answered

    def serve(self, config: Config, etag: Optional[str] = None, **more: Any) -> None:
        """From now on: this config. ``more``: fields of :class:`Answer`."""
        self.answer(Answer.of(config, etag, **more))

    def fail(self, status: int, body: bytes = b"", **more: Any) -> None:
        """From now on: this status."""
        self.answer(Answer(status=status, body=body, **more))

    def hang(self) -> None:
        """From now on: no answer until :meth:`release`."""
        self._released.clear()
        self.answer(Answer(hangs=True))

    def drop(self) -> None:
        """From now on connections are closed without an answer."""
        self.answer(Answer(drops=True))

    def release(self) -> None:
        """Who hangs is answered with what is served now."""
        self._released.set()

    def answer(self, answer: Answer) -> None:
        """From now on: this answer."""
        with self._lock:
            self._answer = answer

    def then(self, *answers: Answer) -> None:
        """The answers to the next requests, one each, before what is served otherwise."""
        with self._lock:
            self._next.extend(answers)

    # What was asked

    @property
    def requests(self) -> List[Request]:
        with self._lock:
            return list(self._requests)

    @property
    def count(self) -> int:
        """How many requests there have been."""
        return len(self.requests)

    def forget(self) -> None:
        """Forgets the requests so far."""
        with self._lock:
            self._requests.clear()

    def wait_for(self, count: int, timeout: float = 10.0) -> None:
        """Waits until there were so many requests. Raises ``AssertionError`` if they do not come."""
        with self._lock:
            if not self._lock.wait_for(lambda: len(self._requests) >= count, timeout):
                raise AssertionError(f"There were {len(self._requests)} requests instead of {count}.")

    def _take(self, request: Request) -> Answer:
        with self._lock:
            self._requests.append(request)
            self._lock.notify_all()
            answer = self._next.popleft() if self._next else self._answer
        if answer.hangs:
            self._released.wait()
            with self._lock:
                answer = self._answer if not self._answer.hangs else Answer(drops=True)
        if answer.delay or self.delay:
            # A server that is stopped keeps nobody waiting.
            time.sleep(answer.delay + self.delay)
        return answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients go away in the middle of answers; that is no news."""


def _handler(cdn: Cdn) -> Type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Answers are small and written in parts.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:  # noqa: N802
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = cdn._take(Request(self.command, self.path, headers, time.monotonic()))
            if answer.drops:
                self.close_connection = True
                return
            status, body = _negotiate(answer, headers)
            self.send_response(status, answer.reason if status == answer.status else None)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(body)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    return Handler


def _negotiate(answer: Answer, headers: Mapping[str, str]) -> Tuple[int, bytes]:
    tag = answer.headers.get("ETag")
    if answer.status == 200 and tag and headers.get("if-none-match") == tag:
        return 304, b""
    return answer.status, answer.body
