"""A stand-in for the internet: programs that know only the real addresses reach a CDN on this machine."""

from __future__ import annotations

import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.cdn import Cdn, Config

HOST = "cdn-global.configcat.com"

_LEAF = f"subjectAltName=DNS:{HOST}\nbasicConstraints=CA:FALSE\n"


@dataclass(frozen=True)
class Internet:
    """What programs need to reach the CDN, and what they asked."""

    cdn: Cdn
    #: To be added to the environment of a program.
    env: dict[str, str]
    #: What the tunnel was asked for: ``host:port``.
    tunnels: list[str]


@contextmanager
def internet(config: Config, folder: Path) -> Iterator[Internet]:
    """Serves a config at the address of the official CDN, through a proxy that the environment names."""
    authority, context = _certificates(folder)
    with Cdn(config, tls=context) as cdn, _Tunnel(cdn.port) as tunnel:
        address = f"http://127.0.0.1:{tunnel.server_address[1]}"
        names = ("HTTPS_PROXY", "https_proxy")
        env = {**dict.fromkeys(names, address), "NO_PROXY": "", "no_proxy": "", "REQUESTS_CA_BUNDLE": str(authority)}
        thread = threading.Thread(target=tunnel.serve_forever, args=(0.02,), name="tunnel", daemon=True)
        thread.start()
        try:
            yield Internet(cdn, env, tunnel.asked)
        finally:
            tunnel.shutdown()
            thread.join()


def _certificates(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """An authority of our own, and what a server needs that it vouches for."""
    (folder / "leaf.cnf").write_text(_LEAF)
    new_key = ["-newkey", "rsa:2048", "-nodes"]
    for command in (
        ["req", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority", "-days", "2"],
        ["req", *new_key, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", f"/CN={HOST}"],
        ["x509", "-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "2", "-days", "2"]
        + ["-out", "leaf.pem", "-extfile", "leaf.cnf"],
    ):
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
    return folder / "ca.pem", context


class _Tunnel(socketserver.ThreadingTCPServer):
    """An HTTP proxy that leads every tunnel to one port of this machine."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), _Connection)


class _Connection(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, _Tunnel)
        method, target, _ = self.rfile.readline().decode("latin-1").split(" ")
        while self.rfile.readline().strip():
            pass
        assert method == "CONNECT"
        self.server.asked.append(target)
        with socket.create_connection(("127.0.0.1", self.server.port)) as upstream:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=_copy, args=(upstream, self.connection), daemon=True)
            back.start()
            _copy(self.connection, upstream)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Copies until one side ends."""
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # The other direction has ended the connection.
