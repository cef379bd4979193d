"""Waiting for what another thread or process does."""

import time
from collections.abc import Callable


def eventually(condition: Callable[[], object], *, within: float = 10.0) -> None:
    """Return once the condition holds; fail when it does not in time (seconds)."""
    for _ in range(int(within / 0.01)):
        if condition():
            return
        time.sleep(0.01)
    message = f"not so within {within} s"
    raise AssertionError(message)
