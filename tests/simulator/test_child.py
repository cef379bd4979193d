"""Children are real processes here; what they run is a line of Python."""

import os
import signal
import sys
from pathlib import Path

import pytest

from gate.errors import GateError
from simulator.child import Child, Part
from tests.simulator.waiting import running
from tests.waiting import BOUND, until

SLEEP = "import signal; signal.pause()"
STUBBORN = f"""
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
{SLEEP}
"""
MORTAL = f"""
import os
print(os.getpid(), flush=True)
{SLEEP}
"""
BRIEF = """
import os, signal
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
print(os.getpid(), flush=True)
signal.sigwait({signal.SIGUSR1})
raise SystemExit(3)
"""


class Heard(list[str]):
    """What people were told."""

    def has(self, text: str) -> bool:
        return any(text in line for line in self)


@pytest.fixture
def heard() -> Heard:
    return Heard()


def player(
    folder: Path,
    heard: Heard,
    program: str,
    *,
    answers: str = "",
    patience: float = BOUND,
    mercy: float = BOUND,
) -> Child:
    """A child that answers once its log says `answers`."""
    log = folder / "log"

    async def said(_: float) -> bool:
        return answers in log.read_text()

    part = Part("player", (sys.executable, "-c", program), log, said)
    return Child(part, heard.append, patience=patience, pause=0.01, mercy=mercy)


def pids(folder: Path) -> list[int]:
    """The numbers of the processes that have written theirs to the log."""
    return [int(line) for line in (folder / "log").read_text().split("\n")[:-1]]


async def test_a_child_that_answers_has_started(tmp_path: Path, heard: Heard) -> None:
    ready = player(tmp_path, heard, f"print('ready', flush=True); {SLEEP}", answers="ready")

    await ready.start()

    assert "ready" in (tmp_path / "log").read_text()
    await ready.stop()


async def test_a_child_that_ends_at_once_is_reported_with_its_last_words(
    tmp_path: Path, heard: Heard
) -> None:
    failing = player(tmp_path, heard, "raise SystemExit('no pins')", answers="never")

    with pytest.raises(GateError, match="player does not start:\nno pins"):
        await failing.start()


async def test_a_child_that_never_answers_is_reported_too(tmp_path: Path, heard: Heard) -> None:
    silent = player(tmp_path, heard, SLEEP, answers="never", patience=0.1)

    with pytest.raises(GateError, match="nothing in"):
        await silent.start()
    await silent.stop()


async def test_a_dead_child_is_started_again(tmp_path: Path, heard: Heard) -> None:
    mortal = player(tmp_path, heard, MORTAL, answers="\n")
    await mortal.start()

    async with running(mortal.watch()):
        os.kill(pids(tmp_path)[0], signal.SIGKILL)
        await until(lambda: heard.has("player runs again"))
        await until(lambda: len(pids(tmp_path)) == 2)

    assert heard.has("player died of SIGKILL; starting it again")
    await mortal.stop()


async def test_an_exit_is_told_with_its_code(tmp_path: Path, heard: Heard) -> None:
    brief = player(tmp_path, heard, BRIEF, answers="\n")
    await brief.start()

    async with running(brief.watch()):
        os.kill(pids(tmp_path)[0], signal.SIGUSR1)
        await until(lambda: heard.has("player ended with exit code 3"))
    await brief.stop()


async def test_a_child_that_does_not_end_is_killed(tmp_path: Path, heard: Heard) -> None:
    stubborn = player(tmp_path, heard, STUBBORN, answers="up", mercy=0.2)
    await stubborn.start()

    await stubborn.stop()

    assert heard.has("player does not end by itself, killing it")


async def test_stopping_what_never_ran_or_has_ended_is_fine(tmp_path: Path, heard: Heard) -> None:
    idle = player(tmp_path, heard, BRIEF, answers="\n")
    await idle.stop()
    await idle.start()
    (pid,) = pids(tmp_path)
    os.kill(pid, signal.SIGUSR1)
    await until(lambda: not Path(f"/proc/{pid}").exists())

    await idle.stop()

    assert heard == []
