"""Steps of the test command: commands that run side by side, each once what it needs is done."""

import asyncio
import enum
import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gate.clock import monotonic
from tests.checks import screen

TOLD_EVERY = 10.0
"""Seconds between two lines of progress."""


class Outcome(enum.Enum):
    """How a step ended."""

    GREEN = "ok"
    FAILED = "FAILED"
    LEFT_OUT = "left out"
    UNABLE = "not here"

    @property
    def is_good(self) -> bool:
        """Whether nothing is known to be wrong with what it checks."""
        return self in {Outcome.GREEN, Outcome.UNABLE}


@dataclass(frozen=True)
class Step:
    """A command with a name; `needs` are the names of the steps whose success it needs.

    `after` are steps whose end it waits for, whatever became of them. A command that is a function
    is asked when the step begins; None = this machine cannot. A pytest step has `is_tests`: it
    writes its progress where `CHECKS_PROGRESS` says (tests/checks/progress.py).
    """

    name: str
    command: tuple[str, ...] | Callable[[], tuple[str, ...] | None]
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    is_tests: bool = False
    environment: dict[str, str] = field(default_factory=dict)


@dataclass
class Tally:
    """What a step of tests has told so far."""

    total: int = 0
    passed: int = 0
    skipped: int = 0
    failures: list[dict[str, Any]] = field(default_factory=list)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many tests have ended."""
        return self.passed + self.skipped + len(self.failures)


class Runner:
    """Runs steps; keeps their output as files of a folder, and what became of them."""

    def __init__(self, steps: list[Step], folder: Path) -> None:
        self.steps = steps
        self.outcomes: dict[str, Outcome] = {}
        self.seconds: dict[str, float] = {}
        self.began = monotonic()
        self._folder = folder
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._ended = {step.name: asyncio.Event() for step in steps}

    def log(self, step: Step) -> Path:
        """Return the file with what the step has printed."""
        return self._folder / f"{step.name.replace(' ', '-')}.log"

    async def run(self) -> None:
        """Run all of them; whatever interrupts this ends their processes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        telling = asyncio.create_task(self._tell())
        try:
            async with asyncio.TaskGroup() as group:
                for step in self.steps:
                    group.create_task(self._carry_out(step))
        finally:
            telling.cancel()
            for process in self._running.values():
                os.killpg(process.pid, signal.SIGTERM)

    def tally(self, step: Step) -> Tally:
        """Count what a step of tests has told until now."""
        tally = Tally()
        try:
            text = self._progress(step).read_text(encoding="utf-8")
        except FileNotFoundError:
            return tally
        for line in text.split("\n")[:-1]:  # the last one may still be being written
            told = json.loads(line)
            if "total" in told:
                tally.total = told["total"]
                continue
            tally.slowest.append((told["seconds"], told["test"]))
            if told["outcome"] == "failed":
                tally.failures.append(told)
            else:
                tally.passed += told["outcome"] == "passed"
                tally.skipped += told["outcome"] == "skipped"
        return tally

    def _progress(self, step: Step) -> Path:
        return self.log(step).with_suffix(".jsonl")

    async def _carry_out(self, step: Step) -> None:
        for name in (*step.needs, *step.after):
            if name in self._ended:
                await self._ended[name].wait()
        if any(not self.outcomes.get(name, Outcome.GREEN).is_good for name in step.needs):
            outcome = Outcome.LEFT_OUT
        else:
            command = step.command() if callable(step.command) else step.command
            outcome = Outcome.UNABLE if command is None else await self._execute(step, command)
        self.outcomes[step.name] = outcome
        self._ended[step.name].set()

    async def _execute(self, step: Step, command: tuple[str, ...]) -> Outcome:
        began = monotonic()
        self._progress(step).unlink(missing_ok=True)
        with self.log(step).open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={
                    **os.environ,
                    **step.environment,
                    "CHECKS_PROGRESS": str(self._progress(step)),
                },
                process_group=0,
            )
        self._running[step.name] = process
        code = await process.wait()
        del self._running[step.name]
        self.seconds[step.name] = monotonic() - began
        outcome = Outcome.GREEN if code == 0 else Outcome.FAILED
        screen.step_ended(self, step, outcome)
        return outcome

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(TOLD_EVERY)
            screen.progress(self, [step for step in self.steps if step.name in self._running])
