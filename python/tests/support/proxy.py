"""A forward proxy on this machine, for tests: it opens tunnels, and remembers what it was asked."""

from __future__ import annotations

import base64
import socket
import threading
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple


@dataclass(frozen=True)
class Asked:
    """A request to the proxy."""

    line: str
    headers: Dict[str, str]

    @property
    def credentials(self) -> Optional[Tuple[str, str]]:
        """User and password."""
        kind, _, value = self.headers.get("proxy-authorization", "").partition(" ")
        if kind != "Basic":
            return None
        user, _, password = base64.b64decode(value).decode("utf-8").partition(":")
        return user, password


class Proxy:
    """Use it with ``with``. ``refuses``: it answers 407 to everybody."""

    def __init__(self, refuses: bool = False) -> None:
        self.asked: List[Asked] = []
        self._refuses = refuses
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, name="proxy", daemon=True)
        self._thread.start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            head = b""
            while b"\r\n\r\n" not in head:
                part = client.recv(4096)
                if not part:
                    return
                head += part
            line, *rest = head.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (text.partition(":") for text in rest)}
            self.asked.append(Asked(line, headers))
            method, target, _ = line.split(" ")
            if self._refuses or method != "CONNECT":
                client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                return
            self._tunnel(client, target)

    def _tunnel(self, client: socket.socket, target: str) -> None:
        host, _, port = target.rpartition(":")
        # Names that tests make up lead to this machine, too.
        with socket.create_connection(("127.0.0.1" if host != "localhost" else host, int(port))) as server:
            client.sendall(b"HTTP/1.1 200 Connection Established\r\n\r\n")
            back = threading.Thread(target=_copy, args=(server, client), daemon=True)
            back.start()
            _copy(client, server)
            back.join()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    try:
        while True:
            data = source.recv(65536)
            if not data:
                break
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
