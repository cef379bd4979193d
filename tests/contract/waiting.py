"""Waiting for something to become true, with a deadline."""

import asyncio
from collections.abc import Callable

DEADLINE = 10.0


async def until(condition: Callable[[], object], meanwhile: Callable[[], object] = bool) -> None:
    """Return once the condition holds, doing `meanwhile` as often as it is asked."""
    async with asyncio.timeout(DEADLINE):
        while not condition():
            meanwhile()
            await asyncio.sleep(0.01)
