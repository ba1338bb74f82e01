"""A server of the tests with TLS: its identity is the one that the tests of Node.js have, known to nobody and secret to no one."""

from __future__ import annotations

import re
import ssl
import tempfile
from pathlib import Path

_SOURCE = Path(__file__).resolve().parents[3] / "__test__" / "behaviour" / "support" / "identity.js"
_BLOCKS = {
    name: body.strip() + "\n"
    for name, body in re.findall(r"const (\w+) = `([^`]+)`;", _SOURCE.read_text(encoding="utf-8"))
}

#: Whom to trust, in PEM.
AUTHORITY = _BLOCKS["AUTHORITY"]


def server_context() -> ssl.SSLContext:
    """For a server at 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        certificate, key = Path(folder, "certificate.pem"), Path(folder, "key.pem")
        certificate.write_text(_BLOCKS["CERTIFICATE"], encoding="ascii")
        key.write_text(_BLOCKS["KEY"], encoding="ascii")
        context.load_cert_chain(certificate, key)
    return context
