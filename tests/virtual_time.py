"""An event loop whose time is a counter: it jumps to whatever is due next instead of sleeping."""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine


class _JumpingSelector(selectors.DefaultSelector):
    """Real sockets and pipes, but a wait with an end is over at once."""

    passed = 0.0

    def select(self, timeout=None):
        ready = super().select(0 if timeout is not None else None)
        if not ready and timeout:
            self.passed += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """`time()` starts at 0 and passes only while nothing is to be done."""

    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.passed

    def hang(self, seconds: float) -> None:
        """Let time pass without doing anything, as a blocked loop does."""
        self._jumping.passed += seconds


def in_virtual_time(
    test: Callable[..., Coroutine[None, None, None]],
) -> Callable[..., None]:
    """Run an asynchronous test on such a loop."""

    @functools.wraps(test)
    def run(*args: object, **kwargs: object) -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run
