"""Waiting in tests: for a condition, never for a time. Only a hang reaches the bound."""

import asyncio
import select
from collections.abc import Callable
from typing import TypeVar

from gate.clock import monotonic

BOUND = 120.0
"""Seconds after which something counts as hung; no test measures speed by it."""

Answer = TypeVar("Answer")


def wait_for(look: Callable[[], Answer | None], what: str = "") -> Answer:
    """Look again and again until there is a true answer and return it; block meanwhile.

    Raises AssertionError with `what` once the bound is reached.
    """
    deadline = monotonic() + BOUND
    while True:
        answer = look()
        if answer:
            return answer
        assert monotonic() < deadline, f"not within {BOUND:.0f} s: {what or look}"
        select.select([], [], [], 0.01)


async def until(condition: Callable[[], object], meanwhile: Callable[[], object] = bool) -> None:
    """Return once the condition holds; call `meanwhile` before each further look.

    The bound is real time, also on a loop whose time is virtual.
    """
    deadline = monotonic() + BOUND
    while not condition():
        assert monotonic() < deadline, f"not within {BOUND:.0f} s: {condition}"
        meanwhile()
        await asyncio.sleep(0.01)
