"""Which certificates of servers are trusted: Mozilla's, which are built in, unless the environment names others."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import List, Optional

#: Those that ``requests`` knows, in its order: what is set there has to be usable.
_STRICT = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
#: That of OpenSSL, which ``requests`` does not look at: it is followed where it can be.
_LENIENT = ("SSL_CERT_FILE",)

UNUSABLE = "The environment variable %s names no file or folder of certificates."
IGNORED = f"{UNUSABLE} The built-in certificates are used."

_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class Trust:
    """Whom to trust."""

    #: Certificates in PEM; ``None``: those that are built in.
    roots: Optional[List[str]] = None
    #: Why no server can be trusted.
    error: Optional[str] = None
    #: To be logged as a warning.
    warning: Optional[str] = None


def trust_of_environment() -> Trust:
    """What ``REQUESTS_CA_BUNDLE``, ``CURL_CA_BUNDLE`` and ``SSL_CERT_FILE`` say: the first of them that is set.

    It names a file or a folder. One that cannot be used is an error, as with ``requests``; for the third, a warning.
    """
    for name in _STRICT + _LENIENT:
        place = os.environ.get(name)
        if not place:
            continue
        roots = _read(Path(place))
        if roots:
            return Trust(roots)
        return Trust(error=UNUSABLE % name) if name in _STRICT else Trust(warning=IGNORED % name)
    return Trust()


def _read(place: Path) -> List[str]:
    try:
        if place.is_dir():
            return [root for path in sorted(place.iterdir()) if path.is_file() for root in _certificates(path)]
        return _certificates(place)
    except (OSError, ValueError):
        return []


def _certificates(path: Path) -> List[str]:
    try:
        text = path.read_bytes().decode("latin-1")
    except OSError:
        return []
    return _CERTIFICATE.findall(text)
