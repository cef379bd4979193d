"""Imports under way from the pages: one per person, one child process at a time for all of them.

What was uploaded lies on the disk, in a directory that nobody else can read, until the import is
done with, and never longer than an hour without being looked at.
"""

import json
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path
from secrets import token_hex
from threading import Lock, Thread
from typing import IO, Any, Final

from gate.config.gate_toml import Config
from gate.ports import Clock
from gate.registry.author import Author
from gate.registry.vehicle_import.plan import Result
from gate.web.jobs.bulk import UPLOADED, End, Outcome, Task, packed, read_back

KEPT: Final = 3600.0
"""Seconds an import is kept that nobody looks at."""

STOPS_WITHIN: Final = 30.0
"""Seconds a child gets to stop by itself."""


class Busy(Exception):  # noqa: N818 - reads as what it is
    """Another import works right now."""


class Stage(StrEnum):
    """Where an import stands."""

    READING = "reading"
    READY = "ready"
    IMPORTING = "importing"
    OVER = "over"


@dataclass(slots=True)
class Progress:
    """What the child has said so far; `end` None = it works."""

    done: int = 0
    most: int = 0
    end: End | None = None
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """An import as its page shows it. `counts` are rows by result."""

    stage: Stage
    name: str
    done: int
    most: int
    end: End | None
    counts: dict[str, int]
    unused: tuple[str, ...]
    guessed: bool
    fault: str | None
    params: dict[str, str | int]


@dataclass(slots=True)
class _Job:
    task: Task
    progress: Progress
    read: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    touched: float = 0.0

    @property
    def working(self) -> bool:
        return self.progress.end is None


class Imports:
    """Starts, follows and stops them; from any thread."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._place = config.data_dir / "imports"
        self._jobs: dict[str, _Job] = {}
        self._turn = Lock()
        shutil.rmtree(self._place, ignore_errors=True)

    def start(self, actor: str, name: str, upload: IO[bytes], language: str) -> None:
        """Read a file that was uploaded, instead of the last one; `Busy` when another one works."""
        with self._turn:
            self._forget_old()
            self._check_free()
            self._drop(actor)
            place = self._place / token_hex(8)
            place.mkdir(mode=0o700, parents=True)
            with (place / UPLOADED).open("xb") as file:
                shutil.copyfileobj(upload, file)
            task = Task(
                directory=str(place),
                name=name,
                database=str(self._config.database),
                zone=str(self._config.timezone),
                lanes=tuple(self._config.lanes),
                language=language,
            )
            self._jobs[actor] = _Job(task, Progress())
            self._launch(self._jobs[actor], task)

    def apply(self, actor: str, author: Author) -> None:
        """Import what was read, but for the rows that are wrong; `Busy` when another one works."""
        with self._turn:
            job = self._jobs.get(actor)
            if job is None or job.progress.end is not End.READ:
                return
            self._check_free()
            job.read = job.progress.told
            job.progress = Progress(most=job.progress.most)
            self._launch(job, replace(job.task, author=packed(author)))

    def stop(self, actor: str) -> None:
        """Ask a child that works to stop, and let go of an import that waits or is over."""
        with self._turn:
            job = self._jobs.get(actor)
            if job is not None and job.working and job.process is not None:
                job.process.terminate()
            else:
                self._drop(actor)

    def seen(self, actor: str) -> Seen | None:
        """Return how the import of somebody stands."""
        with self._turn:
            self._forget_old()
            job = self._jobs.get(actor)
            if job is None:
                return None
            job.touched = self._clock.now().monotonic
            return _seen(job)

    def rows(self, actor: str, result: Result, offset: int, limit: int) -> list[Outcome]:
        """Return a piece of the rows with one result."""
        job = self._jobs.get(actor)
        if job is None:
            return []
        try:
            with (job.task.place / result).open(encoding="utf-8") as file:
                return read_back(islice(file, offset, offset + limit))
        except FileNotFoundError:
            return []

    def problems(self, actor: str) -> Path | None:
        """Return the file of rows to put right, None when there is none."""
        job = self._jobs.get(actor)
        return job.task.problems if job is not None and job.task.problems.exists() else None

    def close(self) -> None:
        """Stop everything and leave nothing behind."""
        with self._turn:
            for actor in list(self._jobs):
                self._drop(actor)

    def _check_free(self) -> None:
        if any(job.working for job in self._jobs.values()):
            raise Busy

    def _launch(self, job: _Job, task: Task) -> None:
        job.touched = self._clock.now().monotonic
        job.process = subprocess.Popen(
            [sys.executable, "-m", "gate.web.jobs.import_work"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        Thread(target=_follow, args=(job.process, task, job.progress), daemon=True).start()

    def _drop(self, actor: str) -> None:
        job = self._jobs.pop(actor, None)
        if job is None:
            return
        if job.process is not None:
            _end(job.process)
        shutil.rmtree(job.task.place, ignore_errors=True)

    def _forget_old(self) -> None:
        now = self._clock.now().monotonic
        for actor, job in list(self._jobs.items()):
            if not job.working and now - job.touched > KEPT:
                self._drop(actor)


def _follow(process: subprocess.Popen[str], task: Task, progress: Progress) -> None:
    """Give the child its order and take down what it says, until it is gone."""
    try:
        _listen(process, task, progress)
    finally:
        untouched = process.wait() == -signal.SIGTERM  # it had not even begun
        otherwise = End.STOPPED if untouched else End.FAILED
        progress.end = End(progress.told.get("end", otherwise))


def _listen(process: subprocess.Popen[str], task: Task, progress: Progress) -> None:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the child was started without pipes")
    with suppress(BrokenPipeError), process.stdin as order:
        order.write(task.text + "\n")
    with process.stdout as lines:
        for line in lines:
            told = json.loads(line)
            if "end" in told:
                progress.told = told
            else:
                progress.done, progress.most = told["done"], told["most"]


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _seen(job: _Job) -> Seen:
    progress = job.progress
    told = job.read | progress.told
    if progress.end is None:
        stage = Stage.IMPORTING if job.read else Stage.READING
    else:
        stage = Stage.READY if progress.end is End.READ else Stage.OVER
    return Seen(
        stage=stage,
        name=job.task.name,
        done=progress.done,
        most=progress.most,
        end=progress.end,
        counts={str(result): told.get("counts", {}).get(result, 0) for result in Result},
        unused=tuple(told.get("unused", ())),
        guessed=bool(told.get("guessed", False)),
        fault=told.get("fault"),
        params=told.get("params", {}),
    )
