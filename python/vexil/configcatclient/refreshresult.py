"""What ``force_refresh`` gives."""

from typing import NamedTuple, Optional


class RefreshResult(NamedTuple):
    """How a refresh ended."""

    is_success: bool
    """Whether the client has the current config now."""
    error: Optional[str]
    """Why not; ``None`` where it has."""
