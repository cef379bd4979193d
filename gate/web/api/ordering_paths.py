"""Paths that the controller alone serves: orders work with a dead, full or locked disk."""

import re
from typing import Final

from starlette.types import Scope

PATIENCE: Final = 0.25
"""Seconds an order waits for others who write to the database, each time."""

_ORDERING: Final = re.compile(
    r"/(lanes/[^/]+/orders|alarms/acknowledgements|occupancy/(corrections|stays))$"
)


def orders(scope: Scope) -> bool:
    """Whether a request gives an order."""
    return scope["method"] == "POST" and _ORDERING.search(scope["path"]) is not None
