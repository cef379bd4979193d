"""The command `gate` as a test calls it: how it ended, and a terminal to call it at."""

import os
import pty
import select
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gate.clock import monotonic
from tests.waiting import BOUND

COMMAND = str(Path(sys.executable).with_name("gate"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table written into a pipe, without its headings."""
        return [line.split("\t") for line in self.out.splitlines()[1:]]


Gate = Callable[..., Outcome]


class Terminal:
    """A person's screen and keyboard."""

    def __init__(self, arguments: list[str]) -> None:
        self._screen, inside = pty.openpty()
        self.process = subprocess.Popen(
            [
                "env",
                "--default-signal=INT",
                COMMAND,
                *arguments,
            ],  # whoever runs the tests may ignore it
            stdin=inside,
            stdout=inside,
            stderr=inside,
            start_new_session=True,
            env=os.environ | {"COLUMNS": "120", "TERM": "xterm"},
        )
        os.close(inside)
        self.shown = ""

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._screen)

    def wait_for(self, text: str) -> None:
        deadline = monotonic() + BOUND
        while text not in self.shown:
            assert self._read(deadline), f"{text!r} never came: {self.shown!r}"

    def type(self, line: str) -> None:
        os.write(self._screen, f"{line}\n".encode())

    def end(self) -> int:
        deadline = monotonic() + BOUND
        while self._read(deadline):
            pass
        return self.process.wait(BOUND)

    def _read(self, deadline: float) -> bool:
        ready, _, _ = select.select([self._screen], [], [], max(0.0, deadline - monotonic()))
        if not ready:
            return False
        try:
            self.shown += os.read(self._screen, 4096).decode()
        except OSError:  # what a terminal says when nobody is on it any more
            return False
        return True
