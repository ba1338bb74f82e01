"""What is logged about downloads, in the words of generation 10."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, Optional

UNEXPECTED_STATUS = "Unexpected HTTP response was received while trying to fetch config JSON: <Response [%d]>"
TIMED_OUT = "Request timed out while trying to fetch config JSON. Timeout values: [connect: %ss, read: %ss]"
FAILED = (
    "Unexpected error occurred while trying to fetch config JSON. It is most likely due to a local network issue. "
    "Please make sure your application can reach the ConfigCat CDN servers (or your proxy server) over HTTP."
)
NOTHING_TO_RENEW = (
    "The server confirmed a config JSON that the client does not have while trying to fetch config JSON: "
    "<Response [304]>"
)
GOVERNANCE_MISMATCH = (
    "The `dataGovernance` parameter specified at the client initialization is not in sync with the preferences on the "
    "ConfigCat Dashboard. Read more: https://configcat.com/docs/advanced/data-governance/"
)
REDIRECT_LOOP = (
    "Redirection loop encountered while trying to fetch config JSON. "
    "Please contact us at https://configcat.com/support/"
)
OFFLINE = "Client is in offline mode, it cannot initiate HTTP calls."
CLOSED = "Client is closed, it cannot initiate HTTP calls."
CLOSED_NO_EFFECT = "Client is closed, thus `%s()` has no effect."
MODE_CHANGED = "Switched to %s mode."

FETCHED = 0
NOT_MODIFIED = 304
_INVALID_SDK_KEY = 1100
_UNEXPECTED_STATUS = 1101
_TIMED_OUT = 1102
_FAILED = 1103
_NOT_MODIFIED_WHEN_EMPTY = 1106

#: Warnings and errors that do not end a download, by event id.
WARNINGS: Dict[int, str] = {3002: GOVERNANCE_MISMATCH, 1104: REDIRECT_LOOP}

#: How the native side begins each message of the kind: ``FAILED`` says so already.
_PREFIX = "Request failed due to a network or protocol error."


class FetchError(Exception):
    """Why a download failed, where there is more to say than the text of the event. Names no address and no SDK key."""


@dataclass(frozen=True)
class FetchFailure:
    """A download that failed, as generation 10 logs it."""

    #: The number of the event.
    event_id: int
    #: The text of the event.
    message: str
    #: To be logged with it, if there is one.
    exception: Optional[FetchError] = None

    @property
    def error(self) -> str:
        """What ``RefreshResult.error`` says."""
        return self.message if self.exception is None else f"{self.message} {self.exception}"


def is_success(code: int) -> bool:
    """Whether the client has the current config after a download that ended so."""
    return code in (FETCHED, NOT_MODIFIED)


def fetch_failure(
    code: int, status: Optional[int], message: Optional[str], connect_timeout: Any, read_timeout: Any
) -> Optional[FetchFailure]:
    """
    What to log about a download; ``None`` if it went well.

    :param code: the native code of the result.
    :param status: the HTTP status, if there was an answer.
    :param message: the native description of a failure.
    :param connect_timeout: in seconds, as the application gave it.
    :param read_timeout: in seconds, as the application gave it.
    """
    if is_success(code):
        return None
    if code in (_INVALID_SDK_KEY, _UNEXPECTED_STATUS) and status is not None:
        # Generation 10 has a text of its own for 403 and 404, which never comes out.
        return FetchFailure(_UNEXPECTED_STATUS, UNEXPECTED_STATUS % status)
    if code == _TIMED_OUT:
        return FetchFailure(_TIMED_OUT, TIMED_OUT % (_seconds(connect_timeout), _seconds(read_timeout)))
    if code == _NOT_MODIFIED_WHEN_EMPTY:
        return FetchFailure(_NOT_MODIFIED_WHEN_EMPTY, NOTHING_TO_RENEW)
    # A body that is no config (1105) among them, as in generation 10.
    return FetchFailure(_FAILED, FAILED, FetchError(_detail(message)))


def _seconds(value: Any) -> str:
    try:
        return f"{value:g}"
    except (TypeError, ValueError):
        return str(value)


def _detail(message: Optional[str]) -> str:
    text = (message or "").strip()
    text = text[len(_PREFIX) :].strip() if text.startswith(_PREFIX) else text
    return text or "The cause is unknown."
