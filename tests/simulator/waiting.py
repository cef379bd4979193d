"""Waiting in tests: with tasks in the background."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine


@contextlib.asynccontextmanager
async def running(*coroutines: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run these in the background; they are cancelled in the end and must not have ended before."""
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    try:
        yield
        assert not any(task.done() for task in tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
