"""Which proxy requests go through: by the options of the client, else by the environment, as ``requests`` chooses."""

from __future__ import annotations

import ipaddress
import os
import urllib.request
from dataclasses import dataclass
from typing import Any, Dict, Mapping, Optional, Tuple
from urllib.parse import quote, urlsplit
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

NO_MAPPING = "The option `proxies` is not a dictionary."
UNSUPPORTED = "Proxies of the kind `%s` are not supported, only http and https."
INVALID = "The address of the proxy is invalid."
AUTH_IGNORED = "The option `proxy_auth` is ignored: it is not an object with a user name and a password."
AUTH_UNUSED = "The option `proxy_auth` is ignored: there is no proxy."


@dataclass(frozen=True)
class Choice:
    """What came of the options. Texts name no address, which may hold a password."""

    #: The proxy with its credentials; ``None``: none.
    proxy: Optional[str] = None
    #: Why nothing can be downloaded.
    error: Optional[str] = None
    #: To be logged as a warning.
    warning: Optional[str] = None


def choose(url: str, proxies: Any, proxy_auth: Any) -> Choice:
    """
    The proxy for a server.

    :param url: the address of the server.
    :param proxies: proxies by scheme, by scheme and host, or for ``all``, such as ``{'https': 'http://10.0.0.1:3128'}``.
        What it does not name is taken from the environment; ``None`` as a value means no proxy.
    :param proxy_auth: an object with the attributes ``username`` and ``password``.
    """
    if proxies is not None and not isinstance(proxies, Mapping):
        return Choice(error=NO_MAPPING)
    proxy = _find(url, proxies or {})
    credentials, warning = _credentials(proxy_auth)
    if proxy is None:
        return Choice(warning=warning or (AUTH_UNUSED if credentials is not None else None))
    try:
        return _check(proxy, credentials, warning)
    except ValueError:
        return Choice(error=INVALID, warning=warning)


def _find(url: str, given: Mapping[Any, Any]) -> Optional[str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        # Nothing is ever sent there.
        return None
    scheme, host = parts.scheme.lower(), parts.hostname or ""
    known: Dict[Any, Any] = {**_of_environment(host, parts.netloc.rpartition("@")[2], given.get("no_proxy")), **given}
    for key in (f"{scheme}://{host}", scheme, f"all://{host}", "all"):
        proxy = known.get(key)
        if proxy is not None:
            return str(proxy).strip() or None
    return None


def _of_environment(host: str, host_and_port: str, exceptions: Any) -> Dict[str, str]:
    """The proxies of the environment, unless the server is an exception: by the option, else by the environment."""
    try:
        if exceptions:
            is_exception = proxy_bypass_environment(host_and_port, {"no": str(exceptions)})
        else:
            exceptions = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
            is_exception = urllib.request.proxy_bypass(host_and_port)
        if is_exception or _is_in_a_network(host, str(exceptions)):
            return {}
        return urllib.request.getproxies()
    except Exception:
        # The settings of the system cannot be read.
        return {}


def _is_in_a_network(host: str, listed: str) -> bool:
    """Exceptions may be networks such as ``10.0.0.0/8``, which the standard library does not know."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return any(_contains(entry.strip(), address) for entry in listed.split(",") if "/" in entry)


def _contains(network: str, address: Any) -> bool:
    try:
        return address in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _credentials(auth: Any) -> Tuple[Optional[Tuple[str, str]], Optional[str]]:
    if auth is None:
        return None, None
    try:
        user, password = auth.username, auth.password
    except Exception:
        return None, AUTH_IGNORED
    if user is None or password is None:
        return None, AUTH_IGNORED
    return (_text(user), _text(password)), None


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _check(proxy: str, credentials: Optional[Tuple[str, str]], warning: Optional[str]) -> Choice:
    parts = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    if parts.scheme.lower() not in ("http", "https"):
        return Choice(error=UNSUPPORTED % parts.scheme.lower(), warning=warning)
    # Asked for the errors that it raises.
    if not parts.hostname or (parts.port is not None and parts.port < 0):
        return Choice(error=INVALID, warning=warning)
    place = parts.netloc
    if credentials is not None:
        user, password = (quote(text, safe="") for text in credentials)
        place = f"{user}:{password}@{place.rpartition('@')[2]}"
    return Choice(proxy=f"{parts.scheme.lower()}://{place}", warning=warning)
