"""Where config files are published."""

from enum import IntEnum


class DataGovernance(IntEnum):
    """Where the config files of a product are published. It has to be what the dashboard says."""

    Global = 0
    """On all nodes of the CDN in the world."""
    EuOnly = 1
    """On nodes in the European Union only."""
