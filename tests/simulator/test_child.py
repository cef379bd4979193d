"""Children are real processes here; what they run is a line of Python."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from gate.errors import GateError
from simulator import child
from simulator.child import Child, Part
from tests.simulator.waiting import running
from tests.waiting import until

SLEEP = "import time; time.sleep(60)"
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


class Heard(list[str]):
    """What people were told."""

    def has(self, text: str) -> bool:
        return any(text in line for line in self)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "PAUSE", 0.05)
    monkeypatch.setattr(child, "MERCY", 0.2)


def part(tmp_path: Path, program: str, *, answers: str = "") -> Part:
    """A part that answers once its log says `answers`."""
    log = tmp_path / "log"

    async def said(_: float) -> bool:
        return answers in log.read_text()

    return Part("player", (sys.executable, "-c", program), log, said)


async def test_a_child_that_answers_has_started(tmp_path: Path, heard: Heard) -> None:
    running = Child(
        part(tmp_path, f"print('ready', flush=True); {SLEEP}", answers="ready"), heard.append
    )

    await running.start()

    assert "ready" in (tmp_path / "log").read_text()
    await running.stop()


async def test_a_child_that_ends_at_once_is_reported_with_its_last_words(
    tmp_path: Path, heard: Heard
) -> None:
    failing = Child(part(tmp_path, "raise SystemExit('no pins')", answers="never"), heard.append)

    with pytest.raises(GateError, match="player does not start:\nno pins"):
        await failing.start()


async def test_a_child_that_never_answers_is_reported_too(
    tmp_path: Path, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "PATIENCE", 0.1)
    silent = Child(part(tmp_path, SLEEP, answers="never"), heard.append)

    with pytest.raises(GateError, match="nothing in"):
        await silent.start()
    await silent.stop()


async def test_a_dead_child_is_started_again(tmp_path: Path, heard: Heard) -> None:
    mortal = Child(part(tmp_path, MORTAL, answers="\n"), heard.append)
    log = tmp_path / "log"
    await mortal.start()

    async with running(mortal.watch()):
        os.kill(int(log.read_text()), signal.SIGKILL)
        await until(lambda: heard.has("player runs again"))
        await until(lambda: len(log.read_text().splitlines()) == 2)

    assert heard.has("player died of SIGKILL; starting it again")
    await mortal.stop()


async def test_an_exit_is_told_with_its_code(tmp_path: Path, heard: Heard) -> None:
    brief = Child(part(tmp_path, "import time; time.sleep(0.2); raise SystemExit(3)"), heard.append)
    await brief.start()

    async with running(brief.watch()):
        await until(lambda: heard.has("player ended with exit code 3"))
    await brief.stop()


async def test_a_child_that_does_not_end_is_killed(tmp_path: Path, heard: Heard) -> None:
    stubborn = Child(part(tmp_path, STUBBORN, answers="up"), heard.append)
    await stubborn.start()

    await stubborn.stop()

    assert heard.has("player does not end by itself, killing it")


async def test_stopping_what_never_ran_or_has_ended_is_fine(tmp_path: Path, heard: Heard) -> None:
    idle = Child(part(tmp_path, "pass"), heard.append)
    await idle.stop()
    await idle.start()
    await asyncio.sleep(0.3)

    await idle.stop()

    assert heard == []
