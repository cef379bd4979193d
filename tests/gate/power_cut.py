"""Ends a process at one of the moments in which it changes the names of files."""

import os
from collections.abc import Callable
from pathlib import Path


def cut(step: int, act: Callable[[], object]) -> bool:
    """Do something in a process that dies before its change number `step`; whether it did."""
    child = os.fork()
    if child == 0:
        left = step
        rename, unlink = Path.rename, Path.unlink

        def count() -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(9)

        def counted_rename(self: Path, target: Path) -> Path:
            count()
            return rename(self, target)

        def counted_unlink(self: Path, missing_ok: bool = False) -> None:  # noqa: FBT001, FBT002
            count()
            unlink(self, missing_ok)

        Path.rename, Path.unlink = counted_rename, counted_unlink  # type: ignore[method-assign]
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, 9}
    return code == 9
