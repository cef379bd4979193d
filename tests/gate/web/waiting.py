"""Waiting on a condition, with an end."""

import asyncio
import time
from collections.abc import Callable


async def until(condition: Callable[[], object], within: float = 10.0) -> None:
    """Return when the condition holds; fail when it does not come true in time."""
    end = time.perf_counter() + within
    while not condition():
        assert time.perf_counter() < end, "the condition never came true"
        await asyncio.sleep(0.01)
