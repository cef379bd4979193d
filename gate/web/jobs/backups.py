"""The backup that an admin makes on a page: a child process makes it, one at a time for everybody.

The file lies in a directory that nobody else can read until it was downloaded, and never longer
than an hour.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Lock, Thread, Timer
from typing import Final

from gate.config.gate_toml import Config
from gate.registry.author import Author
from gate.web.jobs.backup_order import Order

KEPT: Final = 3600.0
"""Seconds a backup waits to be downloaded."""

_CHUNK: Final = 256 * 1024
_ROOM: Final = 3
"""Times the size of the database that must be free: its copy, the file, and room for the gate."""

_STOPS_WITHIN: Final = 10.0


class Busy(Exception):  # noqa: N818 - reads as what it is
    """Somebody's backup is being made right now."""


class NoRoom(Exception):  # noqa: N818 - reads as what it is
    """Making it could fill the disk that the gate needs."""


@dataclass(slots=True)
class Making:
    """One backup: how far it is, then what it became. `share` is between 0 and 1."""

    actor: str
    path: Path
    sealed: bool
    process: subprocess.Popen[str]
    share: float = 0.0
    over: bool = False
    size: int = 0
    left_out: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name


class Backups:
    """Starts it, follows it and hands it out; from any thread."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._place = config.data_dir / "downloads"
        self._making: Making | None = None
        self._end_of_wait: Timer | None = None
        self._turn = Lock()
        shutil.rmtree(self._place, ignore_errors=True)

    def start(self, name: str, passphrase: str, author: Author) -> None:
        """Make one, instead of the last; `Busy` while another is made, `NoRoom` on a full disk."""
        with self._turn:
            if self._making is not None and not self._making.over:
                raise Busy
            self._drop()
            config = self._config
            if shutil.disk_usage(config.data_dir).free < _ROOM * config.database.stat().st_size:
                raise NoRoom
            folder = self._place / token_hex(8)
            folder.mkdir(mode=0o700, parents=True)
            target = folder / name
            order = Order(
                str(config.path),
                str(config.data_dir),
                str(target),
                passphrase,
                author.actor,
                author.boot_id,
                author.now,
            )
            process = subprocess.Popen(
                [sys.executable, "-m", "gate.web.jobs.backup_work"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            made = Making(author.actor or "", target, bool(passphrase), process)
            self._making = made
            Thread(target=_follow, args=(process, order, made), daemon=True).start()
            self._end_of_wait = Timer(KEPT, self._forget, (made,))
            self._end_of_wait.daemon = True
            self._end_of_wait.start()

    def seen(self, actor: str) -> Making | None:
        """Return the backup of somebody, as far as it is."""
        with self._turn:
            made = self._making
            return made if made is not None and made.actor == actor else None

    def bytes(self, made: Making) -> Iterator[bytes]:
        """Hand the file out; once all of it is gone, it is removed."""
        with made.path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece
        self._forget(made)

    def drop(self, actor: str) -> None:
        """Stop making it, or let go of it."""
        with self._turn:
            if self._making is not None and self._making.actor == actor:
                self._drop()

    def close(self) -> None:
        """Stop, and leave nothing behind."""
        with self._turn:
            self._drop()

    def _forget(self, made: Making) -> None:
        """Let go of this one, unless another has taken its place."""
        with self._turn:
            if self._making is made:
                self._drop()

    def _drop(self) -> None:
        made, self._making = self._making, None
        if self._end_of_wait is not None:
            self._end_of_wait.cancel()
        if made is None:
            return
        made.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            made.process.wait(_STOPS_WITHIN)
        shutil.rmtree(made.path.parent, ignore_errors=True)


def _follow(process: subprocess.Popen[str], order: Order, made: Making) -> None:
    """Give the child its order and take down what it says, until it is gone."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("the child was started without pipes")
    try:
        with suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(order.text)
        with process.stdout as lines:
            for line in lines:
                told = json.loads(line)
                made.share = told.get("share", made.share)
                made.size, made.left_out = told.get("size", 0), told.get("left_out", [])
        process.wait()
    finally:
        made.over = True
